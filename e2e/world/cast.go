package world

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"net/http"
	"time"

	"tillit.care/account"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/disclose"
	"tillit.care/duty"
	"tillit.care/emdr"
	"tillit.care/ending"
	"tillit.care/handover"
	"tillit.care/instrument"
	"tillit.care/intake"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/message"
	"tillit.care/note"
	"tillit.care/plan"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/wav"
	"tillit.care/safety"
	"tillit.care/space"
	"tillit.care/stimulus"
	"tillit.care/trust"
)

// Spaces are the spaces of one case, by kind.
type Spaces map[right.Kind]space.ID

// Cast is every kind of person around one case, and what is in it.
type Cast struct {
	People  map[string]who.Person // by what they are to Liz's case
	Cookies map[string]*http.Cookie
	Emails  map[string]string
	Liz     Case
	Dave    Case // the other client's, with the other therapist
	Tom     Case // ended: the ex-client's
	Pair    Case // a couple's: the spaces of "partner", and what an address needs besides
	Lou     Case // the same couple's: the spaces of "other partner"
}

// Case is a case with something in every space of it.
type Case struct {
	Spaces      Spaces
	Measure     measure.ID
	Response    measure.ResponseID
	Alert       string
	Page        map[right.Kind]journal.ID
	Plan        safety.ID
	Thing       trust.Thread      // of the trust work, with two texts that were written at once
	Calm        trust.Thread      // a place to come back to
	Revision    trust.ID          // its first
	Question    string            // that a partner is asked alone
	Asked       int64             // when the measure is due, in milliseconds
	Bring       measure.BringID   // earlier answers that were looked at
	Way         Way               // the plan of the case
	Meeting     meeting.ID        // planned
	Appointment booking.ID        // that comes
	Unsigned    meeting.ID        // held, with a note that could be signed
	Note        meeting.ID        // held, with a note that is
	Point       meeting.PointID   // on the agenda
	Sheet       meeting.SheetID   // of the planned meeting
	Duty        duty.ID           // a signed worksheet on danger
	Undone      duty.ID           // one that could be signed
	Window      duty.SheetID      // of that one
	Permit      disclose.PermitID // that waits for a signature
	Held        disclose.ToldID   // that the client does not see yet
	Asking      disclose.AskID    // that waits for an answer
	Relapse     ending.PlanID     // version of the plan for later
	Intake      intake.ID         // what the client wrote before it began
	Theme       emdr.Thread       // of the plan for EMDR
	Target      emdr.Thread       // of the plan for EMDR
	Entry       emdr.Thread       // of the log between sessions
	Preset      stimulus.ID       // settings for stimulation, of the case
	Ours        stimulus.ID       // the same, for everybody who treats
	Sound       stimulus.OwnID    // of the practice's own
	Picture     stimulus.OwnID
}

// Way is what is in the plan of a case, and in the work between meetings.
type Way struct {
	Version plan.ID
	Step    plan.StepID
	Goal    plan.GoalID
	Said    plan.SaidID
	Piece   plan.PieceID
	Note    plan.NoteID
}

// answers is the space where its client answers.
func (c Case) answers() space.ID { return cmp.Or(c.Spaces[right.Shared], c.Spaces[right.Apart]) }

// Kinds of person, in the order of the matrix.
var Kinds = []string{"owner", "front desk", "therapist", "other therapist", "supervisor", "client", "other client", "ex-client", "partner", "other partner", "nobody"}

