package space

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/pure/right"
)

// Gone is a space whose key was destroyed: what is sealed there opens for nobody any more.
type Gone struct {
	Space ID
	At    time.Time
}

// Erase destroys the keys of every space of a case, for Tillit itself: whoever may decide that
// has decided it before. What only the client opens stays theirs. The lines about the case
// leave every list, and the trail stays: it never says what was written.
func Erase(tx *db.Tx, about string) (erased []ID, err error) {
	if tx.By.ID != who.House.ID || about == "" {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := forgetLines(tx, about); err != nil {
		return nil, err
	}
	rows, err := openable(tx, about)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		rec, err := row.open(tx)
		if err != nil {
			return nil, err
		}
		if rec.kind == right.Own || rec.kind == right.List {
			continue
		}
		people, err := insiders(tx, row.space)
		if err != nil {
			return nil, err
		}
		for _, person := range people {
			tx.Touch(Topic(who.ID(person)), web.Members)
		}
		rec.Touch(tx, web.Members)
		rec.Note(tx, "erase", "")
		if _, err := destroy(tx, row.space, tx.Now); err != nil {
			return nil, err
		}
		erased = append(erased, row.space)
	}
	return erased, nil
}

// forgetLines takes a case out of every list.
func forgetLines(tx *db.Tx, about string) error {
	if err := lockLines(tx, about); err != nil {
		return err
	}
	rows, err := linesAbout(tx, about)
	if err != nil {
		return err
	}
	for _, row := range rows {
		for _, place := range row.line.Places {
			tx.Note(string(row.list.id), "unlist", string(place.Space))
		}
		if err := dropLine(tx, row); err != nil {
			return err
		}
		tx.Touch(Topic(row.person), Listing)
	}
	return nil
}

// Destroyed are all spaces whose keys were destroyed here.
func Destroyed(tx *db.Tx) ([]Gone, error) {
	if tx.By.ID != who.House.ID {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return destroyed(tx)
}

// Replay destroys again what was destroyed before an older database was put in place. It
// counts the keys that had come back.
func Replay(tx *db.Tx, all []Gone) (back int, err error) {
	if tx.By.ID != who.House.ID {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	for _, g := range all {
		here, err := exists(tx, g.Space)
		if err != nil {
			return back, err
		}
		if !here {
			continue
		}
		was, err := destroy(tx, g.Space, g.At)
		if err != nil {
			return back, err
		}
		if was {
			back++
			tx.Note(string(g.Space), "erase", "")
			tx.Note(trail.Practice, "retention.replay", string(g.Space))
		}
	}
	return back, nil
}
