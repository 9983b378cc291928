package app

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// doing is the trust work that is done: what is tried, climbed and agreed, by the names of
// what is there already.
type doing struct {
	c     *chapter
	there map[string]trust.Thread
	last  map[string]trust.ID
}

// act is a moment in the open case. The therapist is the one who may treat.
func (d *doing) act(at time.Time, by string, do func(*db.Tx, *space.Record) error) moment {
	want := right.Read | right.Write
	if by == d.c.staff {
		want |= right.Treat | right.Admit
	}
	return moment{at: at, by: by, what: "trust", do: func(tx *db.Tx) error {
		rec, err := space.Open(tx, d.c.shared, want)
		if err != nil {
			return err
		}
		return do(tx, rec)
	}}
}

// see is what is called so: as it was named here, or as it is called in the case.
func (d *doing) see(tx *db.Tx, rec *space.Record, name string) ([]trust.Thread, error) {
	if name == "" {
		return nil, nil
	}
	if d.there[name] == "" {
		b, err := trust.Of(tx, rec)
		if err != nil {
			return nil, err
		}
		for _, r := range b.All {
			if d.there[r.Thing.Name().Reveal()] == "" {
				d.there[r.Thing.Name().Reveal()] = r.Thread
			}
		}
	}
	return []trust.Thread{d.there[name]}, nil
}

// keep writes something, or changes what was written under that name.
func (d *doing) keep(tx *db.Tx, rec *space.Record, name string, t trust.Thing) error {
	w := trust.Written{Once: id.New[trust.Revision](tx.Now), Thread: d.there[name], After: d.last[name], Thing: t}
	kept, err := trust.Keep(tx, rec, w)
	d.there[name], d.last[name] = kept, w.Once
	return err
}

// write is the same as a moment, with somebody whom it is about.
func (d *doing) write(at time.Time, by, name, about string, thing func(about []trust.Thread) trust.Thing) moment {
	return d.act(at, by, func(tx *db.Tx, rec *space.Record) error {
		whom, err := d.see(tx, rec, about)
		if err != nil {
			return err
		}
		return d.keep(tx, rec, name, thing(whom))
	})
}

// talked is that the therapist says that somebody was talked through.
func (d *doing) talked(at time.Time, name string) moment {
	return d.act(at, d.c.staff, func(tx *db.Tx, rec *space.Record) error {
		whom, err := d.see(tx, rec, name)
		if err != nil {
			return err
		}
		return trust.Talk(tx, rec, whom[0], id.New[trust.Revision](tx.Now), true)
	})
}

// trial is one experiment: what was guessed, and what came of it.
type trial struct {
	locked      time.Time
	day         int // days after it was locked
	by          string
	act, person string
	area        string
	fear        seal.Text
	likely      int
	own, rule   seal.Text
	happened    seal.Text // empty: its day has not come
	came        string
	learnt      seal.Text
	belief      string // the stuck point that it is about
	held        int    // how much that is believed afterwards; 0: nobody said
}

// tries are experiments, locked when they are planned, and told on the evening of their day.
func (d *doing) tries(all []trial) (moments []moment) {
	for _, t := range all {
		moments = append(moments, d.act(t.locked, t.by, func(tx *db.Tx, rec *space.Record) error { return d.plan(tx, rec, t) }))
		if t.came != "" {
			evening := time.Date(t.locked.Year(), t.locked.Month(), t.locked.Day()+t.day, 21, 35, 0, 0, t.locked.Location())
			moments = append(moments, d.act(evening, d.c.client, func(tx *db.Tx, rec *space.Record) error { return d.tell(tx, rec, t) }))
		}
	}
	return moments
}

func (t trial) thing(person, belief []trust.Thread) *trust.Experiment {
	return &trust.Experiment{Act: seal.Text(t.act), Person: person, Area: t.area, Day: seal.Text(t.locked.AddDate(0, 0, t.day).Format("2006-01-02")),
		Fear: t.fear, Likely: num(t.likely), Own: t.own, Rule: t.rule, Belief: belief}
}

func (d *doing) plan(tx *db.Tx, rec *space.Record, t trial) error {
	person, err := d.see(tx, rec, t.person)
	if err != nil {
		return err
	}
	belief, err := d.see(tx, rec, t.belief)
	if err != nil {
		return err
	}
	if err := d.keep(tx, rec, t.act, t.thing(person, belief)); err != nil {
		return err
	}
	lock := id.New[trust.Revision](tx.Now)
	over := d.last[t.act]
	d.last[t.act] = lock
	return trust.Lock(tx, rec, d.there[t.act], lock, over)
}

// tell says what happened, over what was locked.
func (d *doing) tell(tx *db.Tx, rec *space.Record, t trial) error {
	b, err := trust.Of(tx, rec)
	if err != nil {
		return err
	}
	locked, ok := b.Find(d.there[t.act]).Thing.(*trust.Experiment)
	if !ok {
		return nil
	}
	e := *locked
	e.Happened, e.Came, e.Learnt = t.happened, t.came, t.learnt
	if t.held > 0 {
		e.After = num(t.held)
	}
	return d.keep(tx, rec, t.act, &e)
}
