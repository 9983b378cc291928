package app

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/mail"
	"tillit.care/care"
	"tillit.care/instrument"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/message"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// story is one case of the demo practice, told as a table. A when is counted in weeks from
// 1, and in days after that week's session; day lastly is two days before the demo is
// opened. Hours are the practice's own.
type story struct {
	person    care.Contact
	safe, why string
	therapist string
	day       int    // sessions are on the first day from Tuesday to Friday, from this one of each week on
	hour      string // when a session begins
	sessions  []int  // in which weeks there was one; the first opens the case
	asks      []ask
	answers   []answered
	journal   []page
	notes     []page
	arriving  bool // came in by the invitation, and waits to be let in
	messages  []sent
	more      func(c *chapter) []moment
}

type ask struct {
	week       int
	instrument string
	measure.Cadence
}

// answered is one form: its numbers as printed, in the order of its questions, a dot where
// nothing was answered or asked. score is its first score, for a reader and for the test.
type answered struct {
	week, day  int
	clock      string
	instrument string
	numbers    string
	score      float64
}

type page struct {
	week, day   int
	clock       string
	title, text string
	released    int // how many days later the client shared it; 0: never
}

// sent is a message; looked are the hours after which the other side read it; 0: not yet.
type sent struct {
	week, day int
	clock     string
	client    bool // the client wrote it
	text      string
	looked    float64
}

const lastly = 99

var (
	once      = measure.Cadence{Rhythm: measure.Once}
	weekly    = measure.Cadence{Rhythm: measure.Weeks, Every: 1}
	twoWeeks  = measure.Cadence{Rhythm: measure.Weeks, Every: 2}
	fourWeeks = measure.Cadence{Rhythm: measure.Weeks, Every: 4}
)

// chapter is a story that is happening.
type chapter struct {
	*walk
	story
	client, staff   string // addresses
	id              string
	shared, contact space.ID
	code            string
}

// at is a moment of the story.
func (c *chapter) at(week, day int, clock string) time.Time {
	n := 7*(week-1) + c.session() + day
	if day == lastly {
		n = 7*weeks - 2
	}
	hour, minute, _ := strings.Cut(clock, ":")
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return time.Date(c.first.Year(), c.first.Month(), c.first.Day()+n, h, m, 0, 0, c.zone)
}

// session is the day of a week, counted from the weekday on which the demo is opened, on
// which the sessions are.
func (c *chapter) session() int {
	for n := c.story.day; ; n++ {
		if day := c.first.AddDate(0, 0, n).Weekday(); day >= time.Tuesday && day <= time.Friday {
			return n
		}
	}
}

func (t *walk) tell(s story) ([]moment, error) {
	c := &chapter{walk: t, story: s, client: s.person.Email.Reveal(), staff: s.therapist}
	goes, err := c.goes()
	return append(c.begin(), goes...), err
}

// goes is everything after the beginning.
func (c *chapter) goes() (all []moment, err error) {
	s := c.story
	for _, week := range s.sessions {
		if s.arriving {
			break
		}
		all = append(all, moment{at: c.at(week, 0, s.hour), by: c.staff, what: "session", do: c.look, look: true})
	}
	all = append(all, c.ask()...)
	for _, a := range s.answers {
		form, err := instrument.Ships(a.instrument)
		if err != nil {
			return nil, err
		}
		given, err := read(form.Form, a.numbers)
		if err != nil {
			return nil, fmt.Errorf("demo, %s in week %d: %w", a.instrument, a.week, err)
		}
		all = append(all, c.answer(a, given))
	}
	for _, p := range s.journal {
		all = append(all, c.write(p, right.Own, c.client)...)
	}
	for _, p := range s.notes {
		all = append(all, c.write(p, right.Process, c.staff)...)
	}
	for _, m := range s.messages {
		all = append(all, c.message(m)...)
	}
	if s.more != nil {
		all = append(all, s.more(c)...)
	}
	return all, nil
}

// begin is how a case begins: a call, an invitation, the first session, the consent.
func (c *chapter) begin() []moment {
	first := c.sessions[0]
	return append([]moment{{at: c.at(first, -1, "13:10"), by: c.staff, what: "open", do: c.open}}, c.comes()...)
}

