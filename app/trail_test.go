package app

import (
	"path/filepath"
	"testing"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestVerifyFindsWhatWasDoneToTheTrail: somebody who can write to the database, and has no
// root key, changes the trail by hand.
func TestVerifyFindsWhatWasDoneToTheTrail(t *testing.T) {
	for name, statement := range map[string]string{
		"a moment was changed":   "update trail set at = at + 1 where seq = 2",
		"an entry was emptied":   "update trail set sealed = wrapped from keeping where seq = 2",
		"an entry was taken out": "delete from trail where seq = 2 and chain <> 'practice'",
		"the end was cut off":    "delete from trail where seq = 3 and chain <> 'practice'",
		"a chain was taken out":  "delete from trail where chain <> 'practice'",
	} {
		t.Run(name, func(t *testing.T) {
			h := trodden(t)
			report, err := h.Verify(t.Context())
			if err != nil || len(report.Broken) > 0 || report.Entries < 3 || report.Anchors == 0 {
				t.Fatalf("before: %+v %v", report, err)
			}
			err = h.DB.Write(t.Context(), who.House, func(tx *db.Tx) error {
				n, err := tx.Exec(statement)
				if err == nil && n == 0 {
					t.Error("nothing was done")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if report, err = h.Verify(t.Context()); err != nil || len(report.Broken) == 0 {
				t.Errorf("not found: %+v %v", report, err)
			}
		})
	}
}

// trodden is a house with a space that was opened a few times, anchored.
func trodden(t *testing.T) *House {
	t.Helper()
	dir := t.TempDir()
	key, err := seal.NewFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := Open(t.Context(), Config{DB: filepath.Join(dir, "x.db"), Key: key, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(t.Context()) })
	somebody := who.Person{ID: "somebody", Posts: who.Client}
	var made space.ID
	err = h.DB.Write(t.Context(), somebody, func(tx *db.Tx) error {
		rec, err := space.Make(tx, right.Own, "a case", right.Client, right.Write)
		if err == nil {
			made = rec.Space()
		}
		return err
	})
	for range 2 {
		if err == nil {
			err = h.DB.Read(t.Context(), somebody, func(tx *db.Tx) error {
				_, err := space.Open(tx, made, right.Read)
				return err
			})
		}
	}
	if err == nil {
		err = h.Anchor(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}
