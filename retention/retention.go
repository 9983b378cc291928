// Package retention is how long a case is kept, what may stop its end, and how it is erased: by
// two people, after a waiting time, and never while a hold stands.
package retention

import (
	"time"
	"unicode/utf8"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names something that was said about keeping a case.
type ID = id.ID[Word]

// Act is what was said.
type Act string

const (
	DidBorn     Act = "born"     // the client was not of age at the last contact: when they were born
	DidHold     Act = "hold"     // it must not be erased, from now on
	DidSecond   Act = "second"   // a second person knows of the hold
	DidLift     Act = "lift"     // somebody wants the hold to end
	DidStay     Act = "stay"     // it stays
	DidLifted   Act = "lifted"   // a second person lets it end
	DidPropose  Act = "propose"  // the therapist proposes to erase it
	DidAgree    Act = "agree"    // an owner agrees: the waiting time begins
	DidWithdraw Act = "withdraw" // somebody takes that back
	DidErase    Act = "erase"    // Tillit itself destroyed the keys
)

// Kinds are why a hold is set.
var Kinds = []string{"court", "complaint", "request", "other"}

// Wait is how long it takes from an owner's yes to the erasure: time to think again.
const Wait = 30 * 24 * time.Hour

// Word is one thing that was said. It never changes. It is sealed with the practice's key, since
// an owner who is inside no space reads it too: nothing clinical belongs there, and no name.
type Word struct {
	ID    ID        `json:"-"`
	About string    `json:"-"`
	N     int       `json:"-"`
	At    time.Time `json:"-"`

	By    who.ID    `json:"by"`
	Act   Act       `json:"act"`
	Kind  string    `json:"kind,omitempty"`
	Words seal.Text `json:"words,omitempty"`
	Born  string    `json:"born,omitempty"`
	Due   time.Time `json:"due,omitzero"`
}

// Least keeps all words as large as each other.
func (w Word) Least() int { return 1024 }

// State is how it stands with keeping a case.
type State struct {
	Born                 string
	Hold, Second, Lift   *Word // what stands
	Propose, Agree, Gone *Word
	All                  []Word // oldest first
}

// Held tells whether a hold stands.
func (s State) Held() bool { return s.Hold != nil }

func stateOf(all []Word) State {
	s := State{All: all}
	for i := range all {
		w := &all[i]
		switch w.Act {
		case DidBorn:
			s.Born = w.Born
		case DidHold:
			s.Hold, s.Second, s.Lift, s.Propose, s.Agree = w, nil, nil, nil, nil
		case DidSecond:
			s.Second = w
		case DidLift:
			s.Lift = w
		case DidStay:
			s.Lift = nil
		case DidLifted:
			s.Hold, s.Second, s.Lift = nil, nil, nil
		case DidPropose:
			s.Propose, s.Agree = w, nil
		case DidAgree:
			s.Agree = w
		case DidWithdraw:
			s.Propose, s.Agree = nil, nil
		case DidErase:
			s.Gone = w
		}
	}
	return s
}

// Kept is how long a case is kept, and why.
type Kept struct {
	Ended bool
	Last  time.Time // the last contact
	Until time.Time // zero: it goes on, or no rule is known
	Rule  Rule
	Minor bool
}

// Out tells whether its time has run out.
func (k Kept) Out(now time.Time) bool { return k.Ended && !k.Until.IsZero() && !now.Before(k.Until) }

// Of is how long an open case is kept.
func Of(tx *db.Tx, rec *space.Record) (Kept, State, error) {
	var k Kept
	s, err := state(tx, rec.About())
	if err != nil {
		return k, s, err
	}
	last, err := lastOf(tx, rec)
	if err != nil || last.IsZero() {
		return k, s, err
	}
	k, err = kept(tx, s, last)
	return k, s, err
}

// kept reckons with the last contact.
func kept(tx *db.Tx, s State, last time.Time) (Kept, error) {
	k := Kept{Ended: true, Last: last}
	settings, err := practice.Of(tx)
	if err != nil {
		return k, err
	}
	if k.Rule, err = RuleOf(settings); err != nil || !k.Rule.Set() {
		return k, err
	}
	born, _ := time.ParseInLocation(time.DateOnly, s.Born, settings.Location())
	k.Minor = !born.IsZero() && last.Before(born.AddDate(k.Rule.Majority, 0, 0))
	k.Until = k.Rule.Until(last, born)
	return k, nil
}

// lastOf is the last contact in a case that has ended; zero: it goes on. Of a couple it is the
// later one of both.
func lastOf(tx *db.Tx, rec *space.Record) (time.Time, error) {
	c, err := care.Of(tx, rec)
	if err != nil || c.Ended.IsZero() {
		return time.Time{}, err
	}
	if rec.Kind() != right.Joint {
		return lastIn(tx, rec, c.Ended)
	}
	last := c.Ended
	for _, which := range c.Apart {
		apart, err := space.Open(tx, which, right.Read, right.Apart)
		if err != nil {
			return last, err
		}
		if last, err = lastIn(tx, apart, last); err != nil {
			return last, err
		}
	}
	return last, nil
}

// lastIn is the end, a session after it, or an answer, whatever came last.
func lastIn(tx *db.Tx, rec *space.Record, last time.Time) (time.Time, error) {
	met, err := meeting.Of(tx, rec)
	if err != nil {
		return last, err
	}
	for _, m := range met {
		if m.State == meeting.Held && m.Ended.After(last) {
			last = m.Ended
		}
	}
	every, err := measure.Readings(tx, rec)
	for _, r := range every {
		if r.At.After(last) {
			last = r.At
		}
	}
	return last, err
}

// Said is what somebody says about keeping a case.
type Said struct {
	Act   Act
	Kind  string
	Words seal.Text
	Born  string
}

// Say keeps it, once for each form. A therapist speaks through the open case, an owner who is
// inside no space with its id alone, and without one.
func Say(tx *db.Tx, about string, rec *space.Record, once ID, said Said) error {
	if rec == nil && !tx.By.Holds(who.Owner) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if rec != nil {
		if err := rec.Holds(right.Admit | right.Read); err != nil {
			return err
		}
		about = rec.About()
	} else if known, err := care.Known(tx, care.ID(about)); err != nil || !known {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if err := tx.Lock("keeping " + about); err != nil {
		return err
	}
	s, err := state(tx, about)
	if err != nil {
		return err
	}
	for _, w := range s.All {
		if w.ID == once {
			return nil
		}
	}
	w := Word{ID: once, About: about, N: len(s.All) + 1, At: tx.Now, By: tx.By.ID, Act: said.Act, Kind: said.Kind, Words: said.Words, Born: said.Born}
	if err := s.takes(tx, rec, w); err != nil {
		return err
	}
	return w.keep(tx, rec)
}

func (w Word) keep(tx *db.Tx, rec *space.Record) error {
	if w.Act == DidAgree {
		w.Due = tx.Now.Add(Wait)
		if _, err := job.Add(tx, Erase, w.Due, erasing{w.About, w.N}); err != nil {
			return err
		}
	}
	if rec != nil {
		rec.Note(tx, "retention."+string(w.Act), w.About)
	} else {
		tx.Note(trail.Practice, "retention."+string(w.Act), w.About)
	}
	return insert(tx, w)
}

var errNot = fault.New(fault.Conflict, "retention.not")

// takes is why something cannot be said now; nil: it can.
func (s State) takes(tx *db.Tx, rec *space.Record, w Word) error {
	if utf8.RuneCountInString(w.Words.Reveal()) > 500 {
		return fault.At("words", "retention.long")
	}
	if s.Gone != nil {
		return errNot
	}
	switch w.Act {
	case DidBorn:
		return w.bornOdd(tx, rec)
	case DidHold:
		return w.reasoned(s.Hold == nil)
	case DidSecond:
		return second(tx, s.Hold != nil && s.Second == nil, s.Hold)
	case DidLift:
		return w.reasoned(s.Hold != nil && s.Lift == nil)
	case DidLifted:
		return second(tx, s.Lift != nil, s.Lift)
	case DidStay:
		return when(s.Lift != nil)
	case DidPropose:
		return s.proposes(tx, rec, w)
	case DidAgree:
		if rec != nil && !tx.By.Holds(who.Owner) {
			return errNot
		}
		return second(tx, s.Propose != nil && s.Agree == nil && s.Hold == nil, s.Propose)
	case DidWithdraw:
		return when(s.Propose != nil)
	}
	return fault.New(fault.Invalid, "fault.form")
}

func when(can bool) error {
	if !can {
		return errNot
	}
	return nil
}

// reasoned is an error where a reason is missing, or it cannot be said now.
func (w Word) reasoned(can bool) error {
	if !can {
		return errNot
	}
	known := w.Act != DidHold
	for _, k := range Kinds {
		known = known || k == w.Kind
	}
	if !known {
		return fault.At("kind", "retention.kind.missing")
	}
	if w.Words == "" {
		return fault.At("words", "retention.words.missing")
	}
	return nil
}

// second is an error unless somebody else speaks than the one who spoke first.
func second(tx *db.Tx, can bool, first *Word) error {
	if !can {
		return errNot
	}
	if first.By == tx.By.ID {
		return fault.New(fault.Conflict, "retention.same")
	}
	return nil
}

func (w Word) bornOdd(tx *db.Tx, rec *space.Record) error {
	if rec == nil {
		return errNot
	}
	day, err := time.Parse(time.DateOnly, w.Born)
	if w.Born != "" && (err != nil || day.After(tx.Now) || day.Before(tx.Now.AddDate(-130, 0, 0))) {
		return fault.At("born", "retention.born.odd")
	}
	return nil
}

// proposes: a therapist of the case, when its time has run out and no hold stands.
func (s State) proposes(tx *db.Tx, rec *space.Record, w Word) error {
	switch {
	case rec == nil || s.Propose != nil:
		return errNot
	case s.Hold != nil:
		return fault.New(fault.Conflict, "retention.held")
	case w.Words == "":
		return fault.At("words", "retention.words.missing")
	}
	k, _, err := Of(tx, rec)
	if err == nil && !k.Out(tx.Now) {
		err = fault.New(fault.Conflict, "retention.early")
	}
	return err
}

// Erase is the kind of job that erases a case when its waiting time is over, and List the one
// that writes down outside of the database what is gone.
const (
	Erase = "retention.erase"
	List  = "retention.list"
)

type erasing struct {
	About string `json:"a"`
	N     int    `json:"n"`
}

// Erasing is how it is done. Everything is looked at once more: whether two people still want
// it, no hold stands, and its time is still over.
func Erasing() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var e erasing
		if err := j.Read(&e); err != nil {
			return err
		}
		if err := tx.Lock("keeping " + e.About); err != nil {
			return err
		}
		s, err := state(tx, e.About)
		if err != nil || s.Agree == nil || s.Agree.N != e.N || s.Held() || s.Gone != nil {
			return err
		}
		k, err := about(tx, s, e.About)
		if err != nil || !k.Out(tx.Now) {
			return err
		}
		return erase(tx, s, e.About)
	}}
}