// NewCast peoples a practice: Tove treats Liz and treated Tom, Ingrid supervises Liz's
// case, Jonas treats Dave.
func (w *World) NewCast() *Cast {
	w.t.Helper()
	c := &Cast{People: map[string]who.Person{"nobody": who.Nobody}, Cookies: map[string]*http.Cookie{}, Emails: map[string]string{}}
	for _, p := range []struct {
		kind, email string
		posts       who.Post
	}{
		{"owner", "odd@practice.example", 0}, {"front desk", "mari@practice.example", 0},
		{"other therapist", "jonas@practice.example", 0}, {"supervisor", "ingrid@practice.example", 0},
		{"therapist", "tove@practice.example", who.Therapist},
		{"client", "liz@mail.example", who.Client}, {"other client", "dave@mail.example", who.Client}, {"ex-client", "tom@mail.example", who.Client},
		{"partner", "kim@mail.example", who.Client}, {"other partner", "lou@mail.example", who.Client},
	} {
		c.People[p.kind] = w.person(p.email, p.posts)
		c.Cookies[p.kind], c.Emails[p.kind] = w.Cookie(c.People[p.kind].ID), p.email
	}
	c.Liz = w.newCase(c.People["therapist"], c.People["client"])
	c.Dave = w.newCase(c.People["other therapist"], c.People["other client"])
	c.Tom = w.newCase(c.People["therapist"], c.People["ex-client"])
	w.asksAlone(c.People["therapist"], c.People["client"], &c.Liz)
	w.asksAlone(c.People["therapist"], c.People["ex-client"], &c.Tom)
	c.Pair, c.Lou = w.newPair(c.People["therapist"], c.Liz, c.People["partner"], c.People["other partner"])
	w.handing(c.People["therapist"], c.People["other therapist"], &c.Liz)
	w.handing(c.People["therapist"], c.People["other therapist"], &c.Tom)
	for _, which := range []space.ID{c.Liz.answers(), c.Pair.answers()} {
		w.Do(c.People["therapist"], func(tx *db.Tx) error {
			rec, err := space.Open(tx, which, right.Admit|right.Read)
			if err != nil {
				return err
			}
			return care.Supervise(tx, rec, c.People["supervisor"].ID, tx.Now.AddDate(0, 1, 0))
		})
	}
	w.Do(c.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Tom.Spaces[right.Shared], right.Admit|right.Read)
		if err != nil {
			return err
		}
		contact, err := space.Open(tx, c.Tom.Spaces[right.Contact], right.Admit|right.Read)
		if err != nil {
			return err
		}
		return care.End(tx, rec, contact, time.Time{})
	})
	return c
}

// person is somebody of the practice, or somebody new.
func (w *World) person(email string, posts who.Post) (p who.Person) {
	w.t.Helper()
	w.Do(who.House, func(tx *db.Tx) error {
		if posts != 0 {
			a, err := account.Create(tx, posts, "Tove Dahl", email)
			p = a.Person()
			return err
		}
		staff, err := account.Staff(tx)
		for _, a := range staff {
			if a.Email.Reveal() == email {
				p = a.Person()
			}
		}
		return err
	})
	return p
}

// Cookie signs somebody in.
func (w *World) Cookie(person who.ID) *http.Cookie {
	w.t.Helper()
	cookie := &http.Cookie{Name: "__Host-tillit"}
	w.Do(who.House, func(tx *db.Tx) (err error) {
		cookie.Value, err = account.SignIn(tx, person, "test")
		return err
	})
	return cookie
}

// Do writes as somebody, and fails the test where that fails.
func (w *World) Do(by who.Person, act func(*db.Tx) error) {
	w.t.Helper()
	if err := w.House.DB.Write(context.Background(), by, act); err != nil {
		w.t.Fatal(err)
	}
}

