package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/mail"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/e2e/postgres"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

const canary = "Kanarifuglvik"

var therapist = who.Person{ID: "01therapist", Posts: who.Therapist}

func rootKey(t *testing.T) seal.File {
	t.Helper()
	key, err := seal.NewFile(filepath.Join(t.TempDir(), "tillit.key"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// stocked is a practice with something in it.
func stocked(t *testing.T, url string, key seal.Keeper) (*House, space.ID) {
	t.Helper()
	h, err := Open(t.Context(), Config{DB: url, Key: key, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(context.Background()) })
	var made space.ID
	err = h.DB.Write(t.Context(), therapist, func(tx *db.Tx) error {
		settings := practice.Settings{Name: canary, Place: canary, Zone: "Europe/Oslo", Crisis: []practice.Number{{Who: canary, Number: "116 123"}}}
		rec, err := space.Make(tx, right.Shared, "01case", right.Therapist, right.Write)
		if err != nil {
			return err
		}
		made = rec.Space()
		return errors.Join(practice.Keep(tx, settings), mail.Post(tx, mail.Letter{To: canary + "@example.org", Subject: canary, Text: canary}))
	})
	if err := errors.Join(err, h.Anchor(t.Context())); err != nil {
		t.Fatal(err)
	}
	return h, made
}

func engines(t *testing.T) map[string]string {
	all := map[string]string{"sqlite": filepath.Join(t.TempDir(), "tillit.db")}
	if !testing.Short() {
		all["postgres"] = postgres.Shared(t, postgres.Options{}).Database(t)
	}
	return all
}

func TestABackupComesBackOnEitherEngine(t *testing.T) {
	for from, url := range engines(t) {
		key := rootKey(t)
		h, made := stocked(t, url, key)
		b, err := Save(t.Context(), h.DB, key, t.TempDir(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if b.Rows < 10 || b.Tried.Rows != b.Rows || b.Tried.Keyless != 0 || b.Tried.Trail.Broken != nil || b.Tried.Trail.Anchors == 0 {
			t.Errorf("%s: %+v", from, b)
		}
		for to, url := range engines(t) {
			t.Run(from+" to "+to, func(t *testing.T) { back(t, b, url, key, made) })
		}
	}
}

func back(t *testing.T, b Backup, url string, key seal.Keeper, made space.ID) {
	r, err := Restore(t.Context(), b.Data, b.Keys, Config{DB: url, Key: key})
	if err != nil || r.Rows != b.Rows {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := Restore(t.Context(), b.Data, b.Keys, Config{DB: url, Key: key}); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("over something: %v", err)
	}
	h, err := Open(t.Context(), Config{DB: url, Key: key, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(t.Context())
	err = h.DB.Write(t.Context(), therapist, func(tx *db.Tx) error {
		settings, err := practice.Of(tx)
		if err == nil && settings.Place != canary {
			t.Errorf("the place came back as %q", settings.Place)
		}
		_, opened := space.Open(tx, made, right.Treat)
		return errors.Join(err, opened)
	})
	if report, checked := Check(t.Context(), h.DB); errors.Join(err, checked) != nil || report.Broken != nil {
		t.Errorf("%v, %v, %v", err, checked, report.Broken)
	}
}

func TestWhatDoesNotBelongTogetherIsRefused(t *testing.T) {
	key, other := rootKey(t), rootKey(t)
	h, _ := stocked(t, filepath.Join(t.TempDir(), "a.db"), key)
	stranger, _ := stocked(t, filepath.Join(t.TempDir(), "b.db"), key)
	first := save(t, h, key)
	time.Sleep(2 * time.Millisecond) // the moment of a backup is kept to the millisecond
	second := save(t, h, key)
	third := save(t, stranger, key)
	cut := filepath.Join(t.TempDir(), "cut.age")
	whole, err := os.ReadFile(first.Data)
	if err = errors.Join(err, os.WriteFile(cut, whole[:len(whole)-200], 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data, keys string
		key        seal.Keeper
		want       error
	}{
		"another root key":     {first.Data, first.Keys, other, ErrKeysKey},
		"another practice":     {first.Data, third.Keys, key, ErrOtherData},
		"keys before the data": {second.Data, first.Keys, key, ErrOldKeys},
		"the files swapped":    {first.Keys, first.Data, key, ErrKeysKey},
		"data for keys":        {first.Keys, first.Keys, key, ErrOtherData},
		"cut short":            {cut, first.Keys, key, ErrArchive},
	} {
		into := filepath.Join(t.TempDir(), "tillit.db")
		if _, err := Restore(t.Context(), c.data, c.keys, Config{DB: into, Key: c.key}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(filepath.Dir(into)); len(left) != 0 {
			t.Errorf("%s: %v is left behind", name, left)
		}
	}
	if r, err := Restore(t.Context(), first.Data, second.Keys, Config{DB: filepath.Join(t.TempDir(), "x.db"), Key: key}); err != nil {
		t.Errorf("newer keys: %+v, %v", r, err)
	}
}

func save(t *testing.T, h *House, key seal.Keeper) Backup {
	t.Helper()
	b, err := Save(t.Context(), h.DB, key, t.TempDir(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAKeyThatWasDestroyedStaysSo(t *testing.T) {
	key := rootKey(t)
	h, made := stocked(t, filepath.Join(t.TempDir(), "a.db"), key)
	old := save(t, h, key)
	err := h.DB.Write(t.Context(), who.House, func(tx *db.Tx) error {
		return tx.Change("delete from space_key where space = $1", made)
	})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Millisecond)
	newer := save(t, h, key)
	r, err := Restore(t.Context(), old.Data, newer.Keys, Config{DB: filepath.Join(t.TempDir(), "x.db"), Key: key})
	if err != nil || r.Keyless != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Nothing that was typed is in the files, in any guise.
func TestABackupShowsNothing(t *testing.T) {
	key := rootKey(t)
	path := filepath.Join(t.TempDir(), "tillit.db")
	h, _ := stocked(t, path, key)
	b := save(t, h, key)
	for _, file := range []string{b.Data, b.Keys, path, path + "-wal"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
			t.Errorf("%s is only compressed: %v", filepath.Base(file), r.Name)
		}
		for guise, word := range guises(canary) {
			if bytes.Contains(text, word) {
				t.Errorf("%s holds the word as %s", filepath.Base(file), guise)
			}
		}
	}
	if info, err := os.Stat(b.Data); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("who may read it: %v, %v", info.Mode(), err)
	}
}

func guises(word string) map[string][]byte {
	var wide []byte
	for _, c := range []byte(word) {
		wide = append(wide, c, 0)
	}
	all := map[string][]byte{"text": []byte(word), "hex": []byte(hex.EncodeToString([]byte(word))), "UTF-16": wide}
	for i := range 3 { // base64 at each of the three places where it can begin
		text := base64.StdEncoding.EncodeToString([]byte("xyz"[:i] + word))
		all["base64 "+"012"[i:i+1]] = []byte(text[4 : len(text)-4])
	}
	return all
}

func TestRewrapChangesOnlyTheRootKey(t *testing.T) {
	old, key := rootKey(t), rootKey(t)
	path := filepath.Join(t.TempDir(), "tillit.db")
	h, made := stocked(t, path, old)
	before := save(t, h, old)
	if err := errors.Join(Rewrap(t.Context(), h.DB, key), h.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := Attach(t.Context(), Config{DB: path, Key: old}); !errors.Is(err, seal.ErrWrong) {
		t.Errorf("the old root key: %v", err)
	}
	d, err := Attach(t.Context(), Config{DB: path, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Read(t.Context(), therapist, func(tx *db.Tx) error { _, err := space.Open(tx, made, right.Read); return err })
	if err != nil {
		t.Error(err)
	}
	if _, err := Restore(t.Context(), before.Data, before.Keys, Config{DB: path + ".x", Key: old}); err != nil {
		t.Errorf("an older backup with the old root key: %v", err)
	}
}
