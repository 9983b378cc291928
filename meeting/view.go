package meeting

import (
	"context"
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Around is what every page of this room knows of the case.
type Around struct {
	Space  space.ID
	Eyes   string
	Client bool // its reader is the client
	Holds  bool // its reader holds the sessions
	Goes   bool // sessions go on, or follow the end
	Takes  bool // its reader may put something on the agenda
	Now    time.Time
	Zone   *time.Location

	Contact space.ID // of the client
}

// AroundOf reads what every page about sessions knows of the case.
func AroundOf(tx *db.Tx, rec *space.Record) (Around, error) {
	a := Around{Space: rec.Space(), Eyes: rec.Eyes(), Client: rec.Role() == right.Client, Holds: rec.May(treats), Now: tx.Now}
	settings, err := practice.Of(tx)
	if err != nil {
		return a, err
	}
	a.Zone = settings.Location()
	c, err := care.Of(tx, rec)
	a.Goes, a.Contact = !c.Over(tx.Now), c.Contact
	a.Takes = c.Ended.IsZero() && rec.May(right.Write) && (!a.Client || rec.Agreed() == care.Records)
	return a, err
}

// Path is where the sessions of the case are.
func (a Around) Path() string { return "/spaces/" + string(a.Space) + "/meetings" }

func (a Around) of(m Meeting) string { return a.Path() + "/" + string(m.ID) }

func (a Around) note(m Meeting) string {
	return "/spaces/" + string(a.Space) + "/notes/" + string(m.ID)
}

// local is a moment as a field for a moment has it.
func (a Around) local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(a.Zone).Format(field)
}

const field = "2006-01-02T15:04"

// Shelf are the sessions of a case, and what is on the agenda.
type Shelf struct {
	Around
	Meetings []Meeting // the latest first
	Agenda   []Point
	Once     string // for what is added
	Me       string

	Text, At, Way, Field, Problem string // what was written, and what is wrong with it
}

// ShelfOf reads the sessions of a case.
func ShelfOf(tx *db.Tx, rec *space.Record) (Shelf, error) {
	s := Shelf{Once: string(id.New[Meeting](tx.Now)), Me: string(tx.By.ID), Way: string(InPerson)}
	var err error
	if s.Around, err = AroundOf(tx, rec); err != nil {
		return s, err
	}
	if s.Meetings, err = all(tx, rec); err != nil {
		return s, err
	}
	if err := s.add(tx, rec, time.Time{}); err != nil {
		return s, err
	}
	s.Agenda, err = Agenda(tx, rec)
	for _, m := range s.Meetings {
		if m.State == Held {
			s.Way = string(m.Way) // as the last one was
			break
		}
	}
	return s, err
}

// few is how many sessions are read for the page of a case: nearly a year of them.
const few = 40

// GlanceOf reads the latest sessions of a case, without its agenda, for the page of the case.
func GlanceOf(tx *db.Tx, rec *space.Record) (Shelf, error) {
	s := Shelf{}
	var err error
	if s.Around, err = AroundOf(tx, rec); err != nil {
		return s, err
	}
	if s.Meetings, err = lately(tx, rec, few); err != nil {
		return s, err
	}
	return s, s.add(tx, rec, tx.Now.AddDate(0, 0, -weekBack))
}

// weekBack is how many days back an appointment is read for the page of a case.
const weekBack = 7

// add puts what is booked from a moment on among the sessions.
func (s *Shelf) add(tx *db.Tx, rec *space.Record, from time.Time) error {
	there, err := booked(tx, rec, from)
	s.Meetings = with(s.Meetings, there)
	return err
}

// coming are the planned sessions, the next one first; past are all others.
func (s Shelf) coming() (all []Meeting) {
	for _, m := range s.Meetings {
		if m.State == Planned || m.State == Running {
			all = append(all, m)
		}
	}
	slices.Reverse(all)
	return all
}

func (s Shelf) past() (all []Meeting) {
	for _, m := range s.Meetings {
		if m.State == Held || m.State == Off {
			all = append(all, m)
		}
	}
	return all
}

// waits are those of which a note is to be signed.
func (s Shelf) waits() []Meeting {
	return slices.DeleteFunc(s.past(), func(m Meeting) bool { return !m.Waits() })
}

func (s Shelf) wrong(ctx context.Context, field string) string {
	if s.Field != field || s.Problem == "" {
		return ""
	}
	return words.T(ctx, s.Problem)
}

// View is one session as a clinician sees it.
type View struct {
	Around
	Meeting
	Points []Point // on its agenda

	Alerts []alert.Alert // that nobody has closed
	Remote care.Standing // of the consent to video and phone
	Deeds  []Deed        // since the last session
	Waits  []Deed
	Lines  []measure.Line // how the questionnaires stand
	Since  time.Time      // when the last session ended

	Once   SheetID // of this window
	Over   Over
	Sheet  Sheet   // what was written so far
	Others []Sheet // what was written in other windows
	Next   Meeting // the next planned one; no ID: none is

	Sent           Facts // that were not taken
	Reason         string
	Field, Problem string
	names          map[string]string
}

