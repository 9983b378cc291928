package booking

import (
	"net/http"
	"strconv"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
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
	const reads, writes = "read contact", "write contact"
	return []web.Route{
		{Pattern: "GET /appointments", Audience: web.Client, Handle: p.mine},
		{Pattern: "GET /contacts/{space}/appointments", Audience: web.SignedIn, Door: reads, Handle: p.list},
		{Pattern: "POST /contacts/{space}/appointments", Audience: web.SignedIn, Door: writes, Handle: p.book},
		{Pattern: "GET /contacts/{space}/appointments/{appointment}", Audience: web.SignedIn, Door: reads, Handle: p.one},
		{Pattern: "POST /contacts/{space}/appointments/{appointment}/move", Audience: web.SignedIn, Door: writes, Handle: p.change(move)},
		{Pattern: "POST /contacts/{space}/appointments/{appointment}/off", Audience: web.SignedIn, Door: writes, Handle: p.change(callOff)},
		{Pattern: "POST /contacts/{space}/appointments/{appointment}/mark", Audience: web.Desk, Door: writes, Handle: p.change(mark)},
		{Pattern: "POST /contacts/{space}/hearing", Audience: web.SignedIn, Door: writes, Handle: p.hear},
		{Pattern: "GET /calendar", Audience: web.Desk, Handle: p.calendar},
		{Pattern: "GET /spaces/{space}/appointments", Audience: web.Therapist, Door: "treat joint", Handle: p.joint},
		{Pattern: "POST /spaces/{space}/appointments", Audience: web.Therapist, Door: "treat joint", Handle: p.bookJoint},
		{Pattern: "GET /opening", Audience: web.Therapist, Handle: p.hours},
		{Pattern: "POST /opening", Audience: web.Therapist, Handle: p.keepHours},
		{Pattern: "GET /booking-rules", Audience: web.Owner, Handle: p.rules},
		{Pattern: "POST /booking-rules", Audience: web.Owner, Handle: p.keepRules},
		{Pattern: "GET /calendar-address", Audience: web.SignedIn, Handle: p.address},
		{Pattern: "POST /calendar-address", Audience: web.SignedIn, Handle: p.keepAddress},
		{Pattern: "GET /calendars/{feed}", Audience: web.Anyone, Handle: p.feed},
		{Pattern: "GET /waiting", Audience: web.Desk, Handle: p.waiting},
		{Pattern: "POST /contacts/{space}/waiting", Audience: web.SignedIn, Door: writes, Handle: p.waits(wait)},
		{Pattern: "POST /contacts/{space}/waiting/off", Audience: web.SignedIn, Door: writes, Handle: p.waits(waitNoMore)},
		{Pattern: "POST /contacts/{space}/waiting/offer", Audience: web.Desk, Door: writes, Handle: p.waits(offer)},
		{Pattern: "POST /contacts/{space}/waiting/answer", Audience: web.SignedIn, Door: writes, Handle: p.waits(answer)},
	}
}

// mine leads a client to their appointments, or shows where they have any.
func (p Pages) mine(w http.ResponseWriter, r *http.Request) error {
	var all []Shelf
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		mine, err := space.Mine(tx, right.Contact)
		for _, where := range mine {
			if err != nil {
				return err
			}
			var rec *space.Record
			if rec, err = space.Open(tx, where.Space, right.Read, right.Contact); err != nil {
				return err
			}
			var s Shelf
			s, err = shelfOf(tx, rec)
			all = append(all, s)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(all) == 1 {
		return web.See(w, r, all[0].path())
	}
	return web.Draw(w, r, http.StatusOK, minePage(p.Frame(r), all))
}

func (p Pages) shelf(r *http.Request) (s Shelf, err error) {
	where, err := space.Asked(r)
	if err != nil {
		return s, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Contact)
		if err != nil {
			return err
		}
		s, err = shelfOf(tx, rec)
		return err
	})
	return s, err
}

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, listPage(p.Frame(r), s))
}

// fields are those of the forms of this room, kept when one is shown once more.
var fields = []string{"at", "minutes", "way", "place", "therapist", "weeks", "times", "until", "following", "slot", "wishes"}

func sentIn(form web.Values) map[string]string {
	sent := map[string]string{}
	for _, name := range fields {
		if form.Has(name) {
			sent[name] = form.Text(name)
		}
	}
	return sent
}

// number is a whole number in a form; what is none is -1.
func number(form web.Values, name string) int {
	if form.Text(name) == "" {
		return 0
	}
	n, err := strconv.Atoi(form.Text(name))
	if err != nil {
		return -1
	}
	return n
}

// wanted reads what a form asks for. A free time is named by its moment, any other by the
// clock of the practice.
func wanted(tx *db.Tx, form web.Values) (w Want, err error) {
	zone, err := zoneOf(tx)
	if err != nil {
		return w, err
	}
	w = Want{Minutes: number(form, "minutes"), Way: Way(form.Text("way")), Place: seal.Text(form.Text("place")), Therapist: who.ID(form.Text("therapist")),
		Rhythm: Rhythm{Weeks: number(form, "weeks"), Times: number(form, "times")}}
	if slot := form.Text("slot"); slot != "" {
		ms, err := strconv.ParseInt(slot, 10, 64)
		if err != nil {
			return w, fault.At("slot", "booking.at.odd")
		}
		w.At = db.At(ms)
	} else if at, err := time.ParseInLocation(field, form.Text("at"), zone); err == nil {
		w.At = at.UTC()
	} else if form.Has("at") {
		return w, fault.At("at", "booking.at.odd")
	}
	if until := form.Text("until"); until != "" {
		day, err := time.ParseInLocation(time.DateOnly, until, zone)
		if err != nil {
			return w, fault.At("until", "booking.times.odd")
		}
		w.Rhythm.Until = day.AddDate(0, 0, 1).UTC()
	}
	return w, nil
}

func (p Pages) book(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Appointment](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, both, right.Contact)
		if err != nil {
			return err
		}
		want, err := wanted(tx, form)
		if err == nil {
			err = opens(tx, rec, &want)
		}
		if err != nil {
			return err
		}
		_, err = Book(tx, []*space.Record{rec}, once, want)
		return err
	})
	if err != nil {
		return p.unbooked(w, r, form, err)
	}
	return web.See(w, r, "/contacts/"+string(where)+"/appointments")
}

// unbooked shows the list once more, with what was entered.
func (p Pages) unbooked(w http.ResponseWriter, r *http.Request, form web.Values, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	if s.sent, err = p.refused(r, form, f, ""); err != nil {
		return err
	}
	return web.Draw(w, r, web.Status(f), listPage(p.Frame(r), s))
}

// refused is what was entered, with what is wrong; where somebody else has the time, with
// which of those that were wanted.
func (p Pages) refused(r *http.Request, form web.Values, f *fault.Fault, but ID) (s sent, err error) {
	s = sent{Fields: sentIn(form), Field: f.Field, Problem: f.Key}
	if f.Key != "booking.taken" || form.Has("slot") {
		return s, nil
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		want, err := wanted(tx, form)
		if err == nil {
			s.Clashes, err = Clashes(tx, want, but)
		}
		return err
	})
	return s, err
}

func (p Pages) hear(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, both, right.Contact)
		if err != nil {
			return err
		}
		return Hear(tx, rec, Hearing{Before: number(form, "before"), Mail: form.Ticked("mail")})
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/contacts/"+string(where)+"/appointments#hearing")
}
