package duty

import (
	"context"
	"strconv"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/space"
	"tillit.care/ui"
)

// Around is what every page of this room knows.
type Around struct {
	Space  space.ID // of the case, by which its pages are found
	Now    time.Time
	Zone   *time.Location
	Goes   bool // the case has not ended
	Crisis []practice.Number
}

// AroundOf reads it.
func AroundOf(tx *db.Tx, rec *space.Record) (Around, error) {
	a := Around{Space: rec.Space(), Now: tx.Now}
	settings, err := practice.Of(tx)
	if err != nil {
		return a, err
	}
	a.Zone, a.Crisis = settings.Location(), settings.Crisis
	c, err := care.Of(tx, rec)
	a.Goes = c.Ended.IsZero()
	return a, err
}

// Path is where the worksheets of a client are.
func (a Around) Path() string { return "/spaces/" + string(a.Space) + "/duty" }

// Entry is one worksheet in the list of a client's: signed, or still being written.
type Entry struct {
	ID     ID
	Form   *Form
	At     time.Time // when it was signed, or written last
	Signed bool
	Next   time.Time // when to look again; zero: not again
}

// Due tells whether somebody should open it.
func (e Entry) Due(now time.Time) bool { return !e.Signed || !e.Next.IsZero() && !e.Next.After(now) }

// Of are the worksheets of a client, those being written first, then the newest signed ones.
func Of(tx *db.Tx, safety *space.Record) ([]Entry, error) {
	open, err := everySheet(tx, safety)
	if err != nil {
		return nil, err
	}
	signed, err := all(tx, safety)
	if err != nil {
		return nil, err
	}
	added, err := additions(tx, safety)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for i, s := range open {
		if i > 0 && open[i-1].Thread == s.Thread {
			continue
		}
		form, err := FormOf(s.Form)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{ID: s.Thread, Form: form, At: s.At})
	}
	for _, w := range signed {
		form, err := FormOf(w.Form)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{ID: w.ID, Form: form, At: w.At, Signed: true, Next: again(w, added)})
	}
	return entries, nil
}

// again is when to look at a signed worksheet again: what was set last.
func again(w Worksheet, added []Added) time.Time {
	day := w.Next
	for _, a := range added {
		if a.Duty == w.ID {
			day = a.Next
		}
	}
	return day
}

// Due are the worksheets of a client that somebody should open, for its therapist; anybody
// else gets none, and cannot tell whether there are any.
func Due(tx *db.Tx, rec *space.Record) ([]Entry, error) {
	if !rec.May(signs) {
		return nil, nil
	}
	safety, err := there(tx, rec)
	if err != nil || safety == nil {
		return nil, err
	}
	entries, err := Of(tx, safety)
	var due []Entry
	for _, e := range entries {
		if e.Due(tx.Now) {
			due = append(due, e)
		}
	}
	return due, err
}

// Draft is a worksheet as it stands before it is signed.
type Draft struct {
	Worksheet Worksheet
	Form      *Form
	Sheet     Sheet
	Others    []Sheet // of other windows
	Lacks     []Lack
}

// DraftOf reads a worksheet that is not signed.
func DraftOf(tx *db.Tx, safety *space.Record, which ID) (Draft, error) {
	d := Draft{}
	every, err := sheets(tx, safety, which)
	if err != nil {
		return d, err
	}
	if len(every) == 0 {
		return d, fault.New(fault.NotFound, "fault.notfound")
	}
	d.Sheet, d.Others = every[0], every[1:]
	return d, d.stand(tx, which)
}

// stand is what its author would sign.
func (d *Draft) stand(tx *db.Tx, which ID) (err error) {
	if d.Form, err = FormOf(d.Sheet.Form); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	signer, err := account.Of(tx, tx.By.ID)
	if err != nil {
		return err
	}
	language := spoken(tx, settings)
	day, _ := dayOf(d.Sheet.Said[next].Reveal(), settings.Location())
	d.Worksheet = Worksheet{ID: which, Form: d.Form.ID, Version: d.Form.Version, Title: seal.Text(d.Form.Title.In(language)),
		By: tx.By.ID, Name: signer.Name, Next: day, Answers: d.Form.answers(d.Sheet.Said, language)}
	d.Lacks = d.Form.lacks(d.Sheet.Said, day, tx.Now)
	return nil
}

