package load

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"tillit.care/account"
	"tillit.care/alert"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/measure"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// besides is what is asked in a case of many years beside the PHQ-9.
var besides = []string{"gad7", "pcl5", "core10", "mios"}

// Years makes a practice whose therapist has so many cases, each asked five questionnaires
// every week for so many weeks up to now, all of them answered through the verbs that
// everything else uses. What fell due meanwhile was done.
func Years(ctx context.Context, dir string, cases, weeks int, told func(week int)) (p *Practice, err error) {
	var now atomic.Int64
	now.Store(time.Now().AddDate(0, 0, -7*weeks).UnixMilli())
	clock := func() time.Time { return time.UnixMilli(now.Load()).UTC() }
	if p, err = found(ctx, dir, "", cases, clock); err != nil {
		return nil, err
	}
	h, err := p.open(ctx, clock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	if err := p.askMore(ctx, h); err != nil {
		return nil, err
	}
	for week := range weeks {
		if err := p.week(ctx, h, week); err != nil {
			return nil, err
		}
		if err := p.look(ctx, h, week == weeks-1); err != nil {
			return nil, err
		}
		now.Add((7 * 24 * time.Hour).Milliseconds())
		told(week + 1)
	}
	return p, p.renew(ctx, h)
}

func (p *Practice) askMore(ctx context.Context, h *app.House) error {
	for _, c := range p.Clients {
		err := h.DB.Write(ctx, p.Therapist, func(tx *db.Tx) error {
			rec, err := space.Open(tx, c.Space, right.Read|right.Treat)
			for _, name := range besides {
				if err == nil {
					_, err = measure.Assign(tx, rec, name, measure.Cadence{Rhythm: measure.Weeks, Every: 1})
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// week has every client answer all that is asked in a week.
func (p *Practice) week(ctx context.Context, h *app.House, week int) error {
	var all sync.WaitGroup
	failed := make([]error, len(p.Clients))
	most := make(chan struct{}, 64)
	for i, c := range p.Clients {
		most <- struct{}{}
		all.Go(func() {
			defer func() { <-most }()
			failed[i] = c.week(ctx, h, rand.New(rand.NewPCG(uint64(i), uint64(week))))
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// look has the therapist read the day, and close what could not wait, as they would each
// week; of the last week one in ten is left.
func (p *Practice) look(ctx context.Context, h *app.House, last bool) error {
	var day space.List
	err := h.DB.Read(ctx, p.Therapist, func(tx *db.Tx) (err error) {
		day, err = space.Day(tx)
		return err
	})
	for i, line := range day.Lines {
		for _, place := range line.Places {
			waiting, wrong := alert.Listed(place)
			if err = errors.Join(err, wrong); err != nil || len(waiting) == 0 || (last && i%10 == 0) {
				continue
			}
			err = h.DB.Write(ctx, p.Therapist, func(tx *db.Tx) error { return closed(tx, place.Space, waiting) })
		}
	}
	return err
}

func closed(tx *db.Tx, where space.ID, waiting []alert.Alert) error {
	rec, err := space.Open(tx, where, right.Treat|right.Read)
	for _, a := range waiting {
		if err == nil {
			err = alert.Close(tx, rec, a.ID, alert.Outcome{Became: alert.Spoke})
		}
	}
	return err
}

func (c Client) week(ctx context.Context, h *app.House, dice *rand.Rand) error {
	return h.DB.Write(ctx, c.Person, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Space, right.Read|right.Write)
		if err != nil {
			return err
		}
		waiting, err := measure.Waiting(tx, rec)
		for _, m := range waiting {
			if err != nil {
				return err
			}
			var in *score.Instrument
			if in, err = m.Form(tx); err == nil {
				_, err = measure.Answer(tx, rec, m.ID, measure.Given{Once: id.New[measure.Response](tx.Now), Asked: m.Due, Answers: thrown(in, dice)})
			}
		}
		return err
	})
}

// thrown is a form filled in by dice that stay near where they fell first.
func thrown(in *score.Instrument, dice *rand.Rand) fhir.Answers {
	given, mood := fhir.Answers{}, dice.Float64()
	for _, q := range in.Form.Questions() {
		n := len(q.AnswerOption)
		given[q.LinkID] = q.AnswerOption[min(n-1, int(mood*float64(n)+dice.Float64()))].Code()
	}
	if in.ID == "phq9" && dice.IntN(50) > 0 {
		given["phq9-9"] = codes[0]
	}
	return given
}

// Renew signs everybody in again, in a practice of an earlier day.
func (p *Practice) Renew(ctx context.Context) (err error) {
	h, err := p.open(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	return p.renew(ctx, h)
}

// renew signs everybody in now, and forgets the timers of years that nobody waited for.
func (p *Practice) renew(ctx context.Context, h *app.House) error {
	return h.DB.Write(ctx, who.House, func(tx *db.Tx) (err error) {
		if _, err := tx.Exec("delete from job"); err != nil {
			return err
		}
		if p.Session, err = account.SignIn(tx, p.Therapist.ID, "load"); err != nil {
			return err
		}
		for i := range p.Clients {
			if p.Clients[i].Session, err = account.SignIn(tx, p.Clients[i].Person.ID, "load"); err != nil {
				return err
			}
		}
		return nil
	})
}