// ViewOf reads one session.
func (p Pages) viewOf(tx *db.Tx, rec *space.Record, which ID) (View, error) {
	if rec.Role() == right.Client {
		return View{}, fault.New(fault.NotFound, "fault.notfound")
	}
	v := View{Once: id.New[Sheet](tx.Now), names: map[string]string{}}
	var err error
	if v.Around, err = AroundOf(tx, rec); err != nil {
		return v, err
	}
	if v.Meeting, err = one(tx, rec, which); err != nil {
		return v, err
	}
	v.Sent = v.Facts
	if v.Remote, err = care.StandingOf(tx, rec, care.Telehealth); err != nil {
		return v, err
	}
	every, err := points(tx, rec)
	if err != nil {
		return v, err
	}
	v.Points = v.Meeting.points(every)
	if err := v.prepare(tx, rec, p); err != nil {
		return v, err
	}
	if err := v.after(tx, rec); err != nil {
		return v, err
	}
	return v, v.write(tx, rec)
}

// prepare reads what there is to look at before a session.
func (v *View) prepare(tx *db.Tx, rec *space.Record, p Pages) (err error) {
	if v.Alerts, err = alert.Waiting(tx, rec); err != nil {
		return err
	}
	if v.Since, err = Before(tx, rec, v.Meeting); err != nil {
		return err
	}
	until := tx.Now
	if v.State == Held {
		until = v.Ended
	}
	if v.Deeds, err = Deeds(tx, rec, p.Told, v.Since, until); err != nil {
		return err
	}
	if v.Waits, err = Deeds(tx, rec, p.Waits, v.Since, tx.Now); err != nil {
		return err
	}
	readings, err := measure.Readings(tx, rec)
	if err != nil {
		return err
	}
	v.Lines, err = measure.Lines(tx, readings)
	return err
}

// after finds the next planned session, and who corrected this one.
func (v *View) after(tx *db.Tx, rec *space.Record) error {
	every, err := all(tx, rec)
	if err != nil {
		return err
	}
	there, err := booked(tx, rec, tx.Now)
	for _, m := range with(every, there) {
		if m.State == Planned && m.ID != v.ID && m.At.After(tx.Now) {
			v.Next = m // the soonest comes last
		}
	}
	for _, c := range v.Changes {
		if err == nil && v.names[string(c.By)] == "" {
			var a account.Account
			a, err = account.Of(tx, c.By)
			v.names[string(c.By)] = a.Name.Reveal()
		}
	}
	return err
}

// write finds what the therapist has written so far.
func (v *View) write(tx *db.Tx, rec *space.Record) error {
	if !v.Holds {
		return nil
	}
	own, err := OwnOf(tx, rec)
	if err != nil {
		return err
	}
	every, err := Sheets(tx, own, v.ID, Pad)
	if err != nil || len(every) == 0 {
		return err
	}
	v.Sheet, v.Others = every[0], every[1:]
	v.Over = Over{v.Sheet.ID, v.Sheet.N}
	return nil
}

// ticked tells whether a point was talked about, as far as this window knows.
func (v View) ticked(p Point) bool {
	if v.Sheet.Found() {
		return v.Sheet.Field("tick."+string(p.ID)) != "" || p.Talked == v.ID
	}
	return p.Talked == v.ID
}

// suggests is when the next session could be: a week after this one.
func (v View) suggests() string {
	if next := v.Sheet.Field("next"); next != "" {
		return next
	}
	return v.local(v.At.In(v.Zone).AddDate(0, 0, 7).Truncate(5 * time.Minute))
}

// writes tells whether anything may still be written about it.
func (v View) writes() bool {
	return v.Holds && v.Settled.IsZero() && (v.State == Running || v.State == Held)
}

func (v View) wrong(ctx context.Context, field string) string {
	if v.Field != field || v.Problem == "" {
		return ""
	}
	return words.T(ctx, v.Problem)
}

// scores are how each line stands, in one sentence.
func (v View) scores(ctx context.Context) (all []string) {
	for _, l := range v.Lines {
		if n := len(l.Points); n > 0 {
			all = append(all, scored(ctx, l, n-1))
		}
	}
	return all
}

// Minutes is how long it took.
func (f Facts) Minutes() int { return int(f.Ended.Sub(f.Begun).Round(time.Minute) / time.Minute) }

// Held says in one sentence how, when and how long.
func (f Facts) Held(ctx context.Context) string {
	return words.T(ctx, "meeting.held", "way", words.T(ctx, "meeting.way."+string(f.Way)), "count", f.Minutes())
}

// WayOptions are the ways to choose among.
func WayOptions(ctx context.Context) (all []ui.Option) {
	for _, w := range Ways {
		all = append(all, ui.Option{Value: string(w), Label: words.T(ctx, "meeting.way."+string(w))})
	}
	return all
}

// remote ends the key that says how it stands with the consent to video and phone.
func (v View) remote() string {
	switch {
	case v.Remote.Withheld():
		return "no"
	case v.Remote.Open():
		return "asked"
	}
	return "none"
}
