package booking

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// sent is what was entered, field by field, and what is wrong with it.
type sent struct {
	Fields         map[string]string
	Field, Problem string
	Clashes        []time.Time
}

func (s sent) wrong(ctx context.Context, field string) string {
	if s.Field != field || s.Problem == "" {
		return ""
	}
	return words.T(ctx, s.Problem)
}

func (s sent) or(field, otherwise string) string {
	if text, ok := s.Fields[field]; ok {
		return text
	}
	return otherwise
}

// Around is what every page about a person's appointments knows.
type Around struct {
	Space  space.ID
	Eyes   string
	Client bool
	Name   string // to whoever is not the client
	Now    time.Time
	Zone   *time.Location // the practice's
	Own    *time.Location // where the person's clocks are
	Rules  Rules
	Names  map[who.ID]string    // of therapists
	With   []who.ID             // those of this person
	Ends   map[who.ID]time.Time // the last moment of those of them who leave
	Closed bool                 // nobody is booked any more: the case has ended
	sent
}

func aroundOf(tx *db.Tx, rec *space.Record) (a Around, err error) {
	a = Around{Space: rec.Space(), Eyes: rec.Eyes(), Client: rec.Role() == right.Client, Now: tx.Now, Names: map[who.ID]string{}, Ends: map[who.ID]time.Time{}}
	l, err := listen(tx, rec)
	if err != nil {
		return a, err
	}
	a.Zone, a.Own = l.settings.Location(), l.zone()
	if !a.Client {
		a.Name = l.person.Name.Reveal()
	}
	if a.Rules, err = RulesOf(tx); err != nil {
		return a, err
	}
	if over := goes(tx, rec, tx.Now); over != nil {
		if a.Closed = fault.Is(over, fault.Conflict); !a.Closed {
			return a, over
		}
	}
	members, err := rec.Members(tx)
	for _, m := range members {
		if m.Role == right.Therapist {
			a.With, a.Ends[m.Person] = append(a.With, m.Person), m.Until
		}
	}
	if err != nil {
		return a, err
	}
	return a, a.name(tx, a.With...)
}

// undecided tells whether it is still to be decided what becomes of one that is to come: whoever holds
// it will have left by then.
func (a Around) undecided(one Appointment) bool {
	if one.State != Booked || !one.At.After(a.Now) {
		return false
	}
	until, there := a.Ends[one.Therapist]
	return !there || !until.IsZero() && !one.At.Before(until)
}

func (a *Around) name(tx *db.Tx, people ...who.ID) error {
	for _, person := range people {
		if a.Names[person] != "" {
			continue
		}
		named, err := account.Of(tx, person)
		if err != nil {
			return err
		}
		a.Names[person] = named.Name.Reveal()
	}
	return nil
}

// path is where the person's appointments are.
func (a Around) path() string { return "/contacts/" + string(a.Space) + "/appointments" }

func (a Around) of(one Appointment) string { return a.path() + "/" + string(one.ID) }

// audience ends the key of a sentence that is not the same for a client and for others.
func (a Around) audience() string {
	if a.Client {
		return "my."
	}
	return "staff."
}

// apart tells whether the person's clocks show another time than the practice's.
func (a Around) apart(at time.Time) bool {
	return at.In(a.Own).Format(field) != at.In(a.Zone).Format(field)
}

// shown is the zone in which a time is told to the reader.
func (a Around) shown() *time.Location {
	if a.Client {
		return a.Own
	}
	return a.Zone
}

const field = "2006-01-02T15:04"

// Shelf are the appointments of one person.
type Shelf struct {
	Around
	All     []Appointment // the latest first
	Hearing Hearing
	Mail    bool // they said that letters are safe
	Once    string
	Open    []open // to a client: what they may choose
	Waits   Waiting
}

func shelfOf(tx *db.Tx, rec *space.Record) (s Shelf, err error) {
	s.Once = string(id.New[Appointment](tx.Now))
	if s.Around, err = aroundOf(tx, rec); err != nil {
		return s, err
	}
	if s.All, err = all(tx, rec); err != nil {
		return s, err
	}
	for _, a := range s.All {
		if err := s.name(tx, a.Therapist); err != nil {
			return s, err
		}
	}
	person, err := care.Reach(tx, rec)
	if err != nil {
		return s, err
	}
	s.Mail = person.Letters && person.Email != ""
	if s.Hearing, err = hearingOf(tx, rec); err != nil {
		return s, err
	}
	if s.Waits, err = waitingOf(tx, rec); err != nil {
		return s, err
	}
	return s, s.opened(tx, rec)
}

// coming are those that still stand and are not over, the next one first.
func (s Shelf) coming() (all []Appointment) {
	for _, a := range s.All {
		if a.Stands() && a.Until().After(s.Now) {
			all = append(all, a)
		}
	}
	slices.Reverse(all)
	return all
}