// treat makes a case with a client inside who has answered once, with an alert, and a page
// in each space that has pages.
func (w *World) treat(therapist, client who.Person) Case {
	w.t.Helper()
	c := Case{Spaces: Spaces{}, Page: map[right.Kind]journal.ID{}}
	var about string
	w.Do(therapist, func(tx *db.Tx) error {
		opened, err := care.Open(tx, care.Contact{Name: "Somebody", Email: seal.Text(string(client.ID) + "@mail.example")}, "why they come")
		if err != nil {
			return err
		}
		about = string(opened.ID)
		for kind, which := range map[right.Kind]space.ID{right.Shared: opened.Shared, right.Contact: opened.Contact} {
			rec, err := space.Open(tx, which, right.Admit)
			if err != nil {
				return err
			}
			if err := rec.Admit(tx, client.ID, right.Client, time.Time{}); err != nil {
				return err
			}
			c.Spaces[kind] = which
		}
		process, err := space.Find(tx, about, right.Process, right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Spaces[right.Process] = process.Space()
		if c.Spaces[right.List], err = listOf(tx); err != nil {
			return err
		}
		page, err := journal.Write(tx, process, "a note", "my own thoughts")
		c.Page[right.Process] = page.ID
		c.Page[right.List] = page.ID // a list has none: this one is tried
		return err
	})
	w.Do(client, func(tx *db.Tx) error {
		shared, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		contact, err := space.Open(tx, c.Spaces[right.Contact], right.Read|right.Write)
		if err != nil {
			return err
		}
		_, hash, err := care.ConsentText(care.Records)
		if err != nil {
			return err
		}
		return care.Agree(tx, shared, contact, hash, care.Agreeing{Name: "Somebody", Yes: true, Adult: true, Safe: "any time"})
	})
	w.assign(therapist, &c)
	w.answer(client, &c)
	w.pages(client, &c)
	w.meet(therapist, client, &c)
	w.again(therapist, &c)
	w.way(therapist, client, &c)
	return c
}

// newCase is such a case with what brings letters of its own as well: what was asked and told,
// and an end that is prepared.
func (w *World) newCase(therapist, client who.Person) Case {
	w.t.Helper()
	c := w.treat(therapist, client)
	w.worry(therapist, &c, c.Spaces[right.Shared])
	w.sharing(therapist, client, &c)
	w.ends(therapist, client, &c)
	w.begun(client, &c)
	w.hurts(therapist, client, &c)
	w.presets(therapist, &c)
	return c
}

// later is a plan for later.
func (w *World) later(client who.Person, c *Case) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Relapse = id.New[ending.Plan](tx.Now)
		return ending.Keep(tx, rec, ending.Written{Once: c.Relapse, Words: ending.Words{"signs": "counting his calls", "people": "Ann 518-555-0100"}})
	})
}

// ends is an end that is prepared, with a session after it, and a plan for later.
func (w *World) ends(therapist, client who.Person, c *Case) {
	w.t.Helper()
	w.later(client, c)
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write|right.Treat)
		if err != nil {
			return err
		}
		return ending.Prepare(tx, rec, id.New[ending.Ending](tx.Now), ending.Prepared{Reason: "reached", Words: "a good time", Months: []int{1}})
	})
}

// handing offers the case to another therapist.
func (w *World) handing(therapist, next who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write|right.Treat|right.Admit)
		if err != nil {
			return err
		}
		return handover.Give(tx, rec, handover.Offer{Once: id.New[handover.Handover](tx.Now), To: next.ID, Summary: "go slowly"})
	})
	w.Do(next, func(tx *db.Tx) error {
		waits, err := handover.Waiting(tx)
		c.Spaces[right.Handover] = waits[0]
		c.Page[right.Handover] = c.Page[right.Process] // there are none: this one is tried
		return err
	})
}

// begun is one part of the history.
func (w *World) begun(client who.Person, c *Case) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Intake = id.New[intake.Sheet](tx.Now)
		return intake.Keep(tx, rec, intake.Written{Once: c.Intake, Form: intake.History()[0], Words: intake.Words{"text": "a hard year"}})
	})
}

// hurts is something in the plan for EMDR, and in the log between sessions.
func (w *World) hurts(therapist, client who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write|right.Treat)
		if err != nil {
			return err
		}
		c.Theme, err = emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "theme", Words: emdr.Words{"title": "people lie to me"}})
		if err != nil {
			return err
		}
		c.Target, err = emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "target", Words: emdr.Words{"theme": seal.Text(c.Theme), "prong": "past", "event": "the letter"}})
		return err
	})
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Entry, err = emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "log", Words: emdr.Words{"trigger": "a smell of ink"}})
		return err
	})
}

// Bell is a short sound, as a file.
func Bell() string {
	s := wav.Sound{Rate: 8000, Samples: make([]int16, 1600)}
	for i := range s.Samples {
		s.Samples[i] = int16(12000 * math.Sin(float64(i)/2) * math.Exp(-float64(i)/400))
	}
	return string(s.Bytes())
}

