package handover

import (
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /handovers", Audience: web.Clinician, Handle: p.shelf},
		{Pattern: "GET /handovers/away", Audience: web.Clinician, Handle: p.standing},
		{Pattern: "POST /handovers/away", Audience: web.Clinician, Handle: p.start},
		{Pattern: "GET /spaces/{space}/hand-over", Audience: web.Therapist, Door: "admit shared|joint", Handle: p.giving},
		{Pattern: "POST /spaces/{space}/hand-over", Audience: web.Therapist, Door: "admit shared|joint", Handle: p.give},
		{Pattern: "GET /spaces/{space}/offered", Audience: web.Clinician, Door: "read handover", Handle: p.offered},
		{Pattern: "POST /spaces/{space}/offered/withdraw", Audience: web.Clinician, Door: "admit handover", Handle: p.withdraw},
		{Pattern: "POST /spaces/{space}/offered/accept", Audience: web.Therapist, Door: "write handover", Handle: p.accept},
		{Pattern: "POST /spaces/{space}/offered/decline", Audience: web.Therapist, Door: "write handover", Handle: p.decline},
		{Pattern: "GET /spaces/{space}/new-therapist", Audience: web.Client, Door: "read shared|apart", Handle: p.hearing},
		{Pattern: "POST /spaces/{space}/new-therapist", Audience: web.Client, Door: "write shared|apart", Handle: p.say},
	}
}

// open reads something in the space that an address names.
func (p Pages) open(r *http.Request, want right.Right, kinds []right.Kind, do func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, kinds...)
		if err != nil {
			return err
		}
		return do(tx, rec)
	})
}

// write does something in the space that an address names.
func (p Pages) write(r *http.Request, want right.Right, kinds []right.Kind, do func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, kinds...)
		if err != nil {
			return err
		}
		return do(tx, rec)
	})
}

// typed tells whether an error belongs to a field of a form, so that the form is shown again.
func typed(err error) *fault.Fault {
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid && f.Field != "" {
		return f
	}
	return nil
}

// cases are the kinds of space that a case is handed over from, offers where one is offered,
// and clients where a client is told.
var (
	cases  = []right.Kind{right.Shared, right.Joint}
	offers = []right.Kind{right.Handover}
)

func (p Pages) shelf(w http.ResponseWriter, r *http.Request) error {
	var s shelf
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		s, err = shelfOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, shelfPage(p.Frame(r), s))
}

func (p Pages) givingOf(r *http.Request) (g giving, err error) {
	err = p.open(r, whole, cases, func(tx *db.Tx, rec *space.Record) error {
		g, err = givingOf(tx, rec)
		rec.Note(tx, "handover.read", "")
		return err
	})
	return g, err
}

func (p Pages) giving(w http.ResponseWriter, r *http.Request) error {
	g, err := p.givingOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, givePage(p.Frame(r), g))
}

// day is the end of a day that was entered; nothing: at once.
func day(tx *db.Tx, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.ParseInLocation(time.DateOnly, text, settings.Location())
	if err != nil {
		return at, fault.At("until", "handover.until.odd")
	}
	return at.AddDate(0, 0, 1).UTC(), nil
}

func (p Pages) give(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Handover](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	where := r.PathValue("space")
	err = p.write(r, whole, cases, func(tx *db.Tx, rec *space.Record) error {
		until, err := day(tx, form.Text("until"))
		if err != nil {
			return err
		}
		return Give(tx, rec, Offer{once, who.ID(form.Text("to")), until, seal.Text(form.Whole("summary"))})
	})
	f := typed(err)
	if f == nil {
		if err != nil {
			return err
		}
		return web.See(w, r, "/spaces/"+where+"/hand-over")
	}
	g, err := p.givingOf(r)
	if err != nil {
		return err
	}
	g.Field, g.Problem = f.Field, f.Key
	g.To, g.Until, g.Summary = form.Text("to"), form.Text("until"), form.Whole("summary")
	return web.Draw(w, r, web.Status(f), givePage(p.Frame(r), g))
}

func (p Pages) readingOf(r *http.Request) (view reading, err error) {
	err = p.open(r, right.Read, offers, func(tx *db.Tx, own *space.Record) error {
		view, err = readingOf(tx, own)
		own.Note(tx, "handover.read", "")
		return err
	})
	return view, err
}

func (p Pages) offered(w http.ResponseWriter, r *http.Request) error {
	view, err := p.readingOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, offeredPage(p.Frame(r), view))
}

func (p Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	err := p.write(r, right.Read|right.Write|right.Admit, offers, Withdraw)
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+r.PathValue("space")+"/offered")
}

func (p Pages) accept(w http.ResponseWriter, r *http.Request) error {
	home := ""
	err := p.write(r, right.Read|right.Write, offers, func(tx *db.Tx, own *space.Record) (err error) {
		h, err := one(tx, own)
		if err == nil && h.State == Taken && h.To == tx.By.ID { // pressed twice
			home = "/spaces/" + string(own.Space()) + "/offered"
			return nil
		}
		if err == nil {
			home, err = Accept(tx, own)
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.See(w, r, home)
}

func (p Pages) decline(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.write(r, right.Read|right.Write, offers, func(tx *db.Tx, own *space.Record) error {
		return Decline(tx, own, seal.Text(form.Text("word")))
	})
	f := typed(err)
	if f == nil {
		if err != nil {
			return err
		}
		return web.See(w, r, "/spaces/"+r.PathValue("space")+"/offered")
	}
	view, err := p.readingOf(r)
	if err != nil {
		return err
	}
	view.Field, view.Problem, view.Word = f.Field, f.Key, form.Text("word")
	return web.Draw(w, r, web.Status(f), offeredPage(p.Frame(r), view))
}

func (p Pages) hearingOf(r *http.Request) (h hearing, err error) {
	err = p.open(r, right.Read, right.Measured, func(tx *db.Tx, rec *space.Record) error {
		h, err = hearingOf(tx, rec)
		rec.Note(tx, "handover.read", "")
		return err
	})
	return h, err
}

func (p Pages) hearing(w http.ResponseWriter, r *http.Request) error {
	h, err := p.hearingOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, hearPage(p.Frame(r), h))
}

func (p Pages) say(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Told](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.write(r, right.Read|right.Write, right.Measured, func(tx *db.Tx, rec *space.Record) error {
		return Say(tx, rec, once, seal.Text(form.Whole("words")))
	})
	f := typed(err)
	if f == nil {
		if err != nil {
			return err
		}
		return web.See(w, r, "/spaces/"+r.PathValue("space")+"/new-therapist")
	}
	h, err := p.hearingOf(r)
	if err != nil {
		return err
	}
	h.Field, h.Problem, h.Words = f.Field, f.Key, seal.Text(form.Whole("words"))
	return web.Draw(w, r, web.Status(f), hearPage(p.Frame(r), h))
}
