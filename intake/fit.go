package intake

import (
	"encoding/json"
	"io/fs"
	"slices"
	"sync"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/content"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/pure/suit"
	"tillit.care/space"
)

// Rules are the rules about which way of working may fit, as content/systems holds them.
var Rules = sync.OnceValues(func() ([]suit.Rule, error) {
	files, err := fs.Glob(content.FS, "systems/*.json")
	if err != nil {
		return nil, err
	}
	var all []suit.Rule
	for _, file := range files {
		text, err := fs.ReadFile(content.FS, file)
		if err != nil {
			return nil, err
		}
		var r suit.Rule
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, fault.Wrap(fault.Internal, "fault.internal", err)
		}
		all = append(all, r)
	}
	return all, nil
})

// What is kept in the safety space, which only the therapist reads.
const (
	factsForm = "facts"
	fitForm   = "fit." // and the way of working
)

// lookedUp are the facts that Tillit finds itself. A therapist says the others.
var lookedUp = []string{"treatment", "ptsd"}

// states are what a therapist says of a fact. Not known is the absence of both.
var states = []string{string(suit.Yes), string(suit.No)}

// factsAsked is the sheet of what the therapist knows.
func factsAsked() (Form, error) {
	rules, err := Rules()
	f := Form{Name: factsForm, Staff: true}
	for _, fact := range suit.Known(rules) {
		if !slices.Contains(lookedUp, fact) {
			f.Fields = append(f.Fields, Field{Name: fact, Options: states})
		}
	}
	return f, err
}

// choices are what a therapist decides on a suggestion.
var choices = []string{"take", "later", "no"}

// fitOf is the sheet of a decision about one way of working.
func fitOf(system string) (Form, suit.Rule, error) {
	rules, err := Rules()
	n := slices.IndexFunc(rules, func(r suit.Rule) bool { return r.System == system })
	if err != nil || n < 0 {
		return Form{}, suit.Rule{}, fault.Wrap(fault.NotFound, "fault.notfound", err)
	}
	return Form{Name: fitForm + system, Staff: true, Fields: []Field{{Name: "choice", Options: choices, Must: true},
		{Name: "reason", Lines: 3, Must: true}, {Name: "stand"}, {Name: "version"}}}, rules[n], nil
}

// Fit is one way of working, what the facts say of it, and what the therapist decided.
type Fit struct {
	suit.Advice
	Once    ID    // of its form
	Decided Sheet // not Found: nothing yet
	Earlier []Sheet
}

// Fits are all ways of working for a case, as its therapist alone reads them.
type Fits struct {
	View
	Facts   Form
	Known   Sheet // what the therapist said
	Looked  suit.Facts
	Fits    []Fit
	Asked   measure.Alone // the questions about being safe, while they wait
	Dropped []measure.Dropped
	Alone   *score.Instrument // what they were asked
	Sent    Words
	Once    ID
	Field   string
	Problem string
	At      string // the way of working whose decision was not taken
}

// FitsOf reads them. The facts about being safe are in the safety space.
func FitsOf(tx *db.Tx, rec *space.Record) (Fits, error) {
	var f Fits
	var err error
	if f.View, err = Of(tx, rec); err != nil {
		return f, err
	}
	if f.Facts, err = factsAsked(); err != nil {
		return f, err
	}
	var all []Sheet
	if safety, err := safetyOf(tx, rec); err != nil {
		return f, err
	} else if safety != nil {
		f.Eyes = safety.Eyes()
		if all, err = versions(tx, safety); err != nil {
			return f, err
		}
		if f.Dropped, f.Alone, err = measure.DroppedIn(tx, safety); err != nil {
			return f, err
		}
	}
	if f.Asked, err = measure.WaitsAlone(tx, rec); err != nil {
		return f, err
	}
	f.Known = newest(of(all, factsForm))
	if f.Looked, err = f.look(tx, rec); err != nil {
		return f, err
	}
	return f, f.advise(tx, all)
}

// safetyOf is the safety space of the case, for a look; nil: an earlier Tillit opened the case,
// and nothing was put in one yet.
func safetyOf(tx *db.Tx, rec *space.Record) (*space.Record, error) {
	mine, err := space.MineAbout(tx, rec.About(), right.Safety)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	return space.Open(tx, mine[0].Space, right.Read, right.Safety)
}

