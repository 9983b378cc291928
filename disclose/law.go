package disclose

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"tillit.care/content"
)

// Span is a stretch of time as a law counts it.
type Span struct {
	Days   int   `json:"days"`
	Months int   `json:"months"`
	More   *Span `json:"more"` // by which it may be made longer, once
}

// from is the end of the last day of the stretch. A month is a calendar month, and ends where
// the next one would be too short (Regulation 1182/71 Art. 3(2)(c)).
func (s Span) from(at time.Time, zone *time.Location) time.Time {
	day := at.In(zone)
	if s.Months > 0 {
		to := time.Date(day.Year(), day.Month()+time.Month(s.Months), 1, 0, 0, 0, 0, zone)
		last := to.AddDate(0, 1, -1).Day()
		day = to.AddDate(0, 0, min(day.Day(), last)-1)
	}
	return time.Date(day.Year(), day.Month(), day.Day()+s.Days+1, 0, 0, 0, 0, zone).UTC()
}

// Law is how long a practice has to answer what clients ask of their record.
type Law struct {
	ID         string   `json:"id"`
	Of         []string `json:"of"` // ISO 3166, without the part of the country
	Copy       Span     `json:"copy"`
	Correction Span     `json:"correction"`
	Source     string   `json:"source"`
}

// span is the time for what was asked. A question has as long as a copy.
func (l Law) span(k Kind) Span {
	if k == Correction {
		return l.Correction
	}
	return l.Copy
}

// Ground is why a law lets a practice say no. Again: somebody else must look at it once more,
// if the client wants that.
type Ground struct {
	ID     string   `json:"id"`
	Of     Kind     `json:"of"`
	Laws   []string `json:"laws"`
	Again  bool     `json:"again"`
	Source string   `json:"source"`
}

type book struct {
	Laws    []Law    `json:"laws"`
	Grounds []Ground `json:"grounds"`
}

// Laws are those that are shipped, from content/law.
var laws = sync.OnceValues(func() (book, error) {
	var b book
	text, err := content.FS.ReadFile("law/requests.json")
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	for _, l := range b.Laws {
		if l.Copy.More == nil || l.Correction.More == nil {
			err = fmt.Errorf("law %s: a stretch cannot be made longer", l.ID)
		}
	}
	if err == nil && (len(b.Laws) == 0 || b.Laws[len(b.Laws)-1].ID != "none") {
		err = fmt.Errorf("law: the last one must be for where none is known")
	}
	return b, err
})

// Shipped reads the laws, so that the house does not open with a broken one.
func Shipped() error {
	_, err := laws()
	return err
}

// lawOf is the law of a place; where none is known, the one for that.
func lawOf(jurisdiction string) (Law, error) {
	b, err := laws()
	if err != nil {
		return Law{}, err
	}
	country, _, _ := strings.Cut(jurisdiction, "-")
	for _, l := range b.Laws {
		if slices.Contains(l.Of, country) {
			return l, nil
		}
	}
	return b.Laws[len(b.Laws)-1], nil
}

// grounds are why that law lets somebody say no to what was asked.
func (l Law) grounds(k Kind) (all []Ground) {
	b, err := laws()
	if err != nil {
		return nil // the house does not open with a broken one
	}
	for _, g := range b.Grounds {
		if g.Of == k && slices.Contains(g.Laws, l.ID) {
			all = append(all, g)
		}
	}
	return all
}
