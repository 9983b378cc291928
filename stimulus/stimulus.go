// Package stimulus is what a light, a tone or a touch from side to side may be in this
// practice, and settings for it under a name: a therapist's own, everybody's, and those of one
// client for one phase. Nobody is treated in it: sets are run where a session is held.
package stimulus

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/pure/stim"
	"tillit.care/space"
)

// ID names one version of a preset, and by its first version the preset itself.
type ID = id.ID[Preset]

// Preset is settings under a name, as they are in one version. It never changes: who keeps it
// anew makes the next one.
type Preset struct {
	ID     ID        `json:"-"`
	Thread ID        `json:"-"`
	N      int       `json:"-"` // counted from 1
	At     time.Time `json:"-"`

	Name  seal.Text     `json:"name"`
	By    who.ID        `json:"by"`
	All   bool          `json:"all,omitempty"`   // everybody who treats here sees it
	Phase int           `json:"phase,omitempty"` // of the eight, in a case; 0: any
	Away  bool          `json:"away,omitempty"`  // no longer in the lists
	With  stim.Settings `json:"with"`            // without what is as usual
}

// Least keeps a short preset as large as a long one.
func (p Preset) Least() int { return 2048 }

// longest is how many letters a name may have.
const longest = 80

// Part is the part of a page that shows the presets of a case.
const Part = "stimulus"

// Written is a preset as it was sent.
type Written struct {
	Once  ID // made when the form was drawn: the same form sent twice counts once
	Over  ID // the version that it was written over; empty: it is a new one
	Of    ID // the preset that is meant, where its address says so
	Name  seal.Text
	All   bool
	Phase int
	Away  bool
	Back  bool // it was taken away, and comes back as it was
	With  stim.Settings
}

// phases are the eight of a treatment.
const phases = 8

func (w Written) check(l stim.Limits) error {
	name := strings.TrimSpace(w.Name.Reveal())
	switch {
	case w.Back:
		return nil // as it was, whatever is allowed now
	case name == "":
		return fault.At("name", "stimulus.name.missing")
	case utf8.RuneCountInString(name) > longest:
		return fault.At("name", "stimulus.name.long")
	case w.Phase < 0 || w.Phase > phases:
		return fault.New(fault.Invalid, "fault.form")
	case w.Away:
		return nil // what goes away may be what is no longer allowed
	}
	if wrong := stim.CheckSettings(w.With, l); len(wrong) > 0 {
		return fault.At(wrong[0].Field, wrong[0].Key)
	}
	return nil
}

// came tells whether a form was taken already. It is an error where it was for another preset,
// as from a page that somebody has gone back to.
func (w Written) came(all []Preset) (bool, error) {
	n := slices.IndexFunc(all, func(p Preset) bool { return p.ID == w.Once })
	if n >= 0 && w.Of != "" && all[n].Thread != w.Of {
		return true, fault.New(fault.Conflict, "stimulus.changed")
	}
	return n >= 0, nil
}

// after is the version that follows all there are, or no version where nothing is different.
func (w Written) after(tx *db.Tx, all []Preset) (p Preset, err error) {
	p = Preset{ID: w.Once, Thread: w.Once, N: 1, At: tx.Now, Name: w.Name, By: tx.By.ID, All: w.All, Phase: w.Phase, Away: w.Away, With: w.With.Short()}
	if w.Over == "" {
		return p, nil
	}
	n := slices.IndexFunc(all, func(old Preset) bool { return old.ID == w.Over })
	if n < 0 || w.Of != "" && all[n].Thread != w.Of {
		return p, fault.New(fault.NotFound, "fault.notfound")
	}
	now := newest(all, all[n].Thread)
	if now.ID != w.Over {
		return p, fault.New(fault.Conflict, "stimulus.changed")
	}
	if w.Away || w.Back { // as it was: what stood in the form besides is not kept
		p = Preset{ID: w.Once, At: tx.Now, Name: now.Name, By: tx.By.ID, All: now.All, Phase: now.Phase, Away: w.Away, With: now.With}
	}
	p.Thread, p.N = now.Thread, now.N+1
	if p.same(now) {
		return Preset{}, nil
	}
	return p, nil
}

func (p Preset) same(o Preset) bool {
	return p.Name == o.Name && p.All == o.All && p.Phase == o.Phase && p.Away == o.Away && len(stim.Diff(p.With, o.With)) == 0
}

func newest(all []Preset, thread ID) (now Preset) {
	for _, p := range all {
		if p.Thread == thread && p.N > now.N {
			now = p
		}
	}
	return now
}

// current are presets as they are now, without those that were taken away, by name.
func current(all []Preset) []Preset { return lasts(all, false) }

// gone are those that were taken away, by name.
func gone(all []Preset) []Preset { return lasts(all, true) }

func lasts(all []Preset, away bool) (now []Preset) {
	for _, p := range all {
		if newest(all, p.Thread).ID == p.ID && p.Away == away {
			now = append(now, p)
		}
	}
	slices.SortFunc(now, func(a, b Preset) int {
		return strings.Compare(strings.ToLower(a.Name.Reveal()), strings.ToLower(b.Name.Reveal()))
	})
	return now
}

// LimitsOf are the practice's own, or the usual ones.
func LimitsOf(tx *db.Tx) (stim.Limits, error) {
	all, err := limits(tx)
	if err != nil || len(all) == 0 {
		return stim.UsualLimits, err
	}
	return all[0].Limits.Whole(), nil
}

