// Package stim is a set of stimulation as a plan: what can be set about it, what a practice
// allows, and how many passes a set really had. Where the light is, is worked out in the
// browser from the same plan (ui/ts/stim); both read fields.json and testdata/vectors.json.
package stim

import (
	"math"
	"regexp"
	"slices"
)

// Version is the only version of a plan that there is.
const Version = 1

// Settings are what is set about a set, by the key of its field: a number, a yes or no, or a
// word. What is not there is as usual.
type Settings map[string]any

// Plan is one set: which, from when (in ms on the shared clock), as what, and what changes at
// which moment of it.
type Plan struct {
	V       int      `json:"v"`
	Set     string   `json:"set"`
	Start   float64  `json:"start"`
	With    Settings `json:"with"`
	Changes []Change `json:"changes"`
}

// Change is what is different from a moment on.
type Change struct {
	At   float64  `json:"at"`
	With Settings `json:"with"`
}

// Limits are what a practice allows, inside what is technically possible: passes a minute,
// passes and seconds of one set, and how loud in percent.
type Limits struct {
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Passes  float64 `json:"passes"`
	Seconds float64 `json:"seconds"`
	Volume  float64 `json:"volume"`
}

// UsualLimits stand until a practice has set its own: 0.3 to 2 turns a second and no more than 60
// passes in a set (reference/clinical.md §3). The other two are our own choice: a set by time may
// take three minutes, since sources say no more than from 24 seconds to minutes [S60]; and a fifth
// of what a device can do is kept back from the ears, for which no source was found.
var UsualLimits = Limits{Low: 18, High: 120, Passes: 60, Seconds: 180, Volume: 80}

// LeastPasses is the shortest set by count (reference/clinical.md §3).
const LeastPasses = 4

// Whole makes limits that mean something of whatever was given.
func (l Limits) Whole() Limits {
	in := func(v, low, high, usual float64) float64 {
		if v >= low && v <= high {
			return v
		}
		return usual
	}
	u := UsualLimits
	low := in(l.Low, 6, 240, u.Low)
	return Limits{low, math.Max(low, in(l.High, 6, 240, u.High)), in(l.Passes, LeastPasses, 240, u.Passes), in(l.Seconds, 5, 600, u.Seconds), in(l.Volume, 0, 100, u.Volume)}
}

// Wrong is what is wrong with one field, as a words key.
type Wrong struct{ Field, Key string }

// MostChanges is how many one set may have.
const MostChanges = 200

var setID = regexp.MustCompile(`^[\w-]{1,64}$`)

// Check tells everything that is wrong with a plan, the practice's limits included.
func Check(p Plan, l Limits) []Wrong {
	var all []Wrong
	if p.V != Version || !setID.MatchString(p.Set) || !moment(p.Start) || len(p.Changes) > MostChanges {
		all = append(all, Wrong{"", "stimulus.wrong.plan"})
	}
	all = append(all, CheckSettings(p.With, l)...)
	for _, c := range p.Changes {
		if !moment(c.At) {
			all = append(all, Wrong{"", "stimulus.wrong.plan"})
		}
		all = append(all, CheckSettings(c.With, l)...)
	}
	return all
}

func moment(at float64) bool { return !math.IsNaN(at) && math.Abs(at) < 1e14 }

// CheckSettings tells what is wrong with settings: fields that nobody knows, values that
// cannot be, and what the practice does not allow.
func CheckSettings(s Settings, l Limits) []Wrong {
	l = l.Whole()
	var all []Wrong
	for _, key := range s.keys() {
		f, known := FieldOf(key)
		switch {
		case !known:
			all = append(all, Wrong{key, "stimulus.wrong.unknown"})
		case !f.Takes(s[key]):
			all = append(all, Wrong{key, "stimulus.wrong." + f.Kind})
		case l.beyond(key, s[key]):
			all = append(all, Wrong{key, "stimulus.wrong.limit"})
		}
	}
	return all
}

func (l Limits) beyond(key string, value any) bool {
	n, _ := value.(float64)
	switch key {
	case "ppm":
		return n < l.Low || n > l.High
	case "passes":
		return n > l.Passes || n > 0 && n < LeastPasses // 0: by time
	case "seconds":
		return n > l.Seconds
	case "sound.level":
		return n > l.Volume
	}
	return false
}

func (s Settings) keys() []string {
	all := make([]string, 0, len(s))
	for key := range s {
		all = append(all, key)
	}
	slices.SortFunc(all, func(a, b string) int { return order(a) - order(b) })
	return all
}