// comes is the client who comes in, is let in, and agrees.
func (c *chapter) comes() []moment {
	first := c.sessions[0]
	came := []moment{{at: c.at(first, -1, "19:25"), by: c.client, what: "enter", do: c.enter}}
	if c.arriving {
		return came
	}
	return append(came, []moment{
		{at: c.at(first, 0, c.hour).Add(-10 * time.Minute), by: c.staff, what: "confirm", do: c.confirm},
		{at: c.at(first, 0, "20:10"), by: c.client, what: "agree", do: c.agree},
	}...)
}

func (c *chapter) open(tx *db.Tx) error {
	opened, err := care.Open(tx, c.person, c.why)
	if err != nil {
		return err
	}
	c.id, c.shared, c.contact = string(opened.ID), opened.Shared, opened.Contact
	rec, err := space.Open(tx, c.shared, right.Admit|right.Read)
	if err != nil {
		return err
	}
	c.code, err = care.Invite(tx, rec, c.person, c.address)
	return err
}

// enter is the client who follows the link in the letter and types the code that they were
// told.
func (c *chapter) enter(tx *db.Tx) error {
	letters, err := mail.Waiting(tx)
	if err != nil {
		return err
	}
	for _, l := range letters {
		_, link, ok := strings.Cut(l.Text, "/welcome/")
		if l.To != c.client || !ok {
			continue
		}
		a, err := account.Enter(tx, strings.Fields(link)[0], c.code)
		c.people[c.client] = a.Person()
		return err
	}
	return errors.New("no letter came")
}

// both are the two spaces in which the beginning and the end of a case are written down.
func (c *chapter) both(tx *db.Tx, want right.Right) (rec, contact *space.Record, err error) {
	if rec, err = space.Open(tx, c.shared, want); err != nil {
		return nil, nil, err
	}
	contact, err = space.Open(tx, c.contact, want)
	return rec, contact, err
}

func (c *chapter) confirm(tx *db.Tx) error {
	rec, contact, err := c.both(tx, right.Admit|right.Read)
	if err != nil {
		return err
	}
	return care.Confirm(tx, rec, contact)
}

func (c *chapter) agree(tx *db.Tx) error {
	rec, contact, err := c.both(tx, right.Read|right.Write)
	if err != nil {
		return err
	}
	_, hash, err := care.ConsentText(care.ConsentFor(rec.Kind()))
	if err != nil {
		return err
	}
	yes := care.Agreeing{Name: c.person.Name.Reveal(), Yes: true, Adult: true, Safe: c.safe, Phone: c.person.Phone.Reveal()}
	return care.Agree(tx, rec, contact, hash, yes)
}

// look is somebody who reads how the case goes.
func (c *chapter) look(tx *db.Tx) error {
	rec, err := space.Open(tx, c.shared, right.Read)
	if err != nil {
		return err
	}
	_, err = measure.Responses(tx, rec)
	return err
}

// ask is the therapist who assigns, at the end of a session, all that is new that week.
func (c *chapter) ask() []moment {
	var all []moment
	for _, week := range c.sessions {
		if !slices.ContainsFunc(c.asks, func(a ask) bool { return a.week == week }) {
			continue
		}
		all = append(all, moment{at: c.at(week, 0, c.hour).Add(45 * time.Minute), by: c.staff, what: "assign", do: func(tx *db.Tx) error {
			rec, err := space.Open(tx, c.shared, right.Treat|right.Read)
			for _, a := range c.asks {
				if err == nil && a.week == week {
					_, err = measure.Assign(tx, rec, a.instrument, a.Cadence)
				}
			}
			return err
		}})
	}
	return all
}

func (c *chapter) answer(a answered, given fhir.Answers) moment {
	return moment{at: c.at(a.week, a.day, a.clock), by: c.client, what: a.instrument, answers: true, do: func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		waiting, err := measure.Waiting(tx, rec)
		if err != nil {
			return err
		}
		for _, m := range waiting {
			if m.Instrument == a.instrument {
				_, err := measure.Answer(tx, rec, m.ID, measure.Given{Once: id.New[measure.Response](tx.Now), Asked: m.Due, Answers: given})
				return err
			}
		}
		return errors.New("nobody asked")
	}}
}

