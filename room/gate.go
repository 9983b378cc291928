package room

import (
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/meeting"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// GateID names one version of a gate.
type GateID = id.ID[Gate]

// Gate is what is made sure of before a session from afar: where the client is, whether
// somebody can listen, whom to call. The client fills it in, the therapist confirms it
// (reference/clinical.md §9.7). No version ever changes.
type Gate struct {
	ID      GateID     `json:"-"`
	Meeting meeting.ID `json:"-"`
	N       int        `json:"-"`
	At      time.Time  `json:"-"`

	By      who.ID               `json:"by"`
	As      right.Role           `json:"as"`
	Words   map[string]seal.Text `json:"words"`
	Agreed  bool                 `json:"agreed,omitempty"`  // to meet like this, today
	Known   bool                 `json:"known,omitempty"`   // the therapist has made sure who it is
	Where   seal.Text            `json:"where,omitempty"`   // in which state or country that address is
	Until   string               `json:"until,omitempty"`   // how long the therapist's licence there holds
	Outside seal.Text            `json:"outside,omitempty"` // it does not: the emergency for which it goes on
	Heard   seal.Text            `json:"heard,omitempty"`   // somebody can hear: why it is held all the same
	Opened  bool                 `json:"opened,omitempty"`
}

// Least keeps a short one as large as a long one.
func (Gate) Least() int { return 3840 }

// Found tells whether there is one.
func (g Gate) Found() bool { return g.ID != "" }

// ask is one thing that is asked at the gate.
type ask struct {
	Name    string
	Client  bool     // the client has to say it
	Staff   bool     // nobody opens without it
	Anew    bool     // asked anew every time; the others are offered as they were last time
	Options []string // to choose among
	Phone   bool
}

// asks are in the order in which they stand on the page.
var asks = []ask{
	{Name: "address", Client: true, Staff: true, Anew: true},
	{Name: "private", Client: true, Staff: true, Anew: true, Options: []string{"yes", "partly", "no"}},
	{Name: "others", Anew: true},
	{Name: "call", Client: true, Staff: true, Phone: true},
	{Name: "emergency", Client: true, Staff: true},
	{Name: "service", Staff: true},
	{Name: "plan", Staff: true},
}

const longAnswer = 500

// gateOf is the gate of a meeting as it stands; there may be none yet.
func gateOf(tx *db.Tx, rec *space.Record, which meeting.ID) (Gate, error) {
	all, err := gates(tx, rec, which)
	if err != nil || len(all) == 0 {
		return Gate{}, err
	}
	return all[0], nil
}

// Clear tells whether what comes before a session from afar is made sure of, where it has to be,
// and the client has not taken back that they meet like this.
func Clear(tx *db.Tx, rec *space.Record, which meeting.ID) (bool, error) {
	m, err := meeting.One(tx, rec, which)
	if err != nil || !m.Way.Away() {
		return err == nil, err
	}
	remote, err := care.StandingOf(tx, rec, care.Telehealth)
	if err != nil || remote.Withheld() {
		return false, err
	}
	g, err := gateOf(tx, rec, which)
	return g.Opened, err
}

// Answer keeps what somebody filled in at the gate. Once it is open, it stands as it is.
func Answer(tx *db.Tx, rec *space.Record, g Gate) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if err := tx.Lock("room " + string(g.Meeting)); err != nil {
		return err
	}
	m, err := meeting.One(tx, rec, g.Meeting)
	if err != nil {
		return err
	}
	before, err := gates(tx, rec, g.Meeting)
	if err != nil || slices.ContainsFunc(before, func(was Gate) bool { return was.ID == g.ID }) {
		return err
	}
	switch {
	case m.State == meeting.Held || m.State == meeting.Off:
		return fault.New(fault.Conflict, "room.over")
	case !m.Way.Away():
		return fault.New(fault.Conflict, "room.gate.none")
	case len(before) > 0 && before[0].Opened:
		return fault.New(fault.Conflict, "room.gate.open")
	}
	if err := g.whole(tx, rec); err != nil {
		return err
	}
	g.N, g.At, g.By, g.As = len(before)+1, tx.Now, tx.By.ID, rec.Role()
	rec.Note(tx, "room.gate", string(g.Meeting))
	rec.Touch(tx, Part)
	tx.Touch(topic(g.Meeting), Part)
	if err := insertGate(tx, rec, g); err != nil || !g.Opened {
		return err
	}
	facts := m.Facts
	facts.Place, facts.Others = g.Words["address"], g.Words["others"]
	return meeting.Correct(tx, rec, m.ID, facts, "")
}

// whole is the first thing that is missing. What a client sends opens nothing.
func (g *Gate) whole(tx *db.Tx, rec *space.Record) error {
	client := side(rec) == tool.Client
	if client {
		if err := care.Takes(tx, rec); err != nil {
			return err
		}
		g.Known, g.Where, g.Outside, g.Heard, g.Opened = false, "", "", "", false
	} else if err := rec.Holds(right.Treat); err != nil {
		return err
	}
	for _, a := range asks {
		text := g.Words[a.Name].Reveal()
		switch {
		case utf8.RuneCountInString(text) > longAnswer:
			return fault.At(a.Name, "room.gate.long")
		case text == "" && (client && a.Client || g.Opened && a.Staff):
			return fault.At(a.Name, "room.gate.missing."+a.Name)
		case text != "" && len(a.Options) > 0 && !slices.Contains(a.Options, text):
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	if !g.Agreed && (client || g.Opened) {
		return fault.At("agreed", "room.gate.missing.agreed")
	}
	if !g.Opened {
		return nil
	}
	return g.confirms(tx, rec)
}

// confirms is what only the therapist can say: who it is, and that their own licence holds
// where the client is. Outside of it the session does not begin, but in an emergency.
func (g *Gate) confirms(tx *db.Tx, rec *space.Record) error {
	remote, err := care.StandingOf(tx, rec, care.Telehealth)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	all, err := licencesOf(tx, tx.By.ID)
	if err != nil {
		return err
	}
	l, licensed := all.In(g.Where.Reveal())
	licensed = licensed && l.Valid(today(tx.Now, settings.Location()))
	switch {
	case remote.Withheld():
		return fault.New(fault.Conflict, "room.gate.withheld")
	case !g.Known:
		return fault.At("known", "room.gate.missing.known")
	case g.Where == "" || utf8.RuneCountInString(g.Where.Reveal()) > longWhere:
		return fault.At("where", "room.gate.missing.where")
	case !licensed && g.Outside == "":
		return fault.At("outside", "room.gate.outside")
	case utf8.RuneCountInString(g.Outside.Reveal()) > longAnswer:
		return fault.At("outside", "room.gate.long")
	case g.Words["private"] == "no" && g.Heard == "":
		return fault.At("heard", "room.gate.heard")
	case utf8.RuneCountInString(g.Heard.Reveal()) > longAnswer:
		return fault.At("heard", "room.gate.long")
	}
	if g.Words["private"] != "no" {
		g.Heard = ""
	}
	if licensed {
		g.Until, g.Outside = l.Until, ""
	}
	return nil
}

// offered is what a gate begins with: as it stands, or what was said last time, with what is
// asked anew left empty.
func offered(tx *db.Tx, rec *space.Record, which meeting.ID) (Gate, error) {
	g, err := gateOf(tx, rec, which)
	if err != nil || g.Found() {
		return g, err
	}
	last, err := lastGate(tx, rec)
	g.Words = map[string]seal.Text{}
	for _, a := range asks {
		if text := last.Words[a.Name]; !a.Anew && text != "" {
			g.Words[a.Name] = text
		}
	}
	return g, err
}
