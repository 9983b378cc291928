package ending

import (
	"strconv"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/meeting"
	"tillit.care/message"
	"tillit.care/plan"
	"tillit.care/space"
	"tillit.care/trust"
)

// Check is something that is still open before a case ends. It advises, and stops nothing.
type Check struct {
	Name  string // ends the key of its sentence
	Count int
	To    string // where it is looked at, below the address of the space
}

// Checks are what is open in a case, the most urgent first.
func Checks(tx *db.Tx, rec *space.Record) (open []Check, err error) {
	add := func(name string, count int, to string) {
		if count > 0 {
			open = append(open, Check{name, count, to})
		}
	}
	every, err := alert.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	waits, contacts := 0, 0
	for _, a := range every {
		if a.Waits() {
			waits++
		}
		if a.Awaits() {
			contacts++
		}
	}
	add("alerts", waits, "#alerts")
	add("contacts", contacts, "#alerts")
	met, err := meeting.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	running, unsigned := 0, 0
	for _, m := range met {
		if m.State == meeting.Running {
			running++
		}
		if m.Waits() {
			unsigned++
		}
	}
	add("running", running, "/meetings")
	add("notes", unsigned, "/meetings")
	if err := spoken(tx, rec, add); err != nil {
		return nil, err
	}
	return open, tried(tx, rec, add)
}

// spoken is what one of the two said and the other has not taken up.
func spoken(tx *db.Tx, rec *space.Record, add func(string, int, string)) error {
	unread, err := message.Unread(tx, rec)
	if err != nil {
		return err
	}
	add("messages", unread, "/messages")
	points, err := meeting.Agenda(tx, rec)
	if err != nil {
		return err
	}
	add("points", len(points), "/meetings")
	now, err := plan.Current(tx, rec)
	if err == nil && now.Open() {
		add("said", len(now.Untalked()), "/our-plan")
	}
	return err
}

// tried is what was agreed to be tried, and not looked at.
func tried(tx *db.Tx, rec *space.Record, add func(string, int, string)) error {
	work, err := plan.Work(tx, rec)
	if err != nil {
		return err
	}
	add("work", len(plan.Waiting(work)), "/work")
	board, err := trust.Of(tx, rec)
	if err != nil {
		return err
	}
	add("experiments", board.Sum().Locked, "/trust")
	later, err := Later(tx, rec)
	if err == nil && !later.Found() {
		add("relapse", 1, "/relapse")
	}
	return err
}

func itoa(n int) string { return strconv.Itoa(n) }
