package instrument

import (
	"slices"
	"sort"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/pure/score"
)

// EntryID names an entry.
type EntryID = id.ID[Entry]

// Kind is what was done.
type Kind string

const (
	Brought   Kind = "brought"   // a form, and the licence that the practice holds
	Cited     Kind = "cited"     // the owner's page was read: no longer held here
	Withdrawn Kind = "withdrawn" // a citation was taken back
	Retired   Kind = "retired"   // no longer offered
	Resumed   Kind = "resumed"   // offered again
)

// Entry is something that the practice did with an instrument. None is ever changed.
type Entry struct {
	ID EntryID   `json:"-"`
	N  int64     `json:"-"`
	At time.Time `json:"-"`

	Kind       Kind     `json:"kind"`
	Instrument string   `json:"instrument"`
	By         who.ID   `json:"by"`
	Name       string   `json:"name"` // of whoever did it, on that day
	Version    string   `json:"version,omitempty"`
	Title      string   `json:"title,omitempty"`
	Hash       string   `json:"hash,omitempty"` // of form and scoring, as they came
	Grant      Grant    `json:"grant,omitzero"`
	Citation   Citation `json:"citation,omitzero"`

	Licence score.Licence `json:"licence,omitzero"` // of a form that Tillit knew nothing of
}

// Grant is the licence that a practice holds for a form. Days are as its calendar has them.
type Grant struct {
	From      string `json:"from"` // who granted it
	Reference string `json:"reference"`
	Since     string `json:"since"`
	Until     string `json:"until,omitempty"` // empty: no end was set
}

// over tells whether the licence had run out on that day.
func (g Grant) over(now time.Time) bool { return g.Until != "" && now.Format(time.DateOnly) > g.Until }

// Citation is what somebody read on the owner's page, word for word.
type Citation struct {
	URL       string   `json:"url"`
	Read      string   `json:"read"` // the day
	Statement string   `json:"statement"`
	Settled   []string `json:"settled"` // the reasons that held the instrument, as they stood
}

// Register is every instrument that this practice knows, as it stands.
type Register struct {
	Listed []*Listed // in order of their ids
	by     map[string]*Listed
}

// Listed is one of them, with what the practice did.
type Listed struct {
	ID       string
	Known    *score.Instrument // as it came with Tillit; nil: the practice's own
	Copies   []Entry           // that the practice brought, oldest first
	Citation Entry             // that stands; the zero Entry: none
	Retired  bool
	History  []Entry // oldest first
}

// Find is the listed one with that id, or nil.
func (r *Register) Find(id string) *Listed { return r.by[id] }

// Own tells that the practice brought it, and Tillit knew nothing of it.
func (l *Listed) Own() bool { return l.Known == nil }

// NeedsCopy tells that nobody can be given it before the practice brings its copy.
func (l *Listed) NeedsCopy() bool { return l.Known != nil && l.Known.NeedsCopy() && len(l.Copies) == 0 }

// Apart tells that it is not in the list to choose from: it is asked of one person alone, or
// only in a meeting.
func (l *Listed) Apart() bool { return l.Known != nil && (l.Known.Alone || l.Known.InSession) }

// ready tells whether somebody can be given it.
func (l *Listed) ready() bool { return !l.NeedsCopy() && !l.Apart() }

// newest is the last form that the practice brought.
func (l *Listed) newest() Entry { return l.Copies[len(l.Copies)-1] }

// Over tells that the licence which the practice stated has run out.
func (l *Listed) Over(now time.Time) bool {
	return len(l.Copies) > 0 && l.newest().Grant.over(now)
}

// Offered tells whether it can be asked anew.
func (l *Listed) Offered(now time.Time) bool { return l.ready() && !l.Retired && !l.Over(now) }

// Why is what is not verified about it, and has not been settled here by citing its owner.
func (l *Listed) Why() []string { return l.without(l.Citation.Citation) }

func (l *Listed) without(c Citation) []string {
	why := []string{}
	if l.Known == nil {
		return why
	}
	for _, reason := range l.Known.HeldWhy {
		if !slices.Contains(c.Settled, reason) {
			why = append(why, reason)
		}
	}
	return why
}

// Held tells that something about it is not verified here.
func (l *Listed) Held() bool { return len(l.Why()) > 0 }

// Name is what it is called.
func (l *Listed) Name() string {
	if len(l.Copies) > 0 {
		return l.newest().Title
	}
	return l.Known.Name()
}

// Of is the register as it stands. It is put together anew only after the practice did
// something with it.
func Of(tx *db.Tx) (*Register, error) {
	last, n, err := newestEntry(tx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	return registers.find(string(last), func() (*Register, error) {
		if n == 0 {
			return fold(nil)
		}
		all, err := entries(tx, n)
		if err != nil {
			return nil, err
		}
		return fold(all)
	})
}

// fold puts the register together from what comes with Tillit and what the practice did.
func fold(all []Entry) (*Register, error) {
	lib, err := shelf()
	if err != nil {
		return nil, err
	}
	r := &Register{by: map[string]*Listed{}}
	for _, in := range lib.whole {
		r.by[in.ID] = &Listed{ID: in.ID, Known: in}
	}
	for _, e := range all {
		if r.by[e.Instrument] == nil {
			r.by[e.Instrument] = &Listed{ID: e.Instrument}
		}
		r.by[e.Instrument].add(e)
	}
	for _, l := range r.by {
		if l.Known != nil || len(l.Copies) > 0 {
			r.Listed = append(r.Listed, l)
		}
	}
	sort.Slice(r.Listed, func(i, j int) bool { return r.Listed[i].ID < r.Listed[j].ID })
	return r, nil
}

func (l *Listed) add(e Entry) {
	l.History = append(l.History, e)
	switch e.Kind {
	case Brought:
		l.Copies = append(l.Copies, e)
	case Cited:
		l.Citation = e
	case Withdrawn:
		l.Citation = Entry{}
	case Retired:
		l.Retired = true
	case Resumed:
		l.Retired = false
	}
}

// newest is a listed instrument with its newest wording; once its owner is cited it is no
// longer held.
func (r *Register) newest(tx *db.Tx, l *Listed) (*score.Instrument, error) {
	in := l.Known
	if len(l.Copies) > 0 {
		var err error
		if in, err = read(tx, l.newest(), today); err != nil {
			return nil, err
		}
	}
	if why := l.Why(); len(why) < len(in.HeldWhy) {
		released := *in
		released.HeldWhy = why
		return &released, nil
	}
	return in, nil
}