func erase(tx *db.Tx, s State, about string) error {
	if err := booking.Forget(tx, about); err != nil {
		return err
	}
	if _, err := space.Erase(tx, about); err != nil {
		return err
	}
	if err := account.Forget(tx, about); err != nil {
		return err
	}
	w := Word{ID: id.New[Word](tx.Now), About: about, N: len(s.All) + 1, At: tx.Now, By: tx.By.ID, Act: DidErase}
	tx.Note(trail.Practice, "retention.erase", about)
	if err := insert(tx, w); err != nil {
		return err
	}
	_, err := job.Add(tx, List, tx.Now, nil)
	return err
}

// about reckons for Tillit itself how long a case is kept.
func about(tx *db.Tx, s State, which string) (Kept, error) {
	parts, err := care.EndedAbout(tx, which)
	if err != nil || len(parts) == 0 {
		return Kept{}, err
	}
	last, err := latest(tx, parts)
	if err != nil || last.IsZero() {
		return Kept{}, err
	}
	return kept(tx, s, last)
}

// latest is the last contact in all parts of a case that Tillit itself may open.
func latest(tx *db.Tx, parts []care.Ended) (last time.Time, err error) {
	for _, p := range parts {
		if p.Ended.IsZero() {
			return time.Time{}, nil // it goes on
		}
		rec, err := space.Open(tx, p.Shared, right.Read, right.Measured...)
		if fault.Is(err, fault.NotFound) { // what both partners share, or erased
			if p.Ended.After(last) {
				last = p.Ended
			}
			continue
		}
		if err != nil {
			return last, err
		}
		one, err := lastIn(tx, rec, p.Ended)
		if err != nil {
			return last, err
		}
		if one.After(last) {
			last = one
		}
	}
	return last, nil
}
