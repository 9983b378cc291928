// Package suit holds rules about which way of working may fit somebody, as data that a
// therapist can read, and says what follows from what is known. It never decides.
package suit

// State is what is known of a fact. Not known is its own answer, and never a no.
type State string

const (
	Unknown State = ""
	Yes     State = "yes"
	No      State = "no"
)

// Facts are what is known of somebody.
type Facts map[string]State

// Reason is a fact that speaks for a way of working or against it, and the words key of why.
type Reason struct {
	Fact string `json:"fact"`
	Is   State  `json:"is"`
	Why  string `json:"why"`
}

// Rule is when a way of working may fit. Sources are where each reason comes from.
type Rule struct {
	System  string   `json:"system"`
	Version string   `json:"version"`
	Title   string   `json:"title"`
	For     []Reason `json:"for"`     // any of them speaks for it
	Against []Reason `json:"against"` // any of them speaks against it now
	First   []Reason `json:"first"`   // has to be so before it is begun
	Care    []Reason `json:"care"`    // to be careful about; nothing hangs on it
	Always  []string `json:"always"`  // words keys that stand with it whatever is known
	Source  []string `json:"source"`
}

// Stand is what the facts say of a rule.
type Stand string

const (
	Fits   Stand = "fits"   // something speaks for it, and nothing that is known against it
	Ask    Stand = "ask"    // something speaks for it, and something that matters is not known
	NotNow Stand = "notnow" // something speaks against it now
	Open   Stand = "open"   // what would speak for it is not known
	Silent Stand = "silent" // nothing that is known speaks for it
)

// Advice is what follows from the facts for one way of working, with every reason.
type Advice struct {
	Rule
	Stand   Stand
	Speaks  []Reason // for it
	Stops   []Reason // against it, or missing
	Careful []Reason
	Ask     []Reason // not known, and it matters
}

// Of says what the facts say of a rule.
func (r Rule) Of(facts Facts) Advice {
	a := Advice{Rule: r}
	open := false
	for _, reason := range r.For {
		switch facts[reason.Fact] {
		case reason.Is:
			a.Speaks = append(a.Speaks, reason)
		case Unknown:
			open = true
		}
	}
	for _, reason := range r.Against {
		switch facts[reason.Fact] {
		case reason.Is:
			a.Stops = append(a.Stops, reason)
		case Unknown:
			a.Ask = append(a.Ask, reason)
		}
	}
	for _, reason := range r.First {
		switch facts[reason.Fact] {
		case reason.Is:
		case Unknown:
			a.Ask = append(a.Ask, reason)
		default:
			a.Stops = append(a.Stops, reason)
		}
	}
	for _, reason := range r.Care {
		if facts[reason.Fact] == reason.Is {
			a.Careful = append(a.Careful, reason)
		}
	}
	a.Stand = a.stand(open)
	return a
}

func (a Advice) stand(open bool) Stand {
	switch {
	case len(a.Stops) > 0:
		return NotNow
	case len(a.Speaks) == 0 && open:
		return Open
	case len(a.Speaks) == 0:
		return Silent
	case len(a.Ask) > 0:
		return Ask
	}
	return Fits
}

// Known are the facts that rules ask about, each once, in the order of the rules.
func Known(rules []Rule) (all []string) {
	seen := map[string]bool{}
	for _, r := range rules {
		for _, list := range [][]Reason{r.For, r.Against, r.First, r.Care} {
			for _, reason := range list {
				if !seen[reason.Fact] {
					seen[reason.Fact] = true
					all = append(all, reason.Fact)
				}
			}
		}
	}
	return all
}
