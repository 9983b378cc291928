package plan

import (
	"slices"
	"sync"

	"tillit.care/battery"
	"tillit.care/care"
	"tillit.care/content"
	"tillit.care/pure/score"
)

// check looks whether everything that a protocol names is there.
func (f file) check(p Protocol) error {
	batteries, err := battery.Shipped()
	if err != nil {
		return err
	}
	ask := slices.IndexFunc(batteries, func(b battery.Battery) bool { return b.ID == p.Battery })
	switch {
	case p.number() < 1:
		return wrong(f.where(p.ID, p.Version), "a version is a number from 1")
	case p.Kind != care.Individual:
		return wrong(f.where(p.ID, p.Kind), "is for no kind of case: %q", p.Kind)
	case p.Battery != "" && ask < 0:
		return wrong(f.where(p.ID, p.Battery), "there is no battery %q", p.Battery)
	case len(p.Phases) == 0 || len(p.Sources) == 0 || len(p.Evidence) == 0:
		return wrong(1, "has no phases, sources or evidence")
	}
	for _, e := range p.Evidence {
		if !slices.Contains(Labels, e.Label) {
			return wrong(f.where(e.ID, e.Label), "%q is no label of evidence", e.Label)
		}
		if err := f.known(e.ID, e.Source, p.cites); err != nil {
			return err
		}
	}
	for _, g := range p.Gates {
		if err := f.gate(g); err != nil {
			return err
		}
	}
	return f.steps(p)
}

func (f file) gate(g Gate) error {
	if !slices.Contains([]string{SafetyPlan, NoAlert, Answered, Confirm}, g.Check) {
		return wrong(f.where(g.ID, g.Check), "gate %q looks at nothing that can be looked at: %q", g.ID, g.Check)
	}
	if (g.Check == Answered) != (len(g.Of) > 0) {
		return wrong(f.where(g.ID, g.Check), "gate %q: only %q has instruments, and needs them", g.ID, Answered)
	}
	return f.instruments(g.ID, g.Of)
}

func (f file) steps(p Protocol) error {
	seen := map[string]bool{}
	for _, phase := range p.Phases {
		if err := f.known(phase.ID, phase.Gates, p.hasGate); err != nil {
			return err
		}
		for _, s := range phase.Steps {
			if seen[s.ID] {
				return wrong(f.where(s.ID, s.ID), "step %q stands there twice", s.ID)
			}
			seen[s.ID] = true
			if s.Branch != "" && !named(p.Branches, s.Branch) {
				return wrong(f.where(s.ID, s.Branch), "step %q is of no branch: %q", s.ID, s.Branch)
			}
			for _, list := range []struct {
				names []string
				has   func(string) bool
			}{{s.Gates, p.hasGate}, {s.Tools, p.hasTool}, {s.Source, p.cites}, {s.Work, p.hasWork}} {
				if err := f.known(s.ID, list.names, list.has); err != nil {
					return err
				}
			}
			if err := f.instruments(s.ID, s.Measures); err != nil {
				return err
			}
		}
	}
	return nil
}

// known looks whether the protocol has everything that one of its parts names.
func (f file) known(owner string, names []string, has func(string) bool) error {
	for _, name := range names {
		if !has(name) {
			return wrong(f.where(owner, name), "%q names %q, which is not there", owner, name)
		}
	}
	return nil
}

// register is which instruments there are, those without their wording too.
var register = sync.OnceValues(func() (map[string]string, error) {
	every, err := score.All(content.FS)
	all := map[string]string{}
	for _, in := range every {
		if in != nil {
			all[in.ID] = in.Name()
		}
	}
	return all, err
})

func (f file) instruments(owner string, names []string) error {
	all, err := register()
	if err != nil {
		return err
	}
	return f.known(owner, names, func(name string) bool { return all[name] != "" })
}

func named(all []Named, which string) bool {
	return slices.ContainsFunc(all, func(n Named) bool { return n.ID == which })
}

func (p Protocol) cites(which string) bool   { return len(p.cited([]string{which})) > 0 }
func (p Protocol) hasGate(which string) bool { return len(p.gates([]string{which})) > 0 }
func (p Protocol) hasWork(which string) bool { return named(p.Work, which) }
func (p Protocol) hasTool(which string) bool { _, ok := p.tool(which); return ok }
