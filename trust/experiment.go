package trust

import (
	"time"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
)

// yes is what is ticked.
const yes = "yes"

// Experiment is something small that the client tries with somebody, with what the fear says
// of it beforehand. What is guessed, how likely it seems, the rule by which it is judged, and
// the day lock before the day comes (reference/clinical.md §7, TrustExperiment); what
// happened is written after it.
type Experiment struct {
	Act    seal.Text `json:"act,omitempty"`
	Person []Thread  `json:"person,omitempty"`
	Area   string    `json:"area,omitempty"`
	Day    seal.Text `json:"day,omitempty"`
	Fear   seal.Text `json:"fear,omitempty"`
	Likely *int      `json:"likely,omitempty"`
	Own    seal.Text `json:"own,omitempty"`
	Rule   seal.Text `json:"rule,omitempty"`
	Cope   seal.Text `json:"cope,omitempty"`
	Belief []Thread  `json:"belief,omitempty"`
	Step   []Thread  `json:"step,omitempty"`

	Locked   seal.Text `json:"locked,omitempty"` // when, to the millisecond
	LockedAs string    `json:"lockedas,omitempty"`
	Seal     seal.Text `json:"seal,omitempty"` // a hash of all that is locked

	Moved   seal.Text `json:"moved,omitempty"`
	Why     seal.Text `json:"why,omitempty"`
	Dropped string    `json:"dropped,omitempty"`

	Happened seal.Text `json:"happened,omitempty"`
	Came     string    `json:"came,omitempty"`
	Learnt   seal.Text `json:"learnt,omitempty"`
	Means    seal.Text `json:"means,omitempty"`
	MeansOn  []Thread  `json:"meanson,omitempty"`
	After    *int      `json:"after,omitempty"`
}

// What came of what the fear said.
const (
	came    = "came"
	cameNot = "not"
	unclear = "unclear" // kept and counted, not scored
)

// areas are the kinds of trust: one trusts some people, for some things (reference/clinical.md
// §2.2). The list is ours.
var areas = []string{"word", "honest", "secrets", "feelings", "mistakes", "money", "body", "everyday"}

func (e *Experiment) Kind() Kind      { return "experiment" }
func (e *Experiment) Name() seal.Text { return e.Act }

func (e *Experiment) Fields() []Field {
	locked, open := e.Locked != "", e.Locked != "" && e.Dropped == ""
	return []Field{
		line("act", &e.Act).must().hinted().closed(locked),
		people("person", &e.Person).only().hinted().due().closed(locked),
		pick("area", &e.Area, areas...).saying("area").closed(locked),
		day("day", &e.Day).hinted().due().closed(locked),
		prose("fear", &e.Fear).hinted().due().closed(locked),
		mark("likely", &e.Likely, 0, 100).hinted().due().closed(locked),
		prose("own", &e.Own).hinted().due().closed(locked),
		prose("rule", &e.Rule).hinted().due().closed(locked),
		prose("cope", &e.Cope).hinted().folded(),
		links("belief", &e.Belief, "stuck").only(), links("step", &e.Step, "step").only().folded(),
		line("locked", &e.Locked).act().closed(locked).unseen(),
		pick("lockedas", &e.LockedAs, "client", "therapist").act().closed(locked).unseen(),
		line("seal", &e.Seal).act().closed(locked).unseen(),
		day("moved", &e.Moved).act(), line("because", &e.Why).act(), pick("dropped", &e.Dropped, yes).act(),
		prose("happened", &e.Happened).hinted().later().closed(!open),
		pick("came", &e.Came, came, cameNot, unclear).hinted().later().closed(!open),
		prose("learnt", &e.Learnt).hinted().later().closed(!open),
		prose("means", &e.Means).hinted().later().closed(!open),
		links("meanson", &e.MeansOn, "stuck", "five", "cycle").later().closed(!open),
		mark("after", &e.After, 0, 100).hinted().later().closed(!open),
	}
}

// lacks are the places that have to be filled in before it can be locked.
func (e *Experiment) lacks() (names []string) {
	for _, f := range e.Fields() {
		if (f.Due || f.Required) && f.empty() {
			names = append(names, f.Name)
		}
	}
	return names
}

// due is the day on which it is tried: as it was locked, or as it was moved to.
func (e *Experiment) due() string {
	if e.Moved != "" {
		return e.Moved.Reveal()
	}
	return e.Day.Reveal()
}

// Standing is how far an experiment is.
type Standing string

const (
	planned Standing = "planned" // nothing is locked
	waiting Standing = "waiting" // locked, and its day has not come
	ripe    Standing = "ripe"    // its day is here, and nobody said what happened
	judged  Standing = "judged"
	dropped Standing = "dropped"
)

// stands is how far it is on a day.
func (e *Experiment) stands(today string) Standing {
	switch {
	case e.Dropped != "":
		return dropped
	case e.Locked == "":
		return planned
	case e.Came != "":
		return judged
	case today < e.due():
		return waiting
	}
	return ripe
}

// told tells whether anything was written of what happened.
func (e *Experiment) told() bool {
	for _, f := range e.Fields() {
		if f.Later && !f.empty() {
			return true
		}
	}
	return false
}

// ripens keeps what happened from being written before its day.
func (e *Experiment) ripens(today string) error {
	if e.told() && today < e.due() {
		return fault.New(fault.Conflict, "trust.try.early")
	}
	return nil
}

// A day is written as a browser writes it, and days compare as texts.
const dayForm = "2006-01-02"

func isDay(text string) bool {
	_, err := time.Parse(dayForm, text)
	return err == nil && len(text) == len(dayForm)
}

// dayOf is the begin of a day; what is none is the zero moment.
func dayOf(text string, zone *time.Location) time.Time {
	t, _ := time.ParseInLocation(dayForm, text, zone)
	return t
}

// today is the day that a moment is in.
func today(now time.Time, zone *time.Location) string { return now.In(zone).Format(dayForm) }
