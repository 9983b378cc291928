package alert

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// missed is why somebody must look when the day of the next contact went by without one.
const missed = "alert.why.contact"

// Awaits tells whether a next contact was set that nobody has noted yet.
func (a Alert) Awaits() bool { return a.State == Closed && !a.Contact.IsZero() && a.MetAt.IsZero() }

// await sets the timer of the next contact.
func (a Alert) await(tx *db.Tx, rec *space.Record) error {
	if a.Contact.IsZero() {
		return nil
	}
	_, err := job.Add(tx, Look, a.Contact, look{Space: rec.Space(), Alert: a.ID, Contact: true})
	return err
}

// Met notes that there was the contact that was set when an alert was closed.
func Met(tx *db.Tx, rec *space.Record, which ID) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	a, err := one(tx, rec, which)
	if err != nil || !a.Found() {
		return absent(err)
	}
	if !a.Awaits() {
		return fault.New(fault.Conflict, "alert.contact.already")
	}
	a.MetBy, a.MetAt = tx.By.ID, tx.Now
	rec.Note(tx, "alert.contact", string(which))
	return a.keep(tx, rec)
}

// miss raises an alert of its own when the time of the contact came without one.
func (a Alert) miss(tx *db.Tx, rec *space.Record) error {
	if !a.Awaits() {
		return nil
	}
	_, err := Raise(tx, rec, a.About, Finding{Why: missed})
	return err
}

// evening is when a day of contact has passed: when its covered hours end, since then
// somebody is still near; on a day without any, at six in the evening.
func evening(s practice.Settings, day time.Time) time.Time {
	end := 18 * 60
	for i, found := 0, false; i < len(s.Hours); i++ {
		if h := s.Hours[i]; h.Day == day.Weekday() && (!found || h.To > end) {
			end, found = h.To, true
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), end/60, end%60, 0, 0, s.Location()).UTC()
}
