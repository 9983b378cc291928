package practice

import (
	"net/mail"
	"strconv"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// Calls say who is told when nobody looks at what cannot wait, and after how long.
type Calls struct {
	Lead  Cover           `json:"lead,omitzero"`
	After []int           `json:"after,omitempty"` // minutes, rising; empty: as usual
	Away  map[who.ID]Away `json:"away,omitempty"`  // therapist → the days on which they are away
}

// Away are the first and the last day of a leave, as the practice's calendar has them.
type Away struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// usual is after how many minutes an alert is looked at again (clinical.md §10).
var usual = []int{15, 30, 60}

// choices are what a practice may set instead. Nobody may wait longer than two hours.
var choices = [][]int{{5, 10, 15, 20, 30}, {10, 15, 20, 30, 45, 60}, {30, 45, 60, 90, 120}}

func (s Settings) after() []int {
	if len(s.Calls.After) == len(usual) {
		return s.Calls.After
	}
	return usual
}

// Timers are how long after it came an alert is looked at while nobody has acknowledged
// it: at once, and then three times.
func (s Settings) Timers() []time.Duration {
	timers := []time.Duration{0}
	for _, minutes := range s.after() {
		timers = append(timers, time.Duration(minutes)*time.Minute)
	}
	return timers
}

// Leave tells whether a therapist is away at a moment. From and To are both days of it.
func (s Settings) Leave(therapist who.ID, at time.Time) bool {
	away, named := s.Calls.Away[therapist]
	day := at.In(s.Location()).Format(time.DateOnly)
	return named && away.From <= day && day <= away.To
}

// Helped tells whether somebody is told when that therapist does not look.
func (s Settings) Helped(therapist who.ID) bool {
	return s.Cover[therapist].Named() || s.Calls.Lead.Named()
}

func showCalls(s Settings) fields {
	f := fields{"lead.person": string(s.Calls.Lead.Person), "lead.email": s.Calls.Lead.Email.Reveal()}
	for i, minutes := range s.after() {
		f["after."+strconv.Itoa(i)] = strconv.Itoa(minutes)
	}
	for person, away := range s.Calls.Away {
		f["away."+string(person)+".from"], f["away."+string(person)+".to"] = away.From, away.To
	}
	return f
}

func takeCalls(f fields, s *Settings) problems {
	wrong := problems{}
	c := Calls{Lead: Cover{Person: who.ID(f["lead.person"]), Email: seal.Text(f["lead.email"])}, Away: map[who.ID]Away{}}
	if c.Lead.Person != "" && c.Lead.Email != "" {
		wrong["lead.email"] = "practice.cover.both"
	}
	if a, err := mail.ParseAddress(f["lead.email"]); f["lead.email"] != "" && (err != nil || a.Address != f["lead.email"]) {
		wrong["lead.email"] = "practice.cover.email.odd"
	}
	c.takeTimers(f, wrong)
	for name := range f {
		rest, ok := strings.CutPrefix(name, "away.")
		if person, end, _ := strings.Cut(rest, "."); ok && end == "from" {
			c.takeAway(f, who.ID(person), wrong)
		}
	}
	s.Calls = c
	return wrong
}

func (c *Calls) takeTimers(f fields, wrong problems) {
	before := 0
	for i, offered := range choices {
		name := "after." + strconv.Itoa(i)
		minutes, err := strconv.Atoi(f[name])
		if err != nil || minutes < offered[0] || minutes > offered[len(offered)-1] {
			wrong[name] = "practice.calls.after.odd"
		} else if minutes <= before {
			wrong[name] = "practice.calls.after.order"
		}
		before = minutes
		c.After = append(c.After, minutes)
	}
}

func (c *Calls) takeAway(f fields, person who.ID, wrong problems) {
	at := "away." + string(person)
	away := Away{f[at+".from"], f[at+".to"]}
	if away == (Away{}) {
		return
	}
	_, from := time.Parse(time.DateOnly, away.From)
	_, to := time.Parse(time.DateOnly, away.To)
	switch {
	case from != nil:
		wrong[at+".from"] = "practice.calls.away.odd"
	case to != nil:
		wrong[at+".to"] = "practice.calls.away.odd"
	case away.To < away.From:
		wrong[at+".to"] = "practice.calls.away.order"
	}
	c.Away[person] = away
}

// leading looks whether those whom the calls name are clinicians of this practice.
func leading(staff []account.Account, s Settings) (problems, error) {
	holds := map[who.ID]who.Post{}
	for _, a := range staff {
		holds[a.ID] = a.Person().Posts
	}
	for person := range s.Calls.Away {
		if holds[person]&who.Therapist == 0 {
			return nil, fault.New(fault.Conflict, "fault.conflict")
		}
	}
	if lead := s.Calls.Lead.Person; lead != "" && holds[lead]&(who.Therapist|who.Supervisor) == 0 {
		return problems{"lead.person": "practice.calls.lead.odd"}, nil
	}
	return nil, nil
}