// spoken is the language in which the author reads.
func spoken(tx *db.Tx, s practice.Settings) string {
	for _, language := range []string{tx.By.Language, s.Language} {
		if language != "" {
			return language
		}
	}
	return words.Default
}

// dayOf is a day of the practice's own.
func dayOf(text string, zone *time.Location) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return time.Time{}, fault.At("next", "duty.next.odd")
	}
	return day.UTC(), nil
}

// list is the page of a client's worksheets.
type list struct {
	Around
	Entries []Entry
	Forms   []*Form
	Once    ID
}

// editing is the page on which one is written.
type editing struct {
	Around
	Draft
	Once    SheetID
	Law     practice.Law
	Problem string
}

func editingOf(tx *db.Tx, rec, safety *space.Record, which ID) (e editing, err error) {
	if e.Around, err = AroundOf(tx, rec); err != nil {
		return e, err
	}
	if e.Draft, err = DraftOf(tx, safety, which); err != nil {
		return e, err
	}
	settings, err := practice.Of(tx)
	e.Law, e.Once = settings.Law[e.Form.ID], id.New[Sheet](tx.Now)
	return e, err
}

func (e editing) path() string { return e.Path() + "/" + string(e.Sheet.Thread) }

// after is the sheet that this window began with, as it stood then.
func (e editing) after() string { return string(e.Sheet.ID) + " " + strconv.Itoa(e.Sheet.N) }

// field is its name in a form.
func (a *Ask) field() string { return "f." + a.name }

func (e editing) value(a *Ask) string { return e.Sheet.Said[a.name].Reveal() }

func (e editing) wrong(ctx context.Context, a *Ask) string {
	for _, l := range e.Lacks {
		if l.Field == a.name && e.Problem != "" {
			return words.T(ctx, l.Key)
		}
	}
	return ""
}

// summary is what is wrong, in one sentence above the form.
func (e editing) summary(ctx context.Context) string {
	if e.Problem == "" {
		return ""
	}
	return words.T(ctx, e.Problem)
}

func (a *Ask) options(ctx context.Context) (all []ui.Option) {
	for _, o := range a.Options {
		all = append(all, ui.Option{Value: o.ID, Label: o.Label.In(words.Language(ctx))})
	}
	return all
}

// signed is the page of one that was signed.
type signed struct {
	Around
	Worksheet Worksheet
	Form      *Form
	Added     []Added
	Next      time.Time
	Once      AddedID

	Text, Day, Field, Problem string // what was to be added, and what is wrong with it
}

func signedOf(tx *db.Tx, rec, safety *space.Record, which ID) (s signed, err error) {
	if s.Around, err = AroundOf(tx, rec); err != nil {
		return s, err
	}
	if s.Worksheet, err = one(tx, safety, which); err != nil {
		return s, err
	}
	if s.Form, err = FormOf(s.Worksheet.Form); err != nil {
		return s, err
	}
	every, err := additions(tx, safety)
	for _, a := range every {
		if a.Duty == which {
			s.Added = append(s.Added, a)
		}
	}
	s.Next, s.Once = again(s.Worksheet, s.Added), id.New[Added](tx.Now)
	return s, err
}

func (s signed) path() string { return s.Path() + "/" + string(s.Worksheet.ID) }

func (s signed) summary(ctx context.Context) string {
	if s.Problem == "" {
		return ""
	}
	return words.T(ctx, s.Problem)
}

func (s signed) wrong(ctx context.Context, field string) string {
	if s.Field != field {
		return ""
	}
	return words.T(ctx, s.Problem)
}

// grouped are the answers of a signed worksheet by the step in which they were asked.
func (w Worksheet) grouped() (steps [][]Answer) {
	for _, a := range w.Answers {
		if n := len(steps); n > 0 && steps[n-1][0].Step == a.Step {
			steps[n-1] = append(steps[n-1], a)
			continue
		}
		steps = append(steps, []Answer{a})
	}
	return steps
}
