package trust

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/space"
)

// Stuck is a stuck point: one short sentence that somebody believes and that can be looked
// at. The themes are those of cognitive processing therapy (reference/clinical.md §2.2),
// with trust in oneself and in others apart.
type Stuck struct {
	Text      seal.Text `json:"text,omitempty"`
	Theme     string    `json:"theme,omitempty"`
	Sort      string    `json:"sort,omitempty"`
	Held      *int      `json:"held,omitempty"`
	Other     seal.Text `json:"other,omitempty"`
	OtherHeld *int      `json:"otherheld,omitempty"`
	Status    string    `json:"status,omitempty"`
	Events    []Thread  `json:"events,omitempty"`
	People    []Thread  `json:"people,omitempty"`
}

func (s *Stuck) Kind() Kind      { return "stuck" }
func (s *Stuck) Name() seal.Text { return s.Text }

func (s *Stuck) Fields() []Field {
	return []Field{
		line("text", &s.Text).must().hinted(),
		mark("held", &s.Held, 0, 100).hinted(),
		pick("theme", &s.Theme, "safety", "self", "others", "power", "esteem", "intimacy"),
		pick("sort", &s.Sort, "why", "ahead", "should", "guilt", "always"),
		line("other", &s.Other).hinted(), mark("otherheld", &s.OtherHeld, 0, 100),
		pick("status", &s.Status, "open", "working", "shifted", "resolved"),
		links("events", &s.Events, "event").folded(), people("people", &s.People).folded(),
	}
}

// Record is a thought looked at from all sides, once.
type Record struct {
	Stuck        []Thread  `json:"stuck,omitempty"`
	Situation    seal.Text `json:"situation,omitempty"`
	Thought      seal.Text `json:"thought,omitempty"`
	Before       *int      `json:"before,omitempty"`
	Feelings     []string  `json:"feelings,omitempty"`
	For          seal.Text `json:"for,omitempty"`
	Against      seal.Text `json:"against,omitempty"`
	Habits       []string  `json:"habits,omitempty"`
	Balanced     seal.Text `json:"balanced,omitempty"`
	BalancedHeld *int      `json:"balancedheld,omitempty"`
	After        *int      `json:"after,omitempty"`
	Person       []Thread  `json:"person,omitempty"`
}

func (r *Record) Kind() Kind      { return "record" }
func (r *Record) Name() seal.Text { return r.Thought }

func (r *Record) Fields() []Field {
	return []Field{
		links("stuck", &r.Stuck, "stuck").only(),
		prose("situation", &r.Situation).hinted(),
		line("thought", &r.Thought).must().hinted(), mark("before", &r.Before, 0, 100),
		many("feelings", &r.Feelings, feelings...).saying("feeling"),
		lines("for", &r.For).hinted(), lines("against", &r.Against).hinted(),
		many("habits", &r.Habits, "all", "mind", "future", "feeling", "part", "should", "blame", "old").folded(),
		prose("balanced", &r.Balanced).hinted(), mark("balancedheld", &r.BalancedHeld, 0, 100),
		mark("after", &r.After, 0, 100), people("person", &r.Person).only().folded(),
	}
}

// Believed is how much a stuck point was believed at a moment.
type Believed struct {
	At   time.Time
	Held int
	From Revision // where it was written: the stuck point, or a thought record
}

// believed is how much a stuck point was believed, from its own history and from the thought
// records about it, in order of time.
func believed(all []Revision, now []Revision) (course []Believed) {
	for _, r := range slices.Backward(all) {
		s, ok := r.Thing.(*Stuck)
		if !ok || s.Held == nil || r.Aside || r.Away {
			continue
		}
		if last := len(course) - 1; last < 0 || course[last].Held != *s.Held {
			course = append(course, Believed{r.At, *s.Held, r})
		}
	}
	for _, r := range now {
		if about, after := looked(r.Thing); !r.Away && after != nil && len(all) > 0 && slices.Contains(about, all[0].Thread) {
			course = append(course, Believed{r.At, *after, r})
		}
	}
	slices.SortStableFunc(course, func(a, b Believed) int { return a.At.Compare(b.At) })
	return course
}

// looked is which stuck point a thought record or an experiment was about, and how much it was
// believed afterwards.
func looked(t Thing) (about []Thread, after *int) {
	switch t := t.(type) {
	case *Record:
		return t.Stuck, t.After
	case *Experiment:
		return t.Belief, t.After
	}
	return nil, nil
}

// courses reads how much each stuck point was believed.
func (b *Board) courses(tx *db.Tx, rec *space.Record) error {
	b.Courses = map[Thread][]Believed{}
	for _, r := range b.Every("stuck") {
		all, err := history(tx, rec, r.Thread)
		if err != nil {
			return err
		}
		b.Courses[r.Thread] = believed(all, b.All)
	}
	return nil
}
