package intake

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// safely is what it takes to write what only the therapist reads.
const safely = right.Treat | right.Admit | right.Read

func (p Pages) fitting(r *http.Request) (f Fits, err error) {
	err = p.look(r, right.Treat|right.Read, func(tx *db.Tx, rec *space.Record) error {
		if f, err = FitsOf(tx, rec); err != nil {
			return err
		}
		f.Once = id.New[Sheet](tx.Now)
		f.Sent = f.Known.Words
		rec.Note(tx, "intake.read", "")
		return nil
	})
	return f, err
}

func (p Pages) fits(w http.ResponseWriter, r *http.Request) error {
	f, err := p.fitting(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, fitsPage(p.Frame(r), f))
}

func (p Pages) know(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.safe(w, r, func(tx *db.Tx, rec *space.Record) error {
		f, err := factsAsked()
		if err != nil {
			return err
		}
		once, after, err := ids(form)
		if err != nil {
			return err
		}
		return KnowFacts(tx, rec, once, after, wordsIn(form, f))
	}, func(f *Fits) {})
}

func (p Pages) decide(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	system, choice, reason := r.PathValue("system"), form.Text("choice"), seal.Text(form.Whole("reason"))
	return p.safe(w, r, func(tx *db.Tx, rec *space.Record) error {
		once, _, err := ids(form)
		if err != nil {
			return err
		}
		return Decide(tx, rec, once, system, choice, reason)
	}, func(f *Fits) { f.At, f.Sent = system, Words{"choice": seal.Text(choice), "reason": reason} })
}

func (p Pages) askAlone(w http.ResponseWriter, r *http.Request) error {
	return p.safe(w, r, measure.AskAloneHere, func(f *Fits) {})
}

// safe does something that only the therapist knows of, and shows once more what was not
// taken.
func (p Pages) safe(w http.ResponseWriter, r *http.Request, do func(*db.Tx, *space.Record) error, hold func(*Fits)) error {
	where := ""
	err := p.change(r, safely, func(tx *db.Tx, rec *space.Record) error {
		where = string(rec.Space())
		return do(tx, rec)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+where+"/intake/fits")
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return err
	}
	at, err := p.fitting(r)
	if err != nil {
		return err
	}
	hold(&at)
	at.Field, at.Problem = f.Field, f.Key
	return web.Draw(w, r, web.Status(f), fitsPage(p.Frame(r), at))
}
