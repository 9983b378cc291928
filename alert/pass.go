package alert

import (
	"tillit.care/base/db"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Pass makes its author the owner of all alerts of a space that wait, and of those whose next
// contact does: they have taken the case over. The timers go on, and call the new owner, and
// who covers for them.
func Pass(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(right.Treat | right.Read | right.Write); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	every, err := Of(tx, rec)
	if err != nil {
		return err
	}
	for _, a := range every {
		if !a.Waits() && !a.Awaits() {
			continue
		}
		a.Owner, a.Away = tx.By.ID, settings.Leave(tx.By.ID, tx.Now)
		rec.Note(tx, "alert.pass", string(a.ID))
		if err := a.keep(tx, rec); err != nil {
			return err
		}
	}
	return nil
}
