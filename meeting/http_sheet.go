package meeting

import (
	"net/http"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// written reads the sheet of a window.
func written(form web.Values, of ID, use Use) (Sheet, Over) { return Written(form, of, use) }

// Written is the sheet that a window sent, and the one that it began with. Fields of a sheet
// begin with "f.".
func Written(form web.Values, of ID, use Use) (Sheet, Over) {
	s := Sheet{Meeting: of, Use: use, Fields: map[string]seal.Text{}}
	s.ID, _ = id.Parse[Sheet](form.Text("once"))
	for name := range form.All("f.") {
		if text := form.Whole("f." + name); text != "" {
			s.Fields[name] = seal.Text(text)
		}
	}
	after, n, _ := strings.Cut(form.Text("after"), " ")
	over, _ := id.Parse[Sheet](after)
	return s, Over{over, number(n)}
}

func number(text string) (n int) {
	for _, digit := range text {
		if digit < '0' || digit > '9' || n > 1<<30 {
			return 0
		}
		n = 10*n + int(digit-'0')
	}
	return n
}

// Keep keeps the sheet that a window sent; what was signed meanwhile takes nothing more.
func Keep(tx *db.Tx, rec *space.Record, s Sheet, over Over) (*space.Record, Meeting, error) {
	if s.ID == "" {
		return nil, Meeting{}, fault.New(fault.Invalid, "fault.form")
	}
	m, err := adopt(tx, rec, s.Meeting)
	if err != nil {
		return nil, m, err
	}
	if s.Use != Amend && !m.Settled.IsZero() {
		return nil, m, fault.New(fault.Conflict, "meeting.settled")
	}
	own, err := OwnOf(tx, rec)
	if err != nil {
		return nil, m, err
	}
	return own, m, Save(tx, own, s, over)
}

// draft keeps what is being written in a session as one goes.
func (p Pages) draft(w http.ResponseWriter, r *http.Request) error {
	return Draft(p.DB, w, r, "meeting", Pad)
}

// Draft is the route of a window that saves as one goes.
func Draft(d *db.DB, w http.ResponseWriter, r *http.Request, name string, use Use) error {
	where, which, err := Asked(r, name)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = d.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, treats, right.Shared)
		if err != nil {
			return err
		}
		s, over := Written(form, which, use)
		_, _, err = Keep(tx, rec, s, over)
		return err
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// run keeps what was written and ticked, does what was asked beside it, and ends the session
// where that was pressed.
func (p Pages) run(w http.ResponseWriter, r *http.Request) error {
	return p.act(func(tx *db.Tx, rec *space.Record, which ID, form web.Values) (string, error) {
		s, over := written(form, which, Pad)
		m, err := one(tx, rec, which)
		if err != nil {
			return "", err
		}
		if err := beside(tx, rec, m, s); err != nil {
			return "", err
		}
		for _, name := range []string{"point", "plan", "next", "place"} { // they are done
			delete(s.Fields, name)
		}
		if _, m, err = Keep(tx, rec, s, over); err != nil || form.Text("act") != "end" {
			return "", err
		}
		if m.State == Running {
			if err = p.ends(tx, rec, which); err == nil {
				_, err = End(tx, rec, which)
			}
		}
		return "/spaces/" + string(rec.Space()) + "/notes/" + string(which) + "/edit", err
	})(w, r)
}

func (p Pages) ends(tx *db.Tx, rec *space.Record, which ID) error {
	if p.Ends == nil {
		return nil
	}
	return p.Ends(tx, rec, which)
}

// beside does what a sheet asks for beside the words on it. The window's id is the id of what
// is added, so that a form sent twice adds it once.
func beside(tx *db.Tx, rec *space.Record, m Meeting, s Sheet) error {
	if m.State != Running && m.State != Held {
		return fault.New(fault.Conflict, "meeting.notrunning")
	}
	if err := Talk(tx, rec, m, func(p PointID) bool { return s.Field("tick."+string(p)) != "" }); err != nil {
		return err
	}
	if text := s.Field("point"); text != "" {
		if err := Add(tx, rec, PointID(s.ID), text); err != nil {
			return err
		}
	}
	if place := s.Field("place"); place != "" && seal.Text(place) != m.Place {
		facts := m.Facts
		facts.Place = seal.Text(place)
		if err := Correct(tx, rec, m.ID, facts, ""); err != nil {
			return err
		}
	}
	if s.Field("plan") == "" {
		return nil
	}
	next, err := when(tx, s.Field("next"))
	if err == nil && !next.After(tx.Now) || fault.Is(err, fault.Invalid) {
		return fault.At("f.next", "meeting.next.odd")
	}
	if err != nil {
		return err
	}
	_, err = Plan(tx, rec, ID(s.ID), next, m.Way)
	return err
}

// pad puts the private pad of a session among the therapist's own notes, or throws it away.
func pad(tx *db.Tx, rec *space.Record, which ID, form web.Values) (string, error) {
	m, err := one(tx, rec, which)
	if err != nil {
		return "", err
	}
	own, err := OwnOf(tx, rec)
	if err != nil {
		return "", err
	}
	return "", KeepPad(tx, own, m, form.Text("act") == "keep")
}

// sheet is what becomes of what was written in another window.
func sheet(tx *db.Tx, rec *space.Record, which ID, form web.Values) (string, error) {
	chosen, err := id.Parse[Sheet](form.Text("sheet"))
	if err != nil {
		return "", fault.New(fault.Invalid, "fault.form")
	}
	own, err := OwnOf(tx, rec)
	if err != nil {
		return "", err
	}
	if _, err := one(tx, rec, which); err != nil {
		return "", err
	}
	kept, err := oneSheet(tx, own, chosen)
	if err != nil || kept.Meeting != which {
		return "", fault.New(fault.NotFound, "fault.notfound")
	}
	act := Drop
	if form.Text("act") == "take" {
		act = Take
	}
	to := ""
	switch kept.Use {
	case Note:
		to = "/spaces/" + string(rec.Space()) + "/notes/" + string(which) + "/edit"
	case Amend:
		to = "/spaces/" + string(rec.Space()) + "/notes/" + string(which) + "/amend"
	}
	return to, act(tx, own, chosen)
}
