package handover

import (
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// around is what every page of this room knows.
type around struct {
	Space    space.ID
	Eyes     string
	Once     ID
	Zone     *time.Location
	Moment   time.Time
	Names    map[who.ID]string
	Staff    []account.Account // therapists
	Practice practice.Settings

	Field, Problem string
	Kept           string
}

func aroundOf(tx *db.Tx) (a around, err error) {
	a.Once, a.Moment, a.Names = id.New[Handover](tx.Now), tx.Now, map[who.ID]string{}
	if a.Practice, err = practice.Of(tx); err != nil {
		return a, err
	}
	a.Zone = a.Practice.Location()
	staff, err := account.Staff(tx)
	for _, each := range staff {
		a.Names[each.ID] = each.Name.Reveal()
		if each.Posts&who.Therapist != 0 {
			a.Staff = append(a.Staff, each)
		}
	}
	return a, err
}

// name is what somebody is called who may have left the practice.
func (a around) name(tx *db.Tx, person who.ID) error {
	if person == "" || a.Names[person] != "" {
		return nil
	}
	theirs, err := account.Of(tx, person)
	a.Names[person] = theirs.Name.Reveal()
	return err
}

// others are therapists besides somebody, to choose from.
func (a around) others(but who.ID, none string) []ui.Option {
	all := []ui.Option{{Value: "", Label: none}}
	for _, each := range a.Staff {
		if each.ID != but {
			all = append(all, ui.Option{Value: string(each.ID), Label: each.Name.Reveal()})
		}
	}
	return all
}

// wrong is what is wrong with one field, in words.
func (a around) wrong(field string, say func(string) string) string {
	if a.Field != field || a.Problem == "" {
		return ""
	}
	return say(a.Problem)
}

// lastDay is the day before an end.
func (a around) lastDay(until time.Time) time.Time { return until.Add(-time.Second) }

// giving is the page of a therapist who hands a case over.
type giving struct {
	around
	Home    string
	Me      who.ID
	Now     Handover // the newest offer; not waiting: a new one may be made
	Noes    []Told   // what clients said to it
	To      string
	Until   string
	Summary string
}

func givingOf(tx *db.Tx, rec *space.Record) (g giving, err error) {
	if g.around, err = aroundOf(tx); err != nil {
		return g, err
	}
	g.Space, g.Eyes, g.Me = rec.Space(), rec.Eyes(), tx.By.ID
	c, err := goes(tx, rec)
	if err != nil {
		return g, err
	}
	g.Home = c.Home()
	if err := g.last(tx, rec); err != nil || g.Now.Waits() {
		return g, err
	}
	if g.Summary = g.Now.Summary.Reveal(); g.Summary == "" {
		g.Summary, err = Draft(tx, rec)
	}
	return g, err
}

// last finds the newest offer, and what was said to it.
func (g *giving) last(tx *db.Tx, rec *space.Record) error {
	all, err := parts(tx, rec, whole)
	if err != nil {
		return err
	}
	for _, part := range all {
		every, err := told(tx, part)
		if err != nil {
			return err
		}
		if n := len(every); n > 0 && every[n-1].Act == No {
			g.Noes = append(g.Noes, every[n-1])
		}
	}
	where, err := space.MineAbout(tx, rec.About(), right.Handover)
	if err != nil {
		return err
	}
	for _, w := range where {
		own, err := space.Open(tx, w.Space, right.Read, right.Handover)
		if err != nil {
			return err
		}
		h, err := one(tx, own)
		if err != nil {
			return err
		}
		if h.ID > g.Now.ID && h.From == tx.By.ID {
			g.Now = h
		}
	}
	return g.name(tx, g.Now.To)
}

// reading is the page of one handover, for whoever was asked and whoever asks.
type reading struct {
	around
	H    Handover
	Next bool // its reader is asked
	Mine bool // its reader asks
	Case string
	Word string
}

func readingOf(tx *db.Tx, own *space.Record) (r reading, err error) {
	if r.around, err = aroundOf(tx); err != nil {
		return r, err
	}
	r.Space, r.Eyes = own.Space(), own.Eyes()
	if r.H, err = one(tx, own); err != nil {
		return r, err
	}
	r.Next, r.Mine = own.Role() == right.Next, own.May(right.Admit)
	for _, person := range []who.ID{r.H.From, r.H.To, r.H.Lead} {
		if err := r.name(tx, person); err != nil {
			return r, err
		}
	}
	if r.H.State != Taken || r.H.To != tx.By.ID {
		return r, nil
	}
	rec, err := space.Open(tx, r.H.Shared, right.Read, right.Shared, right.Joint)
	if fault.Is(err, fault.NotFound) {
		return r, nil // it was handed on since
	}
	if err != nil {
		return r, err
	}
	c, err := care.Of(tx, rec)
	r.Case = c.Home()
	return r, err
}

// shelf are the handovers that somebody is part of, and their own pages of cases that they
// have left.
type shelf struct {
	around
	All   []Handover
	About map[space.ID]string // whom a case is about, of those that its reader is inside
	Left  []space.ID          // process spaces
	Me    who.ID
	Lead  bool
}

func shelfOf(tx *db.Tx) (s shelf, err error) {
	if s.around, err = aroundOf(tx); err != nil {
		return s, err
	}
	s.Me, s.Lead = tx.By.ID, s.Practice.Calls.Lead.Person == tx.By.ID
	which, err := mine(tx, tx.By.ID, false)
	if err != nil {
		return s, err
	}
	for _, w := range which {
		own, err := space.Open(tx, w, right.Read, right.Handover)
		if err != nil {
			return s, err
		}
		h, err := one(tx, own)
		if err != nil {
			return s, err
		}
		for _, person := range []who.ID{h.From, h.To} {
			if err := s.name(tx, person); err != nil {
				return s, err
			}
		}
		s.All = append(s.All, h)
	}
	if s.About, err = abouts(tx); err != nil {
		return s, err
	}
	return s, s.left(tx)
}

// abouts are the names in each case that the author is inside. Whoever is only asked to take
// one over is not, and reads none.
func abouts(tx *db.Tx) (map[space.ID]string, error) {
	day, err := space.Day(tx)
	if err != nil {
		return nil, err
	}
	all := map[space.ID]string{}
	for _, line := range day.Lines {
		names, err := care.Called(line)
		if err != nil {
			return nil, err
		}
		for _, place := range line.Places {
			all[place.Space] = strings.Join(names, ", ")
		}
	}
	return all, nil
}

// left are the author's own pages about cases that somebody else has taken over.
func (s *shelf) left(tx *db.Tx) error {
	all, err := space.Mine(tx, right.Process, right.Shared, right.Joint)
	inside := map[string]bool{}
	for _, w := range all {
		inside[w.About] = inside[w.About] || w.Kind != right.Process
	}
	for _, w := range all {
		if w.Kind == right.Process && !inside[w.About] {
			s.Left = append(s.Left, w.Space)
		}
	}
	return err
}

// Waiting are the handovers that wait for the author's answer: for their day.
func Waiting(tx *db.Tx) ([]space.ID, error) { return mine(tx, tx.By.ID, true) }

// hearing is the page of a client.
type hearing struct {
	around
	All   []Told // newest first, without what is for clinicians
	Last  Told   // what was told last; no ID: nothing was
	Over  bool   // nothing comes of what was offered
	Asked bool   // the client has said no, or asked for somebody else
	Words seal.Text
}

func hearingOf(tx *db.Tx, rec *space.Record) (h hearing, err error) {
	if h.around, err = aroundOf(tx); err != nil {
		return h, err
	}
	h.Space, h.Eyes = rec.Space(), rec.Eyes()
	every, err := told(tx, rec)
	if err != nil {
		return h, err
	}
	for _, t := range every {
		t.Summary = ""
		h.All = append([]Told{t}, h.All...)
		if t.Act == No {
			h.Asked, h.Words = true, t.Words
			continue
		}
		h.Last, h.Asked = t, false
		for _, person := range []who.ID{t.From, t.To} {
			if err := h.name(tx, person); err != nil {
				return h, err
			}
		}
	}
	if h.Last.Act == Offering {
		where, err := place(tx, h.Last.Handover)
		h.Over = !where.closed.IsZero()
		return h, err
	}
	return h, nil
}

// News tells whether a client is to hear something about who treats them: an offer that is
// open, or a change not longer ago than two weeks.
func News(tx *db.Tx, rec *space.Record) (bool, error) {
	h, err := hearingOf(tx, rec)
	if err != nil || h.Last.ID == "" {
		return false, err
	}
	return h.Last.Act == Offering && !h.Over || h.Last.Act == Taking && tx.Now.Before(h.Last.At.AddDate(0, 0, 14)), nil
}