// Limit is what was allowed from a moment on, and by whom.
type Limit struct {
	ID     id.ID[Limit] `json:"-"`
	At     time.Time    `json:"-"`
	By     who.ID       `json:"by"`
	Limits stim.Limits  `json:"limits"`
}

// KeepLimits sets what is allowed from now on. The same as now is no change.
func KeepLimits(tx *db.Tx, l stim.Limits) error {
	if field := oddLimit(l); field != "" {
		return fault.At(field, "stimulus.limit.odd")
	}
	now, err := LimitsOf(tx)
	if err != nil || now == l {
		return err
	}
	tx.Note(trail.Practice, "stimulus.limit", "")
	return insertLimit(tx, Limit{ID: id.New[Limit](tx.Now), At: tx.Now, By: tx.By.ID, Limits: l})
}

// oddLimit is the first of them that cannot be.
func oddLimit(l stim.Limits) string {
	w := l.Whole()
	switch {
	case w.Low != l.Low:
		return "low"
	case w.High != l.High:
		return "high"
	case w.Passes != l.Passes:
		return "passes"
	case w.Seconds != l.Seconds:
		return "seconds"
	case w.Volume != l.Volume:
		return "volume"
	}
	return ""
}

// Mine are the presets that somebody finds: their own and everybody's.
func Mine(tx *db.Tx) ([]Preset, error) {
	all, err := presets(tx)
	return current(visible(all, tx.By.ID)), err
}

// Away are those that somebody may bring back: whoever finds one may.
func Away(tx *db.Tx) ([]Preset, error) {
	all, err := presets(tx)
	return gone(visible(all, tx.By.ID)), err
}

// visible leaves out what is only another's: as it is now says who sees all its versions.
func visible(all []Preset, me who.ID) (mine []Preset) {
	for _, p := range all {
		if now := newest(all, p.Thread); now.All || first(all, p.Thread).By == me {
			mine = append(mine, p)
		}
	}
	return mine
}

func first(all []Preset, thread ID) Preset {
	n := slices.IndexFunc(all, func(p Preset) bool { return p.ID == thread })
	if n < 0 {
		return Preset{}
	}
	return all[n]
}

// Versions are all of one preset, newest first.
func Versions(tx *db.Tx, thread ID) ([]Preset, error) {
	all, err := presets(tx)
	if err != nil {
		return nil, err
	}
	return versions(visible(all, tx.By.ID), thread)
}

func versions(all []Preset, thread ID) (some []Preset, err error) {
	for _, p := range all {
		if p.Thread == thread {
			some = append(some, p)
		}
	}
	if len(some) == 0 {
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	slices.SortFunc(some, func(a, b Preset) int { return b.N - a.N })
	return some, nil
}

// Keep adds a version of a preset of the practice. What only its author sees, only its author
// changes.
func Keep(tx *db.Tx, w Written) error {
	if !tx.By.Holds(who.Therapist) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := allowed(tx, w); err != nil {
		return err
	}
	if err := tx.Lock("preset"); err != nil {
		return err
	}
	all, err := presets(tx)
	if err != nil {
		return err
	}
	if done, err := w.came(all); done || err != nil {
		return err
	}
	w.Phase = 0
	if n := slices.IndexFunc(all, func(p Preset) bool { return p.ID == w.Over }); n >= 0 && first(all, all[n].Thread).By != tx.By.ID {
		w.All = true // what somebody gave to everybody is not taken from them by another
	}
	p, err := w.after(tx, visible(all, tx.By.ID))
	if err != nil || p.ID == "" {
		return err
	}
	tx.Note(trail.Practice, "stimulus.keep", string(p.Thread))
	return insert(tx, p)
}

func allowed(tx *db.Tx, w Written) error {
	l, err := LimitsOf(tx)
	if err != nil {
		return err
	}
	if err := w.check(l); err != nil || w.Away || w.Back {
		return err
	}
	return chosen(tx, w.With)
}

// Of are the presets of a case as they are now, by phase.
func Of(tx *db.Tx, rec *space.Record) ([]Preset, error) {
	all, err := inCase(tx, rec)
	now := current(all)
	slices.SortStableFunc(now, func(a, b Preset) int { return a.Phase - b.Phase })
	return now, err
}

// For are the settings that a case has for a phase, else those that it has for any.
func For(all []Preset, phase int) (its Preset, found bool) {
	for _, want := range []int{0, phase} {
		for _, p := range all {
			if p.Phase == want {
				its, found = p, true
			}
		}
	}
	return its, found
}

// AwayOf are those of a case that were taken away, by name.
func AwayOf(tx *db.Tx, rec *space.Record) ([]Preset, error) {
	all, err := inCase(tx, rec)
	return gone(all), err
}

// VersionsOf are all versions of one preset of a case, newest first.
func VersionsOf(tx *db.Tx, rec *space.Record, thread ID) ([]Preset, error) {
	all, err := inCase(tx, rec)
	if err != nil {
		return nil, err
	}
	return versions(all, thread)
}

// KeepOf adds a version of a preset of a case.
func KeepOf(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	if err := allowed(tx, w); err != nil {
		return err
	}
	if err := tx.Lock("stimulus " + string(rec.Space())); err != nil {
		return err
	}
	all, err := inCase(tx, rec)
	if err != nil {
		return err
	}
	if done, err := w.came(all); done || err != nil {
		return err
	}
	w.All = false
	p, err := w.after(tx, all)
	if err != nil || p.ID == "" {
		return err
	}
	rec.Note(tx, "stimulus.write", string(p.Thread))
	rec.Touch(tx, Part)
	return insertIn(tx, rec, p)
}
