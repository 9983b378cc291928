package retention

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"tillit.care/content"
	"tillit.care/practice"
)

// Rule is how long a record is kept. Rules are data, in content/retention, with their source;
// what a practice sets goes before them.
type Rule struct {
	ID       string   `json:"id"`
	For      string   `json:"for"`      // ISO 3166: US, US-CA
	Years    int      `json:"years"`    // after the last contact
	Minor    int      `json:"minor"`    // of somebody who was a minor then: after they are of age
	Majority int      `json:"majority"` // at which age that is
	Source   []string `json:"source"`
}

// Own is the id of a rule that the practice set itself.
const Own = "own"

// longestYears is how many years a practice may set.
const longestYears = 100

// Set tells whether there is a rule at all.
func (r Rule) Set() bool { return r.Years > 0 }

var shipped = sync.OnceValues(func() ([]Rule, error) {
	files, err := fs.Glob(content.FS, "retention/*.json")
	if err != nil {
		return nil, err
	}
	var all []Rule
	for _, file := range files {
		text, err := fs.ReadFile(content.FS, file)
		if err != nil {
			return nil, err
		}
		var r Rule
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if !r.can() || len(r.Source) == 0 {
			return nil, fmt.Errorf("%s: a rule needs years and a source", file)
		}
		all = append(all, r)
	}
	return all, nil
})

// Shipped are the rules that come with Tillit.
func Shipped() ([]Rule, error) { return shipped() }

func (r Rule) can() bool {
	return r.Years >= 1 && r.Years <= longestYears && r.Minor >= 0 && r.Minor <= longestYears && r.Majority >= 12 && r.Majority <= 25
}

// RuleOf is the rule of a practice: its own, or that of the law it named, the nearest first. Where
// none is known the practice has to set one, and nothing is ever erased before.
func RuleOf(s practice.Settings) (Rule, error) {
	if k := s.Keeping; k.Years > 0 {
		return Rule{ID: Own, Years: k.Years, Minor: k.Minor, Majority: k.Majority}, nil
	}
	all, err := Shipped()
	country, _, _ := strings.Cut(s.Jurisdiction, "-")
	for _, place := range []string{s.Jurisdiction, country} {
		for _, r := range all {
			if r.For == place {
				return r, err
			}
		}
	}
	return Rule{}, err
}

// Until is the day on which the time of a record has run out, whose last contact was then. Of
// somebody who was not of age at the last contact it is the later one of two.
func (r Rule) Until(last, born time.Time) time.Time {
	until := last.AddDate(r.Years, 0, 0)
	if born.IsZero() {
		return until
	}
	if of := born.AddDate(r.Majority, 0, 0); last.Before(of) {
		if later := of.AddDate(r.Minor, 0, 0); later.After(until) {
			until = later
		}
	}
	return until
}