// Sea is a picture, as a file: bright above, dark below.
func Sea() string {
	m := image.NewGray(image.Rect(0, 0, 300, 200))
	for i := range m.Pix {
		m.Pix[i] = uint8(255 - i/300)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.String()
}

// presets are settings for stimulation, of the case and of the practice.
func (w *World) presets(therapist who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Treat)
		if err != nil {
			return err
		}
		c.Sound, c.Picture = id.New[stimulus.Own](tx.Now), id.New[stimulus.Own](tx.Now)
		sound, err := stimulus.Brought{Once: c.Sound, Name: "bell", Left: []byte(Bell())}.Ready()
		if err != nil {
			return err
		}
		picture, err := stimulus.Brought{Once: c.Picture, Name: "sea", Seen: true, Picture: []byte(Sea())}.Ready()
		if err != nil {
			return err
		}
		c.Preset, c.Ours = id.New[stimulus.Preset](tx.Now), id.New[stimulus.Preset](tx.Now)
		return errors.Join(stimulus.KeepOf(tx, rec, stimulus.Written{Once: c.Preset, Name: "slow", Phase: 4}),
			stimulus.Keep(tx, stimulus.Written{Once: c.Ours, Name: "for all", All: true}),
			stimulus.Bring(tx, sound), stimulus.Bring(tx, picture))
	})
}

// asksAlone asks a client what is asked alone. They may drop an answer where only the
// therapist reads it.
func (w *World) asksAlone(therapist, client who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Treat|right.Admit)
		if err != nil {
			return err
		}
		which, err := care.Of(tx, rec)
		if err != nil {
			return err
		}
		safety, err := space.Open(tx, which.Safety, right.Admit, right.Safety)
		if err != nil {
			return err
		}
		if err := safety.Admit(tx, client.ID, right.Client, time.Time{}); err != nil {
			return err
		}
		if err := measure.AskAloneHere(tx, rec); err != nil {
			return err
		}
		return tx.One("select id from alone where space = $1", rec.Space()).Scan(&c.Question)
	})
}

// assign asks the PHQ-9.
func (w *World) assign(therapist who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Treat|right.Read)
		if err != nil {
			return err
		}
		m, err := measure.Assign(tx, rec, "phq9", measure.Cadence{Rhythm: measure.Session})
		c.Measure, c.Asked = m.ID, db.Ms(m.Due)
		return err
	})
}

// again asks it once more, and looks at a file of earlier answers.
func (w *World) again(therapist who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Treat|right.Read)
		if err != nil {
			return err
		}
		c.Asked = db.Ms(tx.Now)
		if err := measure.Ask(tx, rec, c.Measure); err != nil {
			return err
		}
		b, err := measure.Receive(tx, rec, "paper", []byte("instrument,date,gad7-1\ngad7,2025-01-05,2\n"))
		c.Bring = b.ID
		return err
	})
}

// way gives a case a plan with a goal, something that the client said, and a piece of work
// on which they noted something.
func (w *World) way(therapist, client who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		if err := plan.Adopt(tx, rec, id.New[plan.Plan](tx.Now), "individual-trust", nil); err != nil {
			return err
		}
		if err := plan.Hope(tx, rec, id.New[plan.Plan](tx.Now), "to sleep", "a calm night"); err != nil {
			return err
		}
		c.Way.Piece = id.New[plan.Piece](tx.Now)
		return plan.Agree(tx, rec, c.Way.Piece, "", plan.Agreement{What: "a walk", Why: "to see", When: "on Sunday", Long: "an hour", Barrier: "rain"})
	})
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Way.Note, c.Way.Version = id.New[plan.Note](tx.Now), id.New[plan.Plan](tx.Now)
		if err := plan.Say(tx, rec, c.Way.Version, plan.Saying{Words: "slower"}); err != nil {
			return err
		}
		if err := plan.Tell(tx, rec, plan.Note{ID: c.Way.Note, Piece: c.Way.Piece, How: plan.Some}); err != nil {
			return err
		}
		now, err := plan.Current(tx, rec)
		if err == nil {
			c.Way.Step, c.Way.Goal, c.Way.Said = now.Steps[0].ID, now.Goals[0].ID, now.Said[0].ID
		}
		return err
	})
}

