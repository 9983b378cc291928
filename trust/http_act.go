package trust

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// doing is one act on an object, as it was sent.
type doing struct {
	Thread Thread
	Once   ID
	After  ID // the revision that one looked at
	Form   web.Values
}

// does opens the space that a request names for as much as an act needs, and acts. What was
// sent and cannot be is shown again where it was written.
func (p Pages) does(w http.ResponseWriter, r *http.Request, want right.Right, act func(*db.Tx, *space.Record, doing) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	d := doing{Thread: Thread(r.PathValue("thing")), After: ID(form.Text("over")), Form: form}
	var wrong error
	d.Once, wrong = id.Parse[Revision](form.Text("once"))
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		switch {
		case err != nil:
			return err
		case wrong != nil:
			return fault.New(fault.Invalid, "fault.form")
		}
		return act(tx, rec, d)
	})
	if f := fault.Of(err); err != nil && f.Field != "" {
		return p.undone(w, r, form, f)
	}
	if err != nil {
		return err
	}
	if form.Text("back") == "ladder" {
		return web.See(w, r, "/spaces/"+string(where)+"/trust/ladder")
	}
	return web.See(w, r, "/spaces/"+string(where)+"/things/"+string(d.Thread))
}

// undone shows an object once more, with what somebody wrote into an act that was not taken.
func (p Pages) undone(w http.ResponseWriter, r *http.Request, form web.Values, why *fault.Fault) error {
	s, err := p.sheet(r, right.Read, nil)
	if err != nil {
		return err
	}
	s.Wrong, s.Problem = why.Field, why.Key
	s.Tried = map[string]string{"day": form.Text("day"), "why": form.Whole("why"), "reason": form.Whole("reason")}
	return web.Draw(w, r, web.Status(why), thingPage(p.live(r, s.Board), s))
}

const writes = right.Read | right.Write

// lock locks what was guessed.
func (p Pages) lock(w http.ResponseWriter, r *http.Request) error {
	return p.does(w, r, writes, func(tx *db.Tx, rec *space.Record, d doing) error {
		return Lock(tx, rec, d.Thread, d.Once, d.After)
	})
}

// move puts an experiment off, or lets it be.
func (p Pages) move(w http.ResponseWriter, r *http.Request) error {
	return p.does(w, r, writes, func(tx *db.Tx, rec *space.Record, d doing) error {
		why := seal.Text(d.Form.Whole("why"))
		if d.Form.Text("act") == "drop" {
			return Drop(tx, rec, d.Thread, d.Once, why)
		}
		return Move(tx, rec, d.Thread, d.Once, seal.Text(d.Form.Text("day")), why)
	})
}

// talk is what the therapist says of a person: talked through, or not safe, with a reason.
func (p Pages) talk(w http.ResponseWriter, r *http.Request) error {
	return p.does(w, r, writes|right.Treat|right.Admit, func(tx *db.Tx, rec *space.Record, d doing) error {
		switch d.Form.Text("act") {
		case "flag":
			return Mark(tx, rec, d.Thread, d.Once, true, seal.Text(d.Form.Whole("reason")))
		case "unflag":
			return Mark(tx, rec, d.Thread, d.Once, false, seal.Text(d.Form.Whole("reason")))
		}
		return Talk(tx, rec, d.Thread, d.Once, d.Form.Text("act") == "talked")
	})
}

// step says what became of a step of the ladder, or puts it somewhere else.
func (p Pages) step(w http.ResponseWriter, r *http.Request) error {
	return p.does(w, r, writes, func(tx *db.Tx, rec *space.Record, d doing) error {
		switch act := d.Form.Text("act"); act {
		case "up", "down":
			return Shift(tx, rec, d.Thread, d.Once, act == "up")
		default:
			return Tread(tx, rec, d.Thread, d.Once, act)
		}
	})
}

// withdraw ends an agreement.
func (p Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	return p.does(w, r, writes, func(tx *db.Tx, rec *space.Record, d doing) error {
		return Withdraw(tx, rec, d.Thread, d.Once)
	})
}

// alone is a calm place or a container by itself, with nothing else around it.
func (p Pages) alone(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read, noted)
	if err != nil {
		return err
	}
	if !alone(s.Kind) {
		return web.See(w, r, s.thing(s.Thread))
	}
	return web.Draw(w, r, http.StatusOK, alonePage(p.Frame(r), s))
}
