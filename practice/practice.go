// Package practice is the practice itself: what it is called, when somebody is there,
// whom to call in a crisis, and who covers for whom.
package practice

import (
	"bytes"
	"maps"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // zones are known on machines that have none

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/mail"
	"tillit.care/base/push"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// Settings are what the owner told Tillit about the practice.
type Settings struct {
	Name         string           `json:"name"`
	Place        string           `json:"place"`
	Zone         string           `json:"zone"`         // IANA name, such as Europe/Oslo
	Jurisdiction string           `json:"jurisdiction"` // ISO 3166: NO, US-CA …
	Crisis       []Number         `json:"crisis"`
	Hours        []Hours          `json:"hours"`
	Cover        map[who.ID]Cover `json:"cover"`   // therapist → who covers
	Address      string           `json:"address"` // public, https://…
	Mail         mail.Server      `json:"mail"`
	Notices      push.Policy      `json:"notices"` // whether devices may be woken
	Demo         bool             `json:"demo"`
	Calls        Calls            `json:"calls,omitzero"`  // who is told next, and who is away
	Remind       Remind           `json:"remind,omitzero"` // when clients are told that something waits
	Keeping      Keeping          `json:"keeping,omitzero"`
	Step         string           `json:"step,omitempty"` // how far setting up has come; empty: done

	Law map[string]Law `json:"law,omitempty"` // what the law of the place asks, by worksheet

	Language string            `json:"language,omitempty"` // of letters to somebody whose own is not known
	Reviewed map[string]Review `json:"reviewed,omitempty"` // language → who found it right for clients
}

// Keeping is how long records are kept, where the practice has set that itself.
type Keeping struct {
	Years    int `json:"years,omitempty"`    // after the last contact; 0: not set
	Minor    int `json:"minor,omitempty"`    // of somebody who was not of age then: after they are
	Majority int `json:"majority,omitempty"` // at which age that is
}

// Number is somebody to call in a crisis.
type Number struct {
	Who    string `json:"who"`
	Number string `json:"number"`
	When   string `json:"when"` // in words: "day and night"
}

// Hours are when somebody in the practice looks at what arrives, on one day of the week,
// in minutes after midnight of the practice's own time.
type Hours struct {
	Day  time.Weekday `json:"day"`
	From int          `json:"from"`
	To   int          `json:"to"`
}

// Cover is who looks when a therapist does not: a clinician of the practice, or somebody
// outside who gets a letter and calls. The zero Cover is nobody.
type Cover struct {
	Person who.ID    `json:"person,omitempty"`
	Email  seal.Text `json:"email,omitempty"`
}

// Named tells whether there is anybody.
func (c Cover) Named() bool { return c.Person != "" || c.Email != "" }

var place = seal.Place{Table: "practice", Row: "1"}

// Of are the settings. Before the practice is set up it is NotFound.
func Of(tx *db.Tx) (Settings, error) {
	s, err := SoFar(tx)
	if err == nil && s.Step != "" {
		return Settings{}, fault.New(fault.NotFound, "fault.notfound")
	}
	return s, err
}

// SoFar are the settings as far as they are known, the practice being set up or not.
func SoFar(tx *db.Tx) (Settings, error) {
	var s Settings
	sealed, err := read(tx)
	if fault.Is(err, fault.NotFound) {
		return Settings{Step: firstStep}, nil
	}
	if err != nil {
		return s, err
	}
	return opened(tx, sealed)
}

// latest are the settings that were opened last, since nearly every act asks for them.
var latest atomic.Pointer[known]

type known struct {
	sealed []byte // never twice the same for different settings
	s      Settings
}

func opened(tx *db.Tx, sealed []byte) (s Settings, err error) {
	if k := latest.Load(); k != nil && bytes.Equal(k.sealed, sealed) {
		return k.s.apart(), nil
	}
	if err := tx.Ring.Key("practice").Open(place, sealed, &s); err != nil {
		return s, err
	}
	latest.Store(&known{sealed, s.apart()})
	return s, nil
}

// apart is a copy that shares nothing that could be changed.
func (s Settings) apart() Settings {
	s.Crisis, s.Hours, s.Notices.Hosts = slices.Clone(s.Crisis), slices.Clone(s.Hours), slices.Clone(s.Notices.Hosts)
	s.Calls.After, s.Calls.Away = slices.Clone(s.Calls.After), maps.Clone(s.Calls.Away)
	s.Cover, s.Reviewed, s.Law = maps.Clone(s.Cover), maps.Clone(s.Reviewed), maps.Clone(s.Law)
	return s
}

// Keep stores the settings, after looking whether they can be true.
func Keep(tx *db.Tx, s Settings) error {
	if s.Name == "" {
		return fault.At("name", "practice.name.missing")
	}
	if !ZoneKnown(s.Zone) {
		return fault.At("zone", "practice.zone.unknown")
	}
	for _, h := range s.Hours {
		if !h.can() {
			return fault.At("hours", "practice.hours.odd")
		}
	}
	return keep(tx, s)
}

// ZoneKnown tells whether that is the name of a time zone.
func ZoneKnown(zone string) bool {
	_, err := time.LoadLocation(zone)
	return err == nil && zone != "" && zone != "Local"
}

func (h Hours) can() bool {
	return h.From >= 0 && h.To <= 24*60 && h.From < h.To && h.Day >= time.Sunday && h.Day <= time.Saturday
}

func keep(tx *db.Tx, s Settings) error {
	sealed, err := tx.Ring.Key("practice").Seal(place, s)
	if err != nil {
		return err
	}
	tx.Note(trail.Practice, "practice.keep", "")
	return write(tx, sealed)
}

// places are the zones that were asked for: reading one from disk takes longer than scoring a
// questionnaire.
var places sync.Map // name → *time.Location

// Location is where the practice's clocks are.
func (s Settings) Location() *time.Location {
	if l, ok := places.Load(s.Zone); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.UTC
	}
	places.Store(s.Zone, l)
	return l
}

// Covered tells whether somebody in the practice looks at what arrives at that moment.
func (s Settings) Covered(at time.Time) bool {
	local := at.In(s.Location())
	minute := local.Hour()*60 + local.Minute()
	for _, h := range s.Hours {
		if h.Day == local.Weekday() && h.From <= minute && minute < h.To {
			return true
		}
	}
	return false
}

// Opens is the next moment from at on when somebody looks. With no hours at all it is
// zero.
func (s Settings) Opens(at time.Time) time.Time {
	if s.Covered(at) {
		return at
	}
	local := at.In(s.Location())
	var next []time.Time
	for days := range 8 {
		day := local.AddDate(0, 0, days)
		for _, h := range s.Hours {
			t := time.Date(day.Year(), day.Month(), day.Day(), h.From/60, h.From%60, 0, 0, s.Location())
			if h.Day == day.Weekday() && t.After(at) {
				next = append(next, t)
			}
		}
	}
	if next == nil {
		return time.Time{}
	}
	sort.Slice(next, func(i, j int) bool { return next[i].Before(next[j]) })
	return next[0]
}
