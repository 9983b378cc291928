package plan

import (
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

// Newer is what a newer version of a protocol would change in a plan that began with an older
// one. It changes nothing until the therapist takes it.
type Newer struct {
	Version string
	Lines   []Difference
}

// Difference is one of its changes.
type Difference struct {
	Given string // the protocol's step
	Kind  string // added, worded or gone
	Phase string
	Of    string // the version whose words it has now
	Gates bool   // what is looked at before it is another
}

// What a difference can be.
const (
	stepAdded  = "added"
	stepWorded = "worded"
	stepGone   = "gone"
)

// Found tells whether there is a newer version.
func (n Newer) Found() bool { return n.Version != "" }

// newer compares a plan with the newest version of its protocol.
func (p Plan) newer() (Newer, error) {
	is, err := Newest(p.Protocol)
	if err != nil || is.Version == p.Version || !p.Open() {
		return Newer{}, err
	}
	n := Newer{Version: is.Version}
	was := p.protocol()
	for _, phase := range is.Phases {
		for _, given := range phase.Steps {
			if d, differs := p.differs(was, is, given); differs {
				d.Phase = phase.ID
				n.Lines = append(n.Lines, d)
			}
		}
	}
	for _, s := range p.Steps {
		if _, _, there := is.Step(s.From); s.From != "" && !there && s.State == Ahead {
			n.Lines = append(n.Lines, Difference{Given: s.From, Kind: stepGone, Phase: s.Phase, Of: s.Of})
		}
	}
	return n, nil
}

func (p Plan) differs(was, is Protocol, given Given) (Difference, bool) {
	d := Difference{Given: given.ID, Kind: stepAdded}
	at := slices.IndexFunc(p.Steps, func(s Step) bool { return s.From == given.ID })
	before, _, there := was.Step(given.ID)
	if at < 0 {
		return d, !there // what the older one has too was left out of this plan on purpose
	}
	d.Kind, d.Of = stepWorded, p.Steps[at].Of
	d.Gates = !slices.Equal(before.Gates, given.Gates)
	of, err := Version(p.Protocol, d.Of)
	return d, err == nil && (d.Gates || !of.says(is, given.ID))
}

// says tells whether two versions say the same of a step in every language.
func (p Protocol) says(other Protocol, step string) bool {
	for language := range other.texts {
		if p.Text(language, "step", step) != other.Text(language, "step", step) {
			return false
		}
	}
	return true
}

// Take takes the changes of a newer version that the therapist chose, and leaves the others:
// which version the plan goes by is the newer one from then on. Saw is the version that they
// had before them.
func Take(tx *db.Tx, rec *space.Record, once ID, saw string, chosen []string) error {
	return change(tx, rec, once, Act{Kind: DidTake, Version: saw}, func(p *Plan) error {
		n, err := p.newer()
		if err != nil {
			return err
		}
		if n.Version != saw || saw == "" {
			return fault.New(fault.Conflict, "plan.newer.other")
		}
		is, err := Newest(p.Protocol)
		if err != nil {
			return err
		}
		for _, d := range n.Lines {
			if slices.Contains(chosen, d.Given) {
				p.take(tx, is, d)
			}
		}
		p.Version, p.Left = is.Version, ""
		return nil
	})
}

func (p *Plan) take(tx *db.Tx, is Protocol, d Difference) {
	if d.Kind == stepAdded {
		given, phase, _ := is.Step(d.Given)
		p.place(stepOf(tx, is, given, phase, p.N), is)
		return
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		switch {
		case s.From != d.Given:
		case d.Kind == stepGone:
			s.State, s.Since, s.N = Skipped, tx.Now, p.N
		default:
			s.Of, s.N = is.Version, p.N
		}
	}
}

// Leave keeps the plan as it is: the newer version is not shown again until there is another.
func Leave(tx *db.Tx, rec *space.Record, once ID, saw string) error {
	return change(tx, rec, once, Act{Kind: DidLeave, Version: saw}, func(p *Plan) error {
		is, err := Newest(p.Protocol)
		if err != nil {
			return err
		}
		if is.Version != saw || saw == p.Version {
			return fault.New(fault.Conflict, "plan.newer.other")
		}
		p.Left = saw
		return nil
	})
}