// sharing is a permission that waits, something told that is held back, and a correction that
// was asked for.
func (w *World) sharing(therapist, client who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Read|right.Write|right.Treat)
		if err != nil {
			return err
		}
		c.Permit, c.Held = id.New[disclose.Permit](tx.Now), id.New[disclose.Told](tx.Now)
		p := disclose.Permit{ID: c.Permit, To: "a doctor", Records: []disclose.Records{disclose.Summary}, Purpose: "to know", Event: "the leave ends"}
		if err := disclose.Prepare(tx, rec, p); err != nil {
			return err
		}
		t := disclose.Told{ID: c.Held, Day: tx.Now.Format(time.DateOnly), To: "an office", Records: []disclose.Records{disclose.Attendance}, What: "days", Purpose: "an inquiry",
			Basis: disclose.Oversight, Ground: "a letter", Hold: disclose.Hold{Why: disclose.Delay, Words: "in writing"}}
		return disclose.Tell(tx, rec, t, tx.Now.AddDate(0, 1, 0).Format(time.DateOnly))
	})
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Asking = id.New[disclose.Ask](tx.Now)
		return disclose.Request(tx, rec, disclose.Ask{ID: c.Asking, Kind: disclose.Correction, Entry: "the first letter", Words: "a name", Should: "another name"})
	})
}

// Caseload gives a therapist a number of cases, each answered so many times.
func (w *World) Caseload(therapist who.Person, cases, answers int) {
	w.t.Helper()
	calm := PHQ9()
	calm["phq9-9"] = "LA6568-5" // not at all: nothing that cannot wait
	for n := range cases {
		client := w.person(fmt.Sprintf("client%d@mail.example", n), who.Client)
		c := w.newCase(therapist, client)
		w.Do(therapist, func(tx *db.Tx) error { // a practice keeps forty in view
			return errors.Join(stimulus.Turn(tx, c.Sound, true), stimulus.Turn(tx, c.Picture, true))
		})
		for range answers - 1 {
			w.Do(therapist, func(tx *db.Tx) error {
				rec, err := space.Open(tx, c.Spaces[right.Shared], right.Treat|right.Read)
				if err != nil {
					return err
				}
				c.Asked = db.Ms(tx.Now)
				return measure.Ask(tx, rec, c.Measure)
			})
			w.reply(client, &c, calm)
		}
	}
}

// PHQ9 are answers to all ten questions, with "several days" to the ninth.
func PHQ9() fhir.Answers {
	in, err := instrument.Ships("phq9")
	if err != nil {
		panic(err)
	}
	answers := fhir.Answers{}
	for _, q := range in.Form.Questions() {
		answers[q.LinkID] = q.AnswerOption[1].Code()
	}
	return answers
}

// reply answers what is asked.
func (w *World) reply(client who.Person, c *Case, given fhir.Answers) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Response = id.New[measure.Response](tx.Now)
		_, err = measure.Answer(tx, rec, c.Measure, measure.Given{Once: c.Response, Asked: db.At(c.Asked), Answers: given})
		return err
	})
}

func (w *World) answer(client who.Person, c *Case) {
	w.t.Helper()
	w.reply(client, c, PHQ9())
	w.Do(who.House, func(tx *db.Tx) error {
		return tx.One("select id from alert where space = $1", c.answers()).Scan(&c.Alert)
	})
	w.plan(client, c)
}

