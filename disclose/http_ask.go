package disclose

import (
	"context"
	"net/http"
	"slices"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/note"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// kindIn is what is asked, by the address.
func kindIn(r *http.Request) (Kind, error) {
	k := Kind(r.PathValue("ask"))
	if !slices.Contains(Kinds, k) {
		return k, fault.New(fault.NotFound, "fault.notfound")
	}
	return k, nil
}

func askingOf(tx *db.Tx, rec *space.Record, k Kind) (a asking, err error) {
	if a.form, err = formOf[Ask](tx, rec); err != nil {
		return a, err
	}
	a.Ask.Kind = k
	if k == Correction && rec.Kind() == right.Shared {
		a.Notes, err = note.Of(tx, rec)
	}
	return a, err
}

func (p Pages) askPage(w http.ResponseWriter, r *http.Request) error {
	k, err := kindIn(r)
	if err != nil {
		return err
	}
	var a asking
	q := r.URL.Query()
	err = p.read(r, writing, func(tx *db.Tx, rec *space.Record) (err error) {
		if a, err = askingOf(tx, rec, k); err != nil {
			return err
		}
		a.Entry, err = a.line(r.Context(), tx, q.Get("day"), who.ID(q.Get("who")))
		return err
	})
	if err != nil {
		return err
	}
	a.Note = note.ID(q.Get("note"))
	return web.Draw(w, r, http.StatusOK, askPage(p.Frame(r), a))
}

// line is which line of who looked a question is about. The address has a day and an id, and
// no name.
func (a asking) line(ctx context.Context, tx *db.Tx, day string, by who.ID) (seal.Text, error) {
	from, _, err := dayOf(day, a.Zone)
	if err != nil {
		return "", nil // it is about none
	}
	text := ui.DayText(ctx, from, a.Zone)
	someone, err := account.Of(tx, by)
	if fault.Is(err, fault.NotFound) || err == nil && !someone.Person().Holds(who.Staff) {
		return seal.Text(text), nil
	}
	return seal.Text(text + ", " + someone.Name.Reveal()), err
}

func (p Pages) ask(w http.ResponseWriter, r *http.Request) error {
	k, err := kindIn(r)
	if err != nil {
		return err
	}
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := onceOf[Ask](f)
	if err != nil {
		return err
	}
	sent := Ask{ID: once, Kind: k, Records: picked(f), Form: f.Text("form"), Note: note.ID(f.Text("note")), Entry: seal.Text(f.Whole("entry")),
		Words: seal.Text(f.Whole("words")), Should: seal.Text(f.Whole("should"))}
	var a asking
	err = p.change(r, writing, func(tx *db.Tx, rec *space.Record) (err error) {
		if a, err = askingOf(tx, rec, k); err != nil {
			return err
		}
		return Request(tx, rec, sent)
	})
	if why, shown := again(err); shown {
		a.failed(why)
		a.Once, a.Ask = string(once), sent
		return web.Draw(w, r, web.Status(why), askPage(p.Frame(r), a))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, a.path()+"/asked/"+string(once))
}

// oneAsked reads what a request names.
func (p Pages) oneAsked(r *http.Request) (a answering, err error) {
	which, err := id.Parse[Ask](r.PathValue("asked"))
	if err != nil {
		return a, err
	}
	err = p.read(r, right.Read, func(tx *db.Tx, rec *space.Record) (err error) {
		if a.form, err = formOf[Ask](tx, rec); err != nil {
			return err
		}
		if _, a.Law, err = lawFor(tx); err != nil {
			return err
		}
		if a.Ask, err = OneAsked(tx, rec, which); err != nil || a.Note == "" {
			return err
		}
		n, err := note.One(tx, rec, a.Note)
		a.Signed = n.At
		return err
	})
	return a, err
}

func (p Pages) asked(w http.ResponseWriter, r *http.Request) error {
	a, err := p.oneAsked(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, askedPage(p.Frame(r), a))
}

// act does something about what was asked; what was not taken is shown once more.
func (p Pages) act(w http.ResponseWriter, r *http.Request, want right.Right, do func(*db.Tx, *space.Record, AskID, web.Values) error, keep func(*answering, web.Values)) error {
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Ask](r.PathValue("asked"))
	if err != nil {
		return err
	}
	at := ""
	err = p.change(r, want, func(tx *db.Tx, rec *space.Record) error {
		at = "/spaces/" + string(rec.Space()) + "/sharing/asked/" + string(which)
		return do(tx, rec, which, f)
	})
	if why, shown := again(err); shown {
		a, err := p.oneAsked(r)
		if err != nil {
			return err
		}
		a.failed(why)
		keep(&a, f)
		return web.Draw(w, r, web.Status(why), askedPage(p.Frame(r), a))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, at)
}

func answerIn(f web.Values) Answer {
	return Answer{As: Outcome(f.Text("as")), Ground: f.Text("ground"), Words: seal.Text(f.Whole("words"))}
}

func (p Pages) answer(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, func(tx *db.Tx, rec *space.Record, which AskID, f web.Values) error {
		return Reply(tx, rec, which, answerIn(f))
	}, func(a *answering, f web.Values) { a.Wrote = answerIn(f) })
}

func (p Pages) longer(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, func(tx *db.Tx, rec *space.Record, which AskID, f web.Values) error {
		return Lengthen(tx, rec, which, f.Whole("why"))
	}, func(a *answering, f web.Values) { a.Why = f.Whole("why") })
}

func (p Pages) differ(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, writing, func(tx *db.Tx, rec *space.Record, which AskID, f web.Values) error {
		return Differ(tx, rec, which, f.Whole("text"))
	}, func(a *answering, f web.Values) { a.Said = f.Whole("text") })
}
