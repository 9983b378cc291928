package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/practice"
)

// personas are all of them. They are invented, and example.org belongs to nobody.
var personas = []struct {
	Persona
	posts who.Post
}{
	{Persona{Name: "Dr. Ana Holm", Email: ana, Words: "Owns the practice, and is Liz's and Dave's therapist, and the couple's."}, who.Owner | who.Therapist},
	{Persona{Name: "Jonas Berg", Email: jonas, Words: "Therapist. Stands in for Ana when something cannot wait."}, who.Therapist},
	{Persona{Name: "Ingrid Solheim", Email: ingrid, Words: "Supervisor. May read Liz's case until a day that Ana has set."}, who.Supervisor},
	{Persona{Name: "Mari Lunde", Email: mari, Words: "Front desk. Knows names and how to reach people, and nothing else."}, who.Desk},
	{Persona{Name: liz.person.Name.Reveal(), Email: liz.person.Email.Reveal(), Words: "Client, 38. Is sure that her husband cheats, and cannot say why."}, who.Client},
	{Persona{Name: dave.person.Name.Reveal(), Email: dave.person.Email.Reveal(), Words: "Client, 27. Came home from Iraq, and does not feel safe there."}, who.Client},
	{Persona{Name: maya.person.Name.Reveal(), Email: maya.person.Email.Reveal(), Words: "Comes with Ben, as a couple. What she answers alone he does not see."}, who.Client},
	{Persona{Name: ben.person.Name.Reveal(), Email: ben.person.Email.Reveal(), Words: "Comes with Maya. Sees his own part, and what both share."}, who.Client},
	{Persona{Name: luis.person.Name.Reveal(), Email: luis.person.Email.Reveal(), Words: "Client, 38. Drove trucks in a war. Works on it with Jonas, by EMDR."}, who.Client},
	{Persona{Name: tom.person.Name.Reveal(), Email: tom.person.Email.Reveal(), Words: "Was a client of Jonas. His case has ended."}, who.Client},
}

const (
	ana    = "ana.holm@example.org"
	jonas  = "jonas.berg@example.org"
	ingrid = "ingrid.solheim@example.org"
	mari   = "mari.lunde@example.org"
)

// weeks is how long the demo practice has been there when it is opened.
const weeks = 12

// ErrNotEmpty says that there is somebody in the database already.
var ErrNotEmpty = errors.New("demo: this database is not empty")

// People are who can be signed in with one click in the demo practice.
func People() []Persona {
	var people []Persona
	for _, p := range personas {
		people = append(people, p.Persona)
	}
	return people
}

// Demo fills a new database with the demo practice, as if its people had worked with
// Tillit for the twelve weeks before now: every line is written by the verbs that
// everything else uses, at its own moment, and every timer that ran out in those weeks
// did run out. The house that it opens for this is closed again. Letters lead to address.
func Demo(ctx context.Context, c Config, address string, now time.Time) ([]Persona, error) {
	_, err := fill(ctx, c, address, now)
	return People(), err
}

func fill(ctx context.Context, c Config, address string, now time.Time) (filled *walk, err error) {
	t := &walk{ctx: ctx, people: map[string]who.Person{}, address: address}
	if t.zone, err = time.LoadLocation(zone); err != nil {
		return nil, err
	}
	day := now.In(t.zone)
	t.first = time.Date(day.Year(), day.Month(), day.Day()-7*weeks, 0, 0, 0, 0, t.zone)
	t.set(t.first.Add(8 * time.Hour))
	c.Demo, c.Quiet, c.Clock = true, true, t.now
	if t.house, err = Open(ctx, c); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.house.Close(ctx)) }()
	if err := t.found(); err != nil {
		return nil, err
	}
	return t, t.run(now)
}

// found sets up the practice and the people who work there, unless somebody has already.
func (t *walk) found() error {
	return t.house.DB.Write(t.ctx, who.House, func(tx *db.Tx) error {
		if _, err := practice.Of(tx); !fault.Is(err, fault.NotFound) {
			return errors.Join(ErrNotEmpty, err)
		}
		staff, err := account.Staff(tx)
		if err != nil || len(staff) > 0 {
			return errors.Join(ErrNotEmpty, err)
		}
		for _, p := range personas {
			if p.posts&who.Staff == 0 {
				continue // invited later, each by their therapist
			}
			a, err := account.Create(tx, p.posts, p.Name, p.Email)
			if err != nil {
				return err
			}
			t.people[p.Email] = a.Person()
		}
		return practice.Keep(tx, t.settings())
	})
}

const zone = "America/New_York"

func (t *walk) settings() practice.Settings {
	return practice.Settings{
		Name: "Harbor Street Practice (demo)", Place: "Harbor Street, Hudson, New York",
		Zone: zone, Jurisdiction: "US-NY",
		Crisis: []practice.Number{
			// clinical.md §7.11 names 988; what it offers: 988lifeline.org
			{Who: "988 Suicide & Crisis Lifeline", Number: "988", When: "call or text, day and night"},
			// veteranscrisisline.net: "Dial 988 then Press 1 … or text 838255", 24/7
			{Who: "Veterans Crisis Line", Number: "988, then press 1", When: "or text 838255, day and night"},
			{Who: "Emergency services", Number: "911", When: "day and night"},
		},
		Hours: []practice.Hours{office(time.Monday), office(time.Tuesday), office(time.Wednesday), office(time.Thursday), office(time.Friday)},
		Cover: map[who.ID]practice.Cover{
			t.people[ana].ID:   {Person: t.people[jonas].ID},
			t.people[jonas].ID: {Person: t.people[ana].ID},
		},
		Address: t.address, Demo: true,
	}
}

func office(day time.Weekday) practice.Hours {
	return practice.Hours{Day: day, From: 9 * 60, To: 17 * 60}
}

// run lets everything happen, one moment after the other, up to now.
func (t *walk) run(now time.Time) error {
	var all []moment
	for _, s := range []story{liz, dave, luis, tom, sam, nora, ruth} {
		moments, err := t.tell(s)
		if err != nil {
			return err
		}
		all = append(all, moments...)
	}
	two, err := t.tellTwo(maya, ben)
	if err != nil {
		return err
	}
	all = append(all, two...)
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, m := range all {
		if err := t.live(m); err != nil {
			return fmt.Errorf("demo, %s at %s: %w", m.what, m.at.Format("2 January 15:04"), err)
		}
	}
	if err := t.until(now); err != nil {
		return err
	}
	return t.house.DB.Write(t.ctx, who.House, func(tx *db.Tx) error { return trail.Anchor(tx, t.first) })
}