// pages are what the client wrote for themselves, and what of it they showed.
func (w *World) pages(client who.Person, c *Case) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		mine, err := space.Mine(tx, right.Own)
		if err != nil || len(mine) == 0 {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		c.Spaces[right.Own] = mine[0].Space
		own, err := space.Open(tx, mine[0].Space, right.Read|right.Write)
		if err != nil {
			return err
		}
		page, err := journal.Write(tx, own, "a page", "what is on my mind")
		if err != nil {
			return err
		}
		c.Page[right.Own], c.Page[right.Contact] = page.ID, page.ID
		shown, err := journal.Write(tx, own, "another page", "what I want to show")
		if err != nil {
			return err
		}
		own, err = space.Open(tx, own.Space(), right.Read|right.Write|right.Release)
		if err != nil {
			return err
		}
		shared, err := space.Open(tx, c.Spaces[right.Shared], right.Write)
		if err != nil {
			return err
		}
		released, err := journal.Release(tx, own, shared, shown.ID)
		c.Page[right.Shared] = released.ID
		return err
	})
	w.written(client, c)
	w.timeline(client, c)
}

// timeline is an event on the line, whose title two people wrote at the same time, and a calm
// place.
func (w *World) timeline(client who.Person, c *Case) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Revision = id.New[trust.Revision](tx.Now)
		for i, title := range []seal.Text{"the move", "the summer we moved", "when we had to move"} {
			w := trust.Written{Once: c.Revision, Thing: &trust.Event{Title: title, Sway: "hard"}}
			if i > 0 {
				w.Once, w.Thread, w.After = id.New[trust.Revision](tx.Now), c.Thing, c.Revision
			}
			if c.Thing, err = trust.Keep(tx, rec, w); err != nil {
				return err
			}
		}
		c.Calm, err = trust.Keep(tx, rec, trust.Written{Once: id.New[trust.Revision](tx.Now), Thing: &trust.Calm{Called: "the lake"}})
		return err
	})
}

// written is a message of the client's, which nobody has read.
func (w *World) written(client who.Person, c *Case) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		return message.Send(tx, rec, id.New[message.Message](tx.Now), "a few words")
	})
}

// plan is a safety plan, written once and changed once: the version is the first.
func (w *World) plan(client who.Person, c *Case) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.answers(), right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Plan = id.New[safety.Plan](tx.Now)
		first := safety.Words{"alone": "a walk", "people": "Ann 518-555-0100"}
		if err := safety.Keep(tx, rec, safety.Written{Once: c.Plan, Words: first}); err != nil {
			return err
		}
		then := safety.Words{"alone": "a walk, and music", "people": "Ann 518-555-0100"}
		return safety.Keep(tx, rec, safety.Written{Once: id.New[safety.Plan](tx.Now), After: c.Plan, Words: then})
	})
}

// meet is two sessions that were held, one of them with a signed note, one that is planned,
// and what the client wants to talk about in it.
func (w *World) meet(therapist, client who.Person, c *Case) {
	w.t.Helper()
	c.Note, c.Unsigned = w.session(therapist, *c), w.session(therapist, *c)
	w.Do(therapist, func(tx *db.Tx) error {
		rec, own, err := w.both(tx, *c)
		if err != nil {
			return err
		}
		if err := sign(tx, rec, own, c.Note); err != nil {
			return err
		}
		m, err := meeting.Plan(tx, rec, id.New[meeting.Meeting](tx.Now), tx.Now.AddDate(0, 0, 7).Add(time.Duration(w.met)*time.Hour), meeting.InPerson)
		w.met++ // no therapist is in two places
		c.Appointment = booking.ID(m.ID)
		c.Meeting, c.Sheet = m.ID, id.New[meeting.Sheet](tx.Now)
		if err != nil {
			return err
		}
		return meeting.Save(tx, own, meeting.Sheet{ID: c.Sheet, Meeting: m.ID, Use: meeting.Pad, Fields: map[string]seal.Text{"done": "so far"}}, meeting.Over{})
	})
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Point = id.New[meeting.Point](tx.Now)
		return meeting.Add(tx, rec, c.Point, "something to talk about")
	})
}

func (w *World) both(tx *db.Tx, c Case) (rec, own *space.Record, err error) {
	if rec, err = space.Open(tx, c.Spaces[right.Shared], right.Read|right.Write|right.Treat); err != nil {
		return nil, nil, err
	}
	own, err = meeting.OwnOf(tx, rec)
	return rec, own, err
}

