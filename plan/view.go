package plan

import (
	"crypto/sha256"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// View is a plan and the work between meetings, as one of their readers sees them.
type View struct {
	Space  space.ID
	Eyes   string
	Plan   Plan // not Found: there is none
	Pieces []Piece
	Newer  Newer
	Offers []Protocol // to begin with

	Me     who.ID
	Client bool   // its reader is the client
	Treats bool   // its reader may change the plan
	Writes bool   // its reader may write here
	Closed string // words key: why nothing is written now; empty: one may
	Case   care.Case
	Zone   *time.Location
	Names  map[who.ID]string

	LooksAt bool                   // its reader says what became of work: when a case has ended, too
	Opens   func(path string) bool // whether the house has a page there; nil: it has none
	Old     bool                   // it is an earlier version that is looked at
	once    ID                     // made when the page was drawn
}

// Of is the plan of an open shared space, and the work in it.
func Of(tx *db.Tx, rec *space.Record) (View, error) {
	v := View{Space: rec.Space(), Eyes: rec.Eyes(), Me: tx.By.ID, Client: rec.Role() == right.Client, Names: map[who.ID]string{},
		once: id.New[Plan](tx.Now)}
	settings, err := practice.Of(tx)
	if err != nil {
		return v, err
	}
	v.Zone = settings.Location()
	if v.Case, err = care.Of(tx, rec); err != nil {
		return v, err
	}
	if v.Plan, err = newest(tx, rec); err != nil {
		return v, err
	}
	if v.Pieces, err = Work(tx, rec); err != nil {
		return v, err
	}
	if err := v.rights(tx, rec); err != nil {
		return v, err
	}
	if v.Treats && v.Plan.Found() {
		if v.Newer, err = v.Plan.newer(); err != nil {
			return v, err
		}
	}
	if v.Treats && !v.Plan.Open() {
		v.Offers, err = Protocols(v.Case.Kind)
	}
	return v, err
}

// rights finds out what its reader may do here now.
func (v *View) rights(tx *db.Tx, rec *space.Record) error {
	ended := !v.Case.Ended.IsZero()
	v.LooksAt = rec.May(right.Treat)
	v.Treats = v.LooksAt && !ended
	if !v.Client {
		v.Writes = v.Treats && rec.May(right.Write) // who covers treats, and writes nothing of the client's
		if ended {
			v.Closed = "plan.ended"
		}
		return nil
	}
	err := care.Takes(tx, rec)
	if fault.Is(err, fault.Conflict) {
		v.Closed, err = fault.Of(err).Key, nil
	}
	v.Writes = v.Closed == "" && rec.May(right.Write)
	return err
}

// name finds out who somebody is, to those who are told.
func (v View) name(tx *db.Tx, all ...who.ID) error {
	for _, which := range all {
		if which == "" || v.Names[which] != "" {
			continue
		}
		a, err := account.Of(tx, which)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		v.Names[which] = a.Name.Reveal()
	}
	return nil
}

// by ends the words key that says who did something: you, the client, or whoever treats.
func (v View) by(person who.ID, as right.Role) string {
	switch {
	case person == v.Me:
		return "me"
	case as == right.Client:
		return "client"
	case v.Client:
		return "mine"
	}
	return "therapist"
}

// onceOf is the id by which one of the forms of a page counts once: each has its own.
func (v View) onceOf(form string) string {
	sum := sha256.Sum256([]byte(string(v.once) + " " + form))
	return string(v.once[:10]) + string(id.Of[Plan](time.Time{}, sum[:]))[10:]
}

// audience ends the key of a sentence that is not the same for a client and for others.
func (v View) audience() string {
	if v.Client {
		return "client"
	}
	return "staff"
}

func (v View) path() string     { return "/spaces/" + string(v.Space) + "/our-plan" }
func (v View) workPath() string { return "/spaces/" + string(v.Space) + "/work" }

// phases are those of the plan's protocol.
func (v View) phases() []Phase { return v.Plan.protocol().Phases }

// at is where a phase stands to where the two are: before, now or ahead.
func (v View) at(phase string) string {
	p := v.Plan.protocol()
	_, here := p.phase(v.Plan.Phase)
	_, there := p.phase(phase)
	switch {
	case there < here:
		return "before"
	case there == here:
		return "now"
	}
	return "ahead"
}

// next is the phase after the one that the two are in; there may be none.
func (v View) next() (Phase, bool) {
	p := v.Plan.protocol()
	_, here := p.phase(v.Plan.Phase)
	if here+1 >= len(p.Phases) || here < 0 {
		return Phase{}, false
	}
	return p.Phases[here+1], true
}

// others are the phases that are neither where the two are nor what comes next.
func (v View) others(at string) (all []Phase) {
	next, _ := v.next()
	for _, ph := range v.phases() {
		if v.at(ph.ID) == at && ph.ID != next.ID && ph.ID != v.Plan.Phase {
			all = append(all, ph)
		}
	}
	return all
}

// also are the steps that are being worked on and stand in another phase.
func (v View) also() (all []Step) {
	for _, s := range v.Plan.Doing() {
		if s.Phase != v.Plan.Phase {
			all = append(all, s)
		}
	}
	return all
}

// left are the steps that were left out.
func (v View) left() (all []Step) {
	for _, s := range v.Plan.Steps {
		if s.State == Skipped {
			all = append(all, s)
		}
	}
	return all
}

// lacking are the steps that the protocol has and the plan has not.
func (v View) lacking() (all []Given) {
	for _, ph := range v.phases() {
		for _, s := range ph.Steps {
			if !v.Plan.has(s.ID) {
				all = append(all, s)
			}
		}
	}
	return all
}

// goals are those that a reader has before them: those that go on, or those that are over.
func (v View) goals(over bool) (all []Goal) {
	for _, g := range v.Plan.Goals {
		if (g.State == Met || g.State == Let) == over {
			all = append(all, g)
		}
	}
	return all
}

// fresh tells whether a newer version of the protocol waits to be looked at.
func (v View) fresh() bool { return v.Newer.Found() && v.Newer.Version != v.Plan.Left }

// given is what the protocol says of a step.
func (v View) given(s Step) (Protocol, Given) {
	of, err := Version(v.Plan.Protocol, s.Of)
	if err != nil {
		return Protocol{}, Given{}
	}
	g, _, _ := of.Step(s.From)
	return of, g
}

// link is where a tool is found; empty: the house has no such page.
func (v View) link(t Tool) string {
	if v.Opens == nil || !v.Opens(t.Path) {
		return ""
	}
	return "/spaces/" + string(v.Space) + t.Path
}

// looked are the pieces of work that were looked at, newest first.
func (v View) looked() (all []Piece) {
	for _, p := range v.Pieces {
		if !p.Waits() {
			all = append(all, p)
		}
	}
	return all
}

func (v View) waiting() []Piece { return Waiting(v.Pieces) }