func (f *Fits) advise(tx *db.Tx, all []Sheet) error {
	rules, err := Rules()
	facts := f.facts()
	for _, r := range rules {
		every := of(all, fitForm+r.System)
		one := Fit{Advice: r.Of(facts), Once: id.New[Sheet](tx.Now), Decided: newest(every)}
		if len(every) > 1 {
			one.Earlier = every[1:]
		}
		f.Fits = append(f.Fits, one)
	}
	return err
}

// facts are what the therapist knows, and what Tillit found. Where one of the two says that
// somebody is not safe, it counts; nothing that was found clears anybody.
func (f *Fits) facts() suit.Facts {
	all := suit.Facts{}
	for fact, state := range f.Known.Words {
		all[fact] = suit.State(state.Reveal())
	}
	for fact, state := range f.Looked {
		if all[fact] == suit.Unknown || state == suit.Yes {
			all[fact] = state
		}
	}
	return all
}

// look finds the facts that stand elsewhere. A screen that found nothing about danger or
// violence stays not known: a negative answer is no clearance (clinical.md §10).
func (f *Fits) look(tx *db.Tx, rec *space.Record) (suit.Facts, error) {
	facts := suit.Facts{}
	for _, s := range f.Consents {
		switch {
		case s.Subject == care.Treatment && s.Holds:
			facts["treatment"] = suit.Yes
		case s.Subject == care.Treatment && s.Withheld():
			facts["treatment"] = suit.No
		}
	}
	if len(f.Dropped) > 0 {
		facts["asked-alone"] = suit.Yes
	}
	for _, d := range f.Dropped {
		if d.Any() {
			facts["violence"] = suit.Yes
		}
	}
	found, _, err := alert.Recent(tx, rec)
	if err != nil {
		return facts, err
	}
	if slices.ContainsFunc(found, func(a alert.Alert) bool { return a.State != alert.Closed }) {
		facts["danger"] = suit.Yes
	}
	every, err := measure.Readings(tx, rec)
	for _, r := range every { // oldest first: the latest counts
		if r.Instrument != "pcptsd5" && r.Instrument != "pcl5" {
			continue
		}
		if s, ok := r.Result.Subscale("total"); ok && s.Known {
			if facts["ptsd"], err = reached(r.Instrument, s.Value); err != nil {
				return facts, err
			}
		}
	}
	return facts, err
}

// reached tells whether a total is at the lowest published threshold of its instrument.
func reached(which string, total float64) (suit.State, error) {
	in, err := instrument.Ships(which)
	if err != nil {
		return suit.Unknown, err
	}
	for _, s := range in.Subscales {
		for _, c := range s.Cutoffs {
			if s.ID == "total" && c.At > 0 && total >= c.At {
				return suit.Yes, nil
			}
		}
	}
	return suit.No, nil
}

// KnowFacts keeps what the therapist knows, in the safety space.
func KnowFacts(tx *db.Tx, rec *space.Record, once, after ID, words Words) error {
	f, err := factsAsked()
	if err != nil {
		return err
	}
	return keepSafe(tx, rec, Written{Once: once, After: after, Form: f, Words: words})
}

// Decide keeps what the therapist decided about one way of working, why, and what the rules
// said of it then.
func Decide(tx *db.Tx, rec *space.Record, once ID, system, choice string, reason seal.Text) error {
	form, rule, err := fitOf(system)
	if err != nil {
		return err
	}
	now, err := FitsOf(tx, rec)
	if err != nil {
		return err
	}
	words := Words{"choice": seal.Text(choice), "reason": reason, "version": seal.Text(rule.Version)}
	var after ID
	for _, one := range now.Fits {
		if one.System == system {
			words["stand"], after = seal.Text(one.Stand), one.Decided.ID
		}
	}
	for name, text := range words {
		if text == "" {
			delete(words, name)
		}
	}
	return keepSafe(tx, rec, Written{Once: once, After: after, Form: form, Words: words})
}

// keepSafe keeps a sheet where only the therapist reads it.
func keepSafe(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(right.Treat); err != nil {
		return err
	}
	if err := w.check(); err != nil {
		return err
	}
	safety, err := care.Safe(tx, rec)
	if err != nil {
		return err
	}
	if err := tx.Lock("intake " + string(safety.Space())); err != nil {
		return err
	}
	all, err := versions(tx, safety)
	if err != nil {
		return err
	}
	if which(all, w.Once).Found() {
		return nil
	}
	return w.add(tx, safety, all)
}