// session is one that was held just now, with a note that could be signed.
func (w *World) session(therapist who.Person, c Case) (which meeting.ID) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		rec, own, err := w.both(tx, c)
		if err != nil {
			return err
		}
		which = id.New[meeting.Meeting](tx.Now)
		if _, err := meeting.Plan(tx, rec, which, tx.Now.Add(-time.Hour), meeting.InPerson); err != nil {
			return err
		}
		held := meeting.Facts{Begun: tx.Now.Add(-time.Hour), Ended: tx.Now.Add(-10 * time.Minute), Way: meeting.InPerson}
		if err := meeting.Correct(tx, rec, which, held, ""); err != nil {
			return err
		}
		return meeting.Save(tx, own, meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: which, Use: meeting.Note, Fields: map[string]seal.Text{
			"template": "free", "s.text": "what it was about", "s.plan": "what comes next", "risk": seal.Text(note.Nothing), "words": "nothing new"}}, meeting.Over{})
	})
	return which
}

// sign signs the note of a session as it stands.
func sign(tx *db.Tx, rec, own *space.Record, which meeting.ID) error {
	d, err := note.DraftOf(tx, rec, own, which, app.Deeds)
	if err != nil {
		return err
	}
	seen, err := d.Note.Digest()
	if err != nil {
		return err
	}
	_, err = note.Sign(tx, rec, own, which, app.Deeds, seen)
	return err
}

// listOf is the author's own list of cases.
func listOf(tx *db.Tx) (space.ID, error) {
	mine, err := space.Mine(tx, right.List)
	if err != nil || len(mine) == 0 {
		return "", err
	}
	return mine[0].Space, nil
}

// Treated is a case of its own, with a client inside who has agreed to letters.
func (w *World) Treated(therapist, client who.Person, email string) Case {
	w.t.Helper()
	c := w.treat(therapist, client)
	w.Reach(client, c, func(person *care.Contact) { person.Email, person.Letters = seal.Text(email), true })
	return c
}

// Reach changes how somebody is reached.
func (w *World) Reach(client who.Person, c Case, change func(*care.Contact)) {
	w.t.Helper()
	w.Do(client, func(tx *db.Tx) error {
		contact, err := space.Open(tx, c.Spaces[right.Contact], right.Read|right.Write)
		if err != nil {
			return err
		}
		person, err := care.Reach(tx, contact)
		if err != nil {
			return err
		}
		change(&person)
		return care.KeepContact(tx, contact, person)
	})
}

// Person is somebody new with an account.
func (w *World) Person(email string, posts who.Post) who.Person { return w.person(email, posts) }

// worry is two worksheets on danger, one of them signed.
func (w *World) worry(therapist who.Person, c *Case, at space.ID) {
	w.t.Helper()
	for _, which := range []*duty.ID{&c.Duty, &c.Undone} {
		w.Do(therapist, func(tx *db.Tx) error {
			rec, err := space.Open(tx, at, right.Read|right.Write|right.Treat)
			if err != nil {
				return err
			}
			safety, err := duty.Safe(tx, rec)
			if err != nil {
				return err
			}
			*which, c.Window = id.New[duty.Worksheet](tx.Now), id.New[duty.Sheet](tx.Now)
			if err := duty.Keep(tx, safety, duty.Sheet{ID: c.Window, Thread: *which, Form: "harm", Said: Worried(tx.Now)}, duty.Over{}); err != nil || which == &c.Undone {
				return err
			}
			d, err := duty.DraftOf(tx, safety, *which)
			if err != nil {
				return err
			}
			digest, err := d.Worksheet.Digest()
			if err != nil {
				return err
			}
			return duty.Sign(tx, safety, *which, digest)
		})
	}
}

// Worried is a worksheet about thoughts of hurting somebody, whole.
func Worried(now time.Time) map[string]seal.Text {
	return map[string]seal.Text{"hear.kind": "angry", "hear.said": "in their words", "weigh.before": "nothing", "weigh.holds": "the children",
		"decide.agreed": "a walk first", "decide.more": "no", "decide.why": "no plan", "decide.next": seal.Text(now.AddDate(0, 0, 7).Format(time.DateOnly))}
}