// past are all others, as far as somebody looks back.
func (s Shelf) past() (all []Appointment) {
	for _, a := range s.All {
		if !(a.Stands() && a.Until().After(s.Now)) && len(all) < 30 {
			all = append(all, a)
		}
	}
	return all
}

// said is an appointment in a few words.
func (a Around) said(ctx context.Context, one Appointment) string {
	text := words.T(ctx, "booking.said", "count", one.Minutes, "way", words.T(ctx, "booking.way."+string(one.Way)), "name", a.Names[one.Therapist])
	switch one.State {
	case Arrived, Missed:
		text += " · " + words.T(ctx, "booking.is."+a.audience()+string(one.State))
	case Off:
		text += " · " + words.T(ctx, "booking.off."+string(one.Ended.As))
		if one.Late {
			text += " · " + words.T(ctx, "booking.off.late")
		}
	}
	return text
}

// View is one appointment.
type View struct {
	Around
	Appointment
	Follows bool   // others of its series come after it
	Session string // the page of the session, for its therapist; empty: none
	Free    []time.Time
}

func viewOf(tx *db.Tx, rec *space.Record, which ID) (v View, err error) {
	if v.Around, err = aroundOf(tx, rec); err != nil {
		return v, err
	}
	if v.Appointment, err = one(tx, rec, which); err != nil {
		return v, err
	}
	if err := v.name(tx, v.Therapist); err != nil {
		return v, err
	}
	list, err := Held{v.Appointment, []*space.Record{rec}}.following(tx, true)
	if v.Follows = len(list) > 1; err != nil {
		return v, err
	}
	if v.Client && v.changes() && !v.late() {
		if v.Free, err = freeFor(tx, rec, v.Therapist, v.ID); err != nil {
			return v, err
		}
	}
	if rec.Role() == right.Therapist {
		mine, err := space.MineAbout(tx, rec.About(), right.Shared)
		if err != nil {
			return v, err
		}
		for _, where := range mine {
			v.Session = "/spaces/" + string(where.Space) + "/meetings/" + string(which)
		}
	}
	return v, nil
}

// changes tells whether its reader may move it or call it off.
func (v View) changes() bool {
	return v.State == Booked && (!v.Client || !v.Others && v.At.After(v.Now))
}

// ends tells whether its reader may call it off: staff also once somebody has come, until the
// session begins.
func (v View) ends() bool {
	return v.changes() || !v.Client && v.State == Arrived && !v.Begun
}

// late tells whether a word from the client comes later than the practice asks.
func (v View) late() bool { return v.Client && v.Rules.late(v.Now, v.At) }

// local is a moment as a field for a moment has it, by the practice's clock.
func (a Around) local(t time.Time) string { return t.In(a.Zone).Format(field) }

func wayOptions(ctx context.Context) (all []ui.Option) {
	for _, w := range Ways {
		all = append(all, ui.Option{Value: string(w), Label: words.T(ctx, "booking.way."+string(w))})
	}
	return all
}

func minutesText() string { return strconv.Itoa(Usual) }

func weekOptions(ctx context.Context) (all []ui.Option) {
	for _, n := range Rhythms {
		key := "booking.weeks.n"
		if n == 0 {
			key = "booking.weeks.once"
		}
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: words.T(ctx, key, "count", n)})
	}
	return all
}

func (a Around) withOptions() (all []ui.Option) {
	for _, person := range a.With {
		all = append(all, ui.Option{Value: string(person), Label: a.Names[person]})
	}
	return all
}

func beforeOptions(ctx context.Context) (all []ui.Option) {
	for _, n := range befores {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: words.T(ctx, "booking.before."+strconv.Itoa(max(n, 0)))})
	}
	return all
}

// zoneOf is where the practice's clocks are.
func zoneOf(tx *db.Tx) (*time.Location, error) {
	settings, err := practice.Of(tx)
	return settings.Location(), err
}

// withNames are the therapists of a person.
func (a Around) withNames() string {
	var all []string
	for _, person := range a.With {
		all = append(all, a.Names[person])
	}
	return strings.Join(all, ", ")
}

// open are the times that a client may choose of one therapist.
type open struct {
	Therapist who.ID
	Times     []time.Time
}

func (a Around) slotOptions(ctx context.Context, times []time.Time) (all []ui.Option) {
	for _, at := range times {
		day := words.T(ctx, "booking.weekday."+short(at.In(a.Own).Weekday()))
		all = append(all, ui.Option{Value: strconv.FormatInt(db.Ms(at), 10), Label: day + " " + ui.TimeText(ctx, at, a.Own)})
	}
	return all
}

// opened adds the times that are open to the client who reads.
func (s *Shelf) opened(tx *db.Tx, rec *space.Record) error {
	if !s.Client {
		return nil
	}
	for _, therapist := range s.With {
		times, err := freeFor(tx, rec, therapist, "")
		if err != nil {
			return err
		}
		if len(times) > 0 {
			s.Open = append(s.Open, open{therapist, times})
		}
	}
	return nil
}
