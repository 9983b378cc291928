package trust

import (
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/space"
)

// Star is how far one person is trusted, for each kind of trust by itself, beside what was
// seen. There is no total, and no two persons beside each other: one trusts some people, for
// some things (reference/clinical.md §2.2). Not to know enough is an answer.
type Star struct {
	Person []Thread     `json:"person,omitempty"`
	Feels  [8]string    `json:"feels,omitzero"`
	Seen   [8]seal.Text `json:"seen,omitzero"`
}

// How far one trusts; unknown is not in the middle of it.
const unknown = "unknown"

var trusts = []string{"not", "hardly", "mixed", "mostly", "well", unknown}

func (s *Star) Kind() Kind      { return "star" }
func (s *Star) Name() seal.Text { return "" }

func (s *Star) Fields() []Field {
	all := []Field{people("person", &s.Person).only()}
	for i, area := range areas {
		all = append(all, pick(area, &s.Feels[i], trusts...).saying("feel"), line(area+"seen", &s.Seen[i]))
	}
	return all
}

// gate makes sure that a star is of somebody.
func (s *Star) gate([]Revision) error {
	if len(s.Person) == 0 {
		return fault.At("person", "trust.missing")
	}
	return nil
}

// starred are the places of a star that are drawn.
func starred() (names []string) {
	for _, area := range areas {
		names = append(names, area, area+"seen")
	}
	return names
}

// steps is how far one trusts, from 1 to 5; 0: there is not enough to say, or nobody said.
func steps(feels string) int {
	at := slices.Index(trusts, feels)
	if feels == unknown {
		return 0
	}
	return at + 1
}

// already is what is there of a kind of which there is only one, or only one of each person;
// there may be none yet.
func already(now []Revision, t Thing) Revision {
	star, ok := t.(*Star)
	if !ok {
		return single(now, t.Kind())
	}
	for _, r := range now {
		if other, ok := r.Thing.(*Star); ok && len(star.Person) > 0 && slices.Equal(other.Person, star.Person) {
			return r
		}
	}
	return Revision{}
}

// Felt is how far one trusted at a moment.
type Felt struct {
	At    Revision
	Feels string
}

// felt is how one area was answered over time, each answer once until it changes.
func felt(history []Revision, area int) (all []Felt) {
	for _, r := range slices.Backward(history) {
		s, ok := r.Thing.(*Star)
		if !ok || r.Aside || r.Away || s.Feels[area] == "" {
			continue
		}
		if last := len(all) - 1; last < 0 || all[last].Feels != s.Feels[area] {
			all = append(all, Felt{r, s.Feels[area]})
		}
	}
	return all
}

// pasts reads the histories of all objects of a kind, where they are drawn.
func (b *Board) pasts(tx *db.Tx, rec *space.Record, k Kind) error {
	b.Pasts = map[Thread][]Revision{}
	for _, r := range b.Every(k) {
		all, err := history(tx, rec, r.Thread)
		if err != nil {
			return err
		}
		b.Pasts[r.Thread] = all
	}
	return nil
}
