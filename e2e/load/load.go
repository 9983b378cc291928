// Package load is a practice under load: many clients who answer at once, and a server
// in a process of its own that can be measured, counted and killed.
package load

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"tillit.care/account"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Practice is where a practice is stored and who may come in.
type Practice struct {
	DB, Key   string // as app.Config has it, and the key file
	Therapist who.Person
	Session   string // of the therapist
	Clients   []Client
}

// Client is somebody who is asked the PHQ-9 every week.
type Client struct {
	Person  who.Person
	Space   space.ID
	Measure measure.ID
	Session string
	Due     time.Time // of the first occasion
}

// Config opens a practice in this process.
func (p *Practice) Config() (app.Config, error) {
	key, err := seal.OpenFile(p.Key)
	return app.Config{DB: p.DB, Key: key, Demo: true}, err
}

// Open opens the practice in this process, quiet: no job runs by itself.
func (p *Practice) Open(ctx context.Context) (*app.House, error) { return p.open(ctx, nil) }

func (p *Practice) open(ctx context.Context, clock func() time.Time) (*app.House, error) {
	c, err := p.Config()
	if err != nil {
		return nil, err
	}
	c.Quiet, c.Clock = true, clock
	return app.Open(ctx, c)
}

// Found makes a practice with a therapist and so many clients on an empty database, each
// in a case of their own, with consent given and the PHQ-9 assigned, through the verbs
// that everything else uses. The database is a file in dir unless url names another.
func Found(ctx context.Context, dir, url string, clients int) (p *Practice, err error) {
	return found(ctx, dir, url, clients, nil)
}

func found(ctx context.Context, dir, url string, clients int, clock func() time.Time) (p *Practice, err error) {
	p = &Practice{DB: url, Key: filepath.Join(dir, "tillit.key")}
	if url == "" {
		p.DB = filepath.Join(dir, "tillit.db")
	}
	if _, err := seal.NewFile(p.Key); err != nil {
		return nil, err
	}
	h, err := p.open(ctx, clock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	if err := p.hire(ctx, h); err != nil {
		return nil, err
	}
	for n := range clients {
		c, err := p.welcome(ctx, h, n)
		if err != nil {
			return nil, fmt.Errorf("client %d: %w", n, err)
		}
		p.Clients = append(p.Clients, c)
	}
	return p, nil
}

// hire makes the practice and its therapist, who is there at every hour of the week.
func (p *Practice) hire(ctx context.Context, h *app.House) error {
	return h.DB.Write(ctx, who.House, func(tx *db.Tx) error {
		a, err := account.Create(tx, who.Owner|who.Therapist, "Dr. Load", "therapist@practice.example")
		if err != nil {
			return err
		}
		p.Therapist = a.Person()
		if p.Session, err = account.SignIn(tx, a.ID, "load"); err != nil {
			return err
		}
		s := practice.Settings{Name: "A practice under load", Zone: zone.String(), Jurisdiction: "NO", Address: "https://practice.example", Demo: true}
		for day := time.Sunday; day <= time.Saturday; day++ {
			s.Hours = append(s.Hours, practice.Hours{Day: day, From: 0, To: 24 * 60})
		}
		return practice.Keep(tx, s)
	})
}

// welcome opens a case for a client, lets them in, and asks the PHQ-9 every week.
func (p *Practice) welcome(ctx context.Context, h *app.House, n int) (c Client, err error) {
	var opened care.Case
	err = h.DB.Write(ctx, p.Therapist, func(tx *db.Tx) error {
		a, err := account.Create(tx, who.Client, "", fmt.Sprintf("client%d@practice.example", n))
		if err != nil {
			return err
		}
		c.Person = a.Person()
		if opened, err = care.Open(tx, care.Contact{Name: "A client", Email: a.Email}, "load"); err != nil {
			return err
		}
		for _, in := range []space.ID{opened.Contact, opened.Shared} {
			rec, err := space.Open(tx, in, right.Read|right.Admit)
			if err != nil {
				return err
			}
			if err := rec.Admit(tx, a.ID, right.Client, time.Time{}); err != nil {
				return err
			}
		}
		rec, err := space.Open(tx, opened.Shared, right.Read|right.Treat)
		if err != nil {
			return err
		}
		m, err := measure.Assign(tx, rec, "phq9", measure.Cadence{Rhythm: measure.Weeks, Every: 1})
		c.Space, c.Measure, c.Due = opened.Shared, m.ID, m.Due
		return err
	})
	if err != nil {
		return c, err
	}
	return c, h.DB.Write(ctx, c.Person, func(tx *db.Tx) error { return c.agree(tx, opened) })
}

func (c *Client) agree(tx *db.Tx, opened care.Case) error {
	shared, err := space.Open(tx, opened.Shared, right.Read|right.Write)
	if err != nil {
		return err
	}
	contact, err := space.Open(tx, opened.Contact, right.Read|right.Write)
	if err != nil {
		return err
	}
	_, hash, err := care.ConsentText(care.Records)
	if err != nil {
		return err
	}
	if err := care.Agree(tx, shared, contact, hash, care.Agreeing{Name: "A client", Yes: true, Adult: true, Safe: "by phone"}); err != nil {
		return err
	}
	c.Session, err = account.SignIn(tx, c.Person.ID, "load")
	return err
}

// zone is where the practice's clocks are.
var zone = func() *time.Location {
	l, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err) // cannot be: package practice brings the zones along
	}
	return l
}()

// Next is the occasion after one that was answered: it begins at midnight, a week after
// the one before. A client who answers walks from occasion to occasion, and the server
// refuses a form that is not for the next.
func Next(due time.Time) time.Time {
	day := due.In(zone).AddDate(0, 0, 7)
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone).UTC()
}
