package measure

import (
	"sync"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/content"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// AloneID names one asking of one partner.
type AloneID = id.ID[Alone]

// Alone is that one partner of a couple is asked about being safe. Both are always asked at
// the same moment, in the same words.
type Alone struct {
	ID       AloneID   `json:"-"`
	Asked    time.Time `json:"-"`
	Answered time.Time `json:"-"` // zero: not yet

	Instrument string `json:"instrument"`
}

// Dropped is what a partner answered. Only the therapist reads it, and it never changes.
type Dropped struct {
	ID AloneID   `json:"-"` // of the asking that it answers
	At time.Time `json:"-"`

	Instrument string       `json:"instrument"`
	By         who.ID       `json:"by"`
	Answers    fhir.Answers `json:"answers"`
	Result     score.Result `json:"result"`
}

// Least keeps an answer with nothing in it as large as one with everything.
func (d Dropped) Least() int { return 2048 }

// Any tells whether any question was answered with more than nothing, also where others were
// left open. That none was is no clearance.
func (d Dropped) Any() bool {
	in, err := private()
	if err != nil {
		return false
	}
	for _, q := range in.Form.Questions() {
		if o, ok := q.Option(d.Answers[q.LinkID]); ok {
			if worth, known := o.Ordinal(); known && worth > 0 {
				return true
			}
		}
	}
	return false
}

// hark is the instrument about being safe with a partner.
const hark = "hark"

// AskedAlone tells whether an instrument is one that each partner is asked alone, and that
// is never asked in another way.
func AskedAlone(what string) bool { return what == hark }

var private = sync.OnceValues(func() (*score.Instrument, error) {
	all, err := score.All(content.FS)
	for _, in := range all {
		if err == nil && in.ID == hark {
			return in, nil
		}
	}
	return nil, fault.Wrap(fault.Internal, "fault.internal", err)
})

// AskAlone asks both partners of an open joint space at the same moment, or neither: both
// must be inside and have agreed, and none may still be asked.
func AskAlone(tx *db.Tx, joint *space.Record) error {
	if err := joint.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	in, err := instrument.Alone(tx, hark)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if in.Held() && !settings.Demo {
		return fault.New(fault.Conflict, "measure.held")
	}
	c, err := care.Of(tx, joint)
	if err != nil {
		return err
	}
	if !c.Ended.IsZero() {
		return fault.New(fault.Conflict, "care.ended")
	}
	for _, which := range c.Apart {
		apart, err := space.Open(tx, which, right.Treat|right.Read, right.Apart)
		if err != nil {
			return err
		}
		if err := askOne(tx, apart); err != nil {
			return err
		}
	}
	return nil
}

// AskAloneHere asks the client of an individual case the same, in the same way: what they
// answer is dropped where only the therapist reads it.
func AskAloneHere(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	if _, err := care.Safe(tx, rec); err != nil {
		return err
	}
	in, err := instrument.Alone(tx, hark)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if in.Held() && !settings.Demo {
		return fault.New(fault.Conflict, "measure.held")
	}
	return askOne(tx, rec)
}

// DroppedIn is what was dropped in an open safety space, newest first, and the form of it.
func DroppedIn(tx *db.Tx, safety *space.Record) ([]Dropped, *score.Instrument, error) {
	in, err := private()
	if err != nil {
		return nil, nil, err
	}
	all, err := everyDropped(tx, safety)
	return all, in, err
}

func askOne(tx *db.Tx, apart *space.Record) error {
	members, err := apart.Members(tx)
	if err != nil {
		return err
	}
	agreed := false
	for _, m := range members {
		agreed = agreed || m.Role == right.Client && m.Agreed == care.ConsentFor(apart.Kind())
	}
	if !agreed {
		return fault.New(fault.Conflict, notAgreed(apart))
	}
	if waits, err := WaitsAlone(tx, apart); err != nil || waits.ID != "" {
		return orConflict(err, "measure.alone.waits")
	}
	apart.Note(tx, "measure.ask", "")
	apart.Touch(tx, Part)
	return insertAlone(tx, apart, Alone{ID: id.New[Alone](tx.Now), Asked: tx.Now, Instrument: hark})
}

// notAgreed is the words key of why nobody is asked yet.
func notAgreed(rec *space.Record) string {
	if rec.Kind() == right.Shared {
		return "care.unagreed"
	}
	return "measure.alone.both"
}

func orConflict(err error, key string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, key)
}

// WaitsAlone is what a partner is asked now; the zero Alone when it is nothing.
func WaitsAlone(tx *db.Tx, apart *space.Record) (Alone, error) {
	every, err := everyAlone(tx, apart)
	for _, a := range every {
		if a.Answered.IsZero() {
			return a, err
		}
	}
	return Alone{}, err
}

// Drop puts a partner's answer where only the therapist reads it. Whatever was answered, and
// also nothing at all, is taken: a question left open is never a no. The first one counts.
func Drop(tx *db.Tx, apart *space.Record, which AloneID, given fhir.Answers) error {
	if err := apart.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if apart.Role() != right.Client || apart.Agreed() != care.ConsentFor(apart.Kind()) {
		return fault.New(fault.Conflict, "measure.consent")
	}
	a, err := oneAlone(tx, apart, which)
	if err != nil || !a.Answered.IsZero() {
		return err
	}
	c, err := care.Of(tx, apart)
	if err != nil {
		return err
	}
	safety, err := space.Open(tx, c.Safety, right.Drop, right.Safety)
	if err != nil {
		return err
	}
	in, err := private()
	if err != nil {
		return err
	}
	answers := known(in, given)
	d := Dropped{ID: which, At: tx.Now, Instrument: hark, By: tx.By.ID, Answers: answers, Result: in.Score(answers)}
	if err := insertDropped(tx, safety, d); err != nil {
		return err
	}
	apart.Touch(tx, Part)
	return answeredAlone(tx, apart, which)
}

// known are the answers that the questionnaire knows.
func known(in *score.Instrument, given fhir.Answers) fhir.Answers {
	answers := fhir.Answers{}
	for _, q := range in.Form.Questions() {
		if _, ok := q.Option(given[q.LinkID]); ok {
			answers[q.LinkID] = given[q.LinkID]
		}
	}
	return answers
}
