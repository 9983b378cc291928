// Package battery is what to ask in a case, and when: suggestions that a therapist looks
// through, changes and uses in one press. Nothing in it starts by itself.
package battery

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/practice"
)

// VersionID names a version that the practice made.
type VersionID = id.ID[Battery]

// Battery is a list of instruments for one kind of case. It is shipped, or what the practice
// made of a shipped one.
type Battery struct {
	Over VersionID `json:"-"` // the version of the practice that this is; empty: as shipped
	At   time.Time `json:"-"`

	ID      string   `json:"id"`
	Version string   `json:"version"`
	Kind    string   `json:"kind"`  // of case
	Title   string   `json:"title"` // words key
	Source  []string `json:"source"`
	Members []Member `json:"members"`
	By      who.ID   `json:"by,omitempty"` // who changed it
}

// Least keeps a short list as large as a long one.
func (b Battery) Least() int { return 3840 }

// Member is one instrument of a battery.
type Member struct {
	Instrument string         `json:"instrument"`
	Rhythm     measure.Rhythm `json:"rhythm"`
	Every      int            `json:"every,omitempty"`
	Tick       bool           `json:"tick,omitempty"`  // ticked before the therapist has looked
	After      []int          `json:"after,omitempty"` // months after the end; 0: when it ends
	If         string         `json:"if,omitempty"`    // the screen that speaks for it when it is positive
	Why        string         `json:"why,omitempty"`   // words key
}

// Cadence is how often it is asked while the treatment goes on.
func (m Member) Cadence() measure.Cadence { return measure.Cadence{Rhythm: m.Rhythm, Every: m.Every} }

// Usually is when something is asked after the end, where nothing else is said.
var Usually = []int{0, 1, 3, 6, 12}

// afterwards are the months after the end in which it is asked.
func (m Member) afterwards() []int {
	if len(m.After) == 0 {
		return Usually
	}
	return m.After
}

// has tells whether an instrument belongs to it.
func (b Battery) has(what string) bool {
	return slices.ContainsFunc(b.Members, func(m Member) bool { return m.Instrument == what })
}

// For are the batteries for a kind of case, as this practice has them.
func For(tx *db.Tx, kind string) ([]Battery, error) {
	every, err := All(tx)
	return slices.DeleteFunc(every, func(b Battery) bool { return b.Kind != kind }), err
}

// All are all batteries, as this practice has them.
func All(tx *db.Tx) ([]Battery, error) {
	list, err := Shipped()
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	kept, err := versions(tx)
	for _, v := range kept { // oldest first: the newest stays
		if i := slices.IndexFunc(list, func(b Battery) bool { return b.ID == v.ID }); i >= 0 {
			v.Title, v.Kind, v.Source = list[i].Title, list[i].Kind, list[i].Source
			list[i] = v
		}
	}
	return list, err
}

// One is one of them.
func One(tx *db.Tx, which string) (Battery, error) {
	every, err := All(tx)
	for _, b := range every {
		if b.ID == which {
			return b, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	return Battery{}, err
}

// Versions are what the practice made of one, newest first.
func Versions(tx *db.Tx, which string) ([]Battery, error) {
	kept, err := versions(tx)
	kept = slices.DeleteFunc(kept, func(b Battery) bool { return b.ID != which })
	slices.Reverse(kept)
	return kept, err
}

// Keep keeps what a therapist made of a battery, as a version beside those before. Over is
// the version that was changed: when somebody else was quicker it is a Conflict.
func Keep(tx *db.Tx, b Battery, over VersionID) error {
	if !tx.By.Holds(who.Therapist) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := tx.Lock("battery"); err != nil {
		return err
	}
	now, err := One(tx, b.ID)
	if err != nil {
		return err
	}
	if now.Over != over {
		return fault.New(fault.Conflict, "battery.changed")
	}
	if len(b.Members) == 0 {
		return fault.At("members", "battery.empty")
	}
	if err := b.check(); err != nil {
		return err
	}
	b.Over, b.At, b.By = id.New[Battery](tx.Now), tx.Now, tx.By.ID
	tx.Note(trail.Practice, "practice.battery", b.ID)
	return insert(tx, b)
}

// Missing is why an instrument cannot be asked here: a words key, and its reasons where it
// is held. Empty: it can be.
func Missing(tx *db.Tx, what string) (key string, why []string, err error) {
	in, err := instrument.Find(tx, what)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) {
		return "battery.missing.wording", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	settings, err := practice.Of(tx)
	if err != nil || !in.Held() || settings.Demo {
		return "", nil, err
	}
	return "battery.missing.held", in.HeldWhy, nil
}
