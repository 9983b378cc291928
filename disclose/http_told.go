package disclose

import (
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/space"
)

// tellingOf is an empty form to write down what was told.
func tellingOf(tx *db.Tx, rec *space.Record) (t telling, err error) {
	if t.form, err = formOf[Told](tx, rec); err != nil {
		return t, err
	}
	t.Permits, err = permits(tx, rec)
	t.Day = tx.Now.In(t.Zone).Format(time.DateOnly)
	return t, err
}

func (p Pages) tellPage(w http.ResponseWriter, r *http.Request) error {
	var t telling
	err := p.read(r, treating, func(tx *db.Tx, rec *space.Record) (err error) {
		t, err = tellingOf(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	for _, one := range t.Permits { // the page of a permission leads here
		if string(one.ID) == r.URL.Query().Get("permission") && one.State(t.Now) == Holds {
			t.Basis, t.Permit, t.Records, t.Purpose = Permitted, one.ID, one.Records, one.Purpose
		}
	}
	return web.Draw(w, r, http.StatusOK, tellingPage(p.Frame(r), t))
}

func toldIn(f web.Values) (Told, error) {
	which, err := onceOf[Told](f)
	return Told{ID: which, Day: f.Text("day"), To: seal.Text(f.Whole("to")), Address: seal.Text(f.Whole("address")), Records: picked(f),
		What: seal.Text(f.Whole("what")), Purpose: seal.Text(f.Whole("purpose")), Basis: Basis(f.Text("basis")), Ground: seal.Text(f.Whole("ground")),
		Permit: PermitID(f.Text("permit")), Notice: f.Ticked("notice"), Hold: Hold{Why: Why(f.Text("hold")), Words: seal.Text(f.Whole("words"))}}, err
}

func (p Pages) tell(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	sent, err := toldIn(f)
	if err != nil {
		return err
	}
	if sent.Basis != Permitted {
		sent.Permit = ""
	}
	var t telling
	err = p.change(r, treating, func(tx *db.Tx, rec *space.Record) (err error) {
		if t, err = tellingOf(tx, rec); err != nil {
			return err
		}
		return Tell(tx, rec, sent, f.Text("until"))
	})
	if why, shown := again(err); shown {
		t.failed(why)
		t.Once, t.Told, t.Until = string(sent.ID), sent, f.Text("until")
		return web.Draw(w, r, web.Status(why), tellingPage(p.Frame(r), t))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, t.path()+"#told")
}

// held shows something that was held back, or keeps it back longer.
func (p Pages) held(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Told](r.PathValue("held"))
	if err != nil {
		return err
	}
	var s Sharing
	err = p.change(r, treating, func(tx *db.Tx, rec *space.Record) error {
		if s, err = SharingOf(tx, rec); err != nil {
			return err
		}
		if f.Text("act") == "show" {
			return Show(tx, rec, which)
		}
		return HoldOn(tx, rec, which, f.Whole("words"), f.Text("until"))
	})
	if why, shown := again(err); shown {
		s.Failed, s.Field, s.Problem, s.Words, s.Until = which, why.Field, why.Key, f.Whole("words"), f.Text("until")
		return web.Draw(w, r, web.Status(why), sharingPage(p.Frame(r), s))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, s.path()+"#told")
}
