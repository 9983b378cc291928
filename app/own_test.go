package app

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/stim"
	"tillit.care/pure/wav"
	"tillit.care/stimulus"
)

// bell is a short sound, as a file; every one is another.
func bell(n int) []byte {
	s := wav.Sound{Rate: 8000, Samples: make([]int16, 800)}
	for i := range s.Samples {
		s.Samples[i] = int16(8000 - 100*n*(i%2))
	}
	return s.Bytes()
}

// TestOwnSounds: a form counts once, forty are offered at most, one that was taken away is heard as
// before, and nothing of it is on the disk in the clear.
func TestOwnSounds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	h, _ := stocked(t, file, rootKey(t))
	ana := who.Person{ID: "01ana", Posts: who.Therapist}
	liz, desk := who.Person{ID: "01liz", Posts: who.Client}, who.Person{ID: "01desk", Posts: who.Desk}
	do := func(by who.Person, act func(*db.Tx) error) string {
		t.Helper()
		err := h.DB.Write(t.Context(), by, act)
		if f := fault.Of(err); f != nil {
			return f.Key
		} else if err != nil {
			t.Fatal(err)
		}
		return ""
	}
	var ids []stimulus.OwnID
	bring := func(by who.Person, n int) string {
		return do(by, func(tx *db.Tx) error {
			if len(ids) <= n {
				ids = append(ids, id.New[stimulus.Own](tx.Now))
			}
			ready, err := stimulus.Brought{Once: ids[n], Name: seal.Text(fmt.Sprintf("quixotryzq %02d", n)), Left: bell(n), Right: bell(n + 1)}.Ready()
			if err != nil {
				return err
			}
			return stimulus.Bring(tx, ready)
		})
	}
	turn := func(by who.Person, n int, away bool) string {
		return do(by, func(tx *db.Tx) error { return stimulus.Turn(tx, ids[n], away) })
	}
	is := func(about, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, not %q", about, got, want)
		}
	}
	for _, by := range []who.Person{liz, desk} {
		is("brought by somebody else", bring(by, 0), "fault.forbidden")
	}
	for n := range 40 {
		is("brought", bring(ana, n), "")
		is("sent twice", bring(ana, n), "")
	}
	is("one more", bring(ana, 40), "stimulus.own.full")
	is("away", turn(ana, 3, true), "")
	is("away by a client", turn(liz, 4, true), "fault.forbidden")
	is("another", bring(ana, 40), "")
	is("back, where there is no room", turn(ana, 3, false), "stimulus.own.full")
	is("away", turn(ana, 5, true), "")
	is("back", turn(ana, 3, false), "")
	is("away again", turn(ana, 3, true), "")

	tone := func(by who.Person, which stimulus.OwnID, side string) (file []byte, key string) {
		err := h.DB.Read(t.Context(), by, func(tx *db.Tx) (err error) { file, err = stimulus.Content(tx, which, side); return err })
		if f := fault.Of(err); f != nil {
			key = f.Key
		}
		return file, key
	}
	for _, by := range []who.Person{ana, liz} {
		left, _ := tone(by, ids[3], "left")
		right, _ := tone(by, ids[3], "right")
		if !bytes.Equal(left, bell(3)) || !bytes.Equal(right, bell(4)) {
			t.Error("what was taken away is not heard as before")
		}
	}
	_, why := tone(desk, ids[3], "left")
	is("heard at the desk", why, "fault.forbidden")
	_, why = tone(ana, id.New[stimulus.Own](time.Now()), "left")
	is("one that there is not", why, "fault.notfound")

	keep := func(with stim.Settings) string {
		return do(ana, func(tx *db.Tx) error {
			return stimulus.Keep(tx, stimulus.Written{Once: id.New[stimulus.Preset](tx.Now), Name: "bells", With: with})
		})
	}
	is("a sound that was taken away is kept", keep(stim.Settings{"sound.voice": "own", "sound.file": string(ids[3])}), "")
	is("no sound", keep(stim.Settings{"sound.voice": "own"}), "stimulus.own.which")
	sea := id.New[stimulus.Own](time.Now())
	is("away", turn(ana, 6, true), "")
	is("a picture", do(ana, func(tx *db.Tx) error {
		var b bytes.Buffer
		_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)))
		ready, err := stimulus.Brought{Once: sea, Name: "quixotryzq sea", Seen: true, Picture: b.Bytes()}.Ready()
		if err != nil {
			return err
		}
		return stimulus.Bring(tx, ready)
	}), "")
	is("another sound beside a picture", bring(ana, 41), "")
	is("one more than forty of both", bring(ana, 42), "stimulus.own.full")
	is("a picture as a sound", keep(stim.Settings{"sound.voice": "own", "sound.file": string(sea)}), "stimulus.wrong.file")
	is("a sound as a picture", keep(stim.Settings{"look.picture": string(ids[3])}), "stimulus.wrong.file")
	is("a picture behind the light", keep(stim.Settings{"look.picture": string(sea)}), "")
	is("an unknown one", keep(stim.Settings{"sound.file": "06eay41hjb5vrjf8brnzsf010m"}), "stimulus.wrong.file")

	for _, part := range []string{"", "-wal"} {
		if text, err := os.ReadFile(file + part); err == nil && (bytes.Contains(text, []byte("quixotryzq")) || bytes.Contains(text, []byte("WAVEfmt"))) {
			t.Errorf("a sound is on the disk in the clear (%q)", part)
		}
	}
}
