package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// erased destroys the keys of the case in a stocked house, and lists that beside it.
func erased(t *testing.T, h *House) {
	t.Helper()
	err := h.DB.Write(t.Context(), therapist, func(tx *db.Tx) error { _, err := space.Erase(tx, "01case"); return err })
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("a therapist alone erased a case: %v", err)
	}
	err = h.DB.Write(t.Context(), who.House, func(tx *db.Tx) error {
		gone, err := space.Erase(tx, "01case")
		if len(gone) != 1 {
			t.Errorf("erased %v", gone)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.listGone(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// closed looks that nobody opens the space of a database, and that its trail verifies.
func closed(t *testing.T, url string, c Config, made space.ID) {
	t.Helper()
	c.DB, c.Quiet = url, true
	h, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(t.Context())
	err = h.DB.Read(t.Context(), therapist, func(tx *db.Tx) error { _, err := space.Open(tx, made, right.Read); return err })
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("an erased space opens: %v", err)
	}
	var keys int
	err = h.DB.Read(t.Context(), who.House, func(tx *db.Tx) error {
		return tx.One("select count(*) from space_key where space = $1", made).Scan(&keys)
	})
	if err != nil || keys != 0 {
		t.Errorf("%d keys, %v", keys, err)
	}
	if report, err := Check(t.Context(), h.DB); err != nil || report.Broken != nil {
		t.Errorf("the trail: %v, %v", report.Broken, err)
	}
}

// TestAnErasedSpaceStaysErased: whatever older files are put in place, both of a backup or the
// database itself, on either engine.
func TestAnErasedSpaceStaysErased(t *testing.T) {
	for from, url := range engines(t) {
		key := rootKey(t)
		h, made := stocked(t, url, key)
		dataDir, keysDir := t.TempDir(), t.TempDir()
		old, err := Save(t.Context(), h.DB, key, dataDir, keysDir)
		if err != nil {
			t.Fatal(err)
		}
		erased(t, h)
		time.Sleep(1100 * time.Millisecond)                              // a backup is called by its second
		newer, err := Save(t.Context(), h.DB, key, t.TempDir(), keysDir) // it writes the list beside the old keys
		if err != nil {
			t.Fatal(err)
		}
		for to, url := range engines(t) {
			t.Run(from+" to "+to, func(t *testing.T) {
				list := filepath.Join(t.TempDir(), "list")
				c := Config{Key: key, Destroyed: list}
				c.DB = url
				r, err := Restore(t.Context(), old.Data, old.Keys, c)
				if err != nil || r.Destroyed != 1 || r.Rows != old.Rows {
					t.Fatalf("%+v, %v", r, err)
				}
				closed(t, url, c, made)
			})
		}
		t.Run(from+", newer keys with older data", func(t *testing.T) {
			c := Config{DB: filepath.Join(t.TempDir(), "x.db"), Key: key}
			if r, err := Restore(t.Context(), old.Data, newer.Keys, c); err != nil || r.Keyless != 1 {
				t.Fatalf("%+v, %v", r, err)
			}
			closed(t, c.DB, c, made)
		})
		t.Run(from+", only the list beside the database is left", func(t *testing.T) {
			c := Config{DB: filepath.Join(t.TempDir(), "x.db"), Key: key}
			alone := filepath.Join(t.TempDir(), "old.keys.age")
			move(t, old.Keys, alone)
			if err := listDestroyed(c.DB+".destroyed", h.DB.Ring(), gone(t, h)); err != nil {
				t.Fatal(err)
			}
			if r, err := Restore(t.Context(), old.Data, alone, c); err != nil || r.Destroyed != 1 {
				t.Fatalf("%+v, %v", r, err)
			}
			closed(t, c.DB, c, made)
		})
	}
}

// TestAnOlderFilePutBackIsObeyed: a file of the database itself, copied by hand before.
func TestAnOlderFilePutBackIsObeyed(t *testing.T) {
	key, path := rootKey(t), filepath.Join(t.TempDir(), "tillit.db")
	h, made := stocked(t, path, key)
	wrapped := keyOf(t, h, made)
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(t.TempDir(), "before.db")
	move(t, path, before)
	h, err := Open(t.Context(), Config{DB: path, Key: key, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	erased(t, h)
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || bytes.Contains(text, wrapped) {
		t.Errorf("the key that was destroyed is still in the file: %v", err)
	}
	move(t, before, path)
	closed(t, path, Config{Key: key}, made)
}

// TestTheListBelongsToOnePractice: a line that somebody wrote destroys nothing.
func TestTheListBelongsToOnePractice(t *testing.T) {
	key, path := rootKey(t), filepath.Join(t.TempDir(), "tillit.db")
	h, made := stocked(t, path, key)
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".destroyed", []byte(string(made)+" 1767225600000 AAAA\nnonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := Open(t.Context(), Config{DB: path, Key: key, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(t.Context())
	if keyOf(t, h, made) == nil {
		t.Error("a forged line destroyed a key")
	}
}

func gone(t *testing.T, h *House) []space.Gone {
	t.Helper()
	all, err := destroyedIn(t.Context(), h.DB)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all
}

func keyOf(t *testing.T, h *House, made space.ID) (wrapped []byte) {
	t.Helper()
	err := h.DB.Read(t.Context(), who.House, func(tx *db.Tx) error {
		return tx.One("select wrapped from space_key where space = $1", made).Scan(&wrapped)
	})
	if err != nil {
		t.Fatal(err)
	}
	return wrapped
}

func move(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