// write is a page, and its release where there was one.
func (c *chapter) write(p page, kind right.Kind, by string) []moment {
	var written journal.ID
	all := []moment{{at: c.at(p.week, p.day, p.clock), by: by, what: "page", do: func(tx *db.Tx) error {
		rec, err := space.Find(tx, c.id, kind, right.Write)
		if err != nil {
			return err
		}
		kept, err := journal.Write(tx, rec, p.title, p.text)
		written = kept.ID
		return err
	}}}
	if p.released == 0 {
		return all
	}
	return append(all, moment{at: c.at(p.week, p.day, "18:05").AddDate(0, 0, p.released), by: by, what: "release", do: func(tx *db.Tx) error {
		own, err := space.Find(tx, c.id, kind, right.Read|right.Write|right.Release)
		if err != nil {
			return err
		}
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		_, err = journal.Release(tx, own, rec, written)
		return err
	}})
}

// message is something written to the other side, and the other side reading it.
func (c *chapter) message(m sent) []moment {
	from, to := c.staff, c.client
	if m.client {
		from, to = to, from
	}
	inside := func(act func(*db.Tx, *space.Record) error) func(*db.Tx) error {
		return func(tx *db.Tx) error {
			rec, err := space.Open(tx, c.shared, right.Read|right.Write)
			if err != nil {
				return err
			}
			return act(tx, rec)
		}
	}
	all := []moment{{at: c.at(m.week, m.day, m.clock), by: from, what: "message", tells: true, do: inside(func(tx *db.Tx, rec *space.Record) error {
		return message.Send(tx, rec, id.New[message.Message](tx.Now), m.text)
	})}}
	if m.looked == 0 {
		return all
	}
	after := time.Duration(m.looked * float64(time.Hour))
	return append(all, moment{at: c.at(m.week, m.day, m.clock).Add(after), by: to, what: "reading", do: inside(message.See)})
}

// treat is a clinical act on the alerts that nobody has closed, newest first.
func (c *chapter) treat(act func(tx *db.Tx, rec *space.Record, waiting []alert.Alert) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Treat|right.Read)
		if err != nil {
			return err
		}
		waiting, err := alert.Waiting(tx, rec)
		if err != nil {
			return err
		}
		return act(tx, rec, waiting)
	}
}

// acknowledge says of every alert that it was seen.
func (c *chapter) acknowledge(tx *db.Tx) error {
	return c.treat(func(tx *db.Tx, rec *space.Record, waiting []alert.Alert) error {
		for _, a := range waiting {
			if err := alert.Acknowledge(tx, rec, a.ID); err != nil {
				return err
			}
		}
		return nil
	})(tx)
}

// close keeps what became of the oldest alert that is not closed.
func (c *chapter) close(became alert.Disposition, remark string) func(*db.Tx) error {
	return c.treat(func(tx *db.Tx, rec *space.Record, waiting []alert.Alert) error {
		if len(waiting) == 0 {
			return errors.New("no alert waits")
		}
		return alert.Close(tx, rec, waiting[len(waiting)-1].ID, alert.Outcome{Became: became, Remark: remark})
	})
}

// read turns printed numbers into answers.
func read(form *fhir.Questionnaire, numbers string) (fhir.Answers, error) {
	numbers = strings.ReplaceAll(numbers, " ", "")
	questions := form.Questions()
	if len(numbers) != len(questions) {
		return nil, fmt.Errorf("%d numbers for %d questions", len(numbers), len(questions))
	}
	given := fhir.Answers{}
	for i, question := range questions {
		if numbers[i] == '.' {
			continue
		}
		code, ok := option(question, int(numbers[i]-'0'))
		if !ok {
			return nil, fmt.Errorf("question %d has no such number", i+1)
		}
		given[question.LinkID] = code
	}
	return given, nil
}

// option is the one with that number printed beside it.
func option(question *fhir.Item, number int) (string, bool) {
	for _, o := range question.AnswerOption {
		if printed, ok := o.Ordinal(); ok && int(printed) == number {
			return o.Code(), true
		}
	}
	return "", false
}
