// Package job does later what must be done, exactly once where it stays in the house and
// at least once where it goes out.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// Topic is touched when a job was added that is due, so that the runner looks at once.
// One that is due later is found when its time has come.
const Topic = "job"

// ID names a job.
type ID = id.ID[Job]

// Job is something to do at or after a moment.
type Job struct {
	ID    ID
	Kind  string
	Due   time.Time
	Tries int
	note  []byte
}

// Read gives what was written down for the job.
func (j Job) Read(into any) error { return json.Unmarshal(j.note, into) }

func place(j ID) seal.Place { return seal.Place{Table: "job", Row: string(j)} }

// Add puts a job into the transaction: it is there when the transaction is, or not at all.
func Add(tx *db.Tx, kind string, due time.Time, note any) (ID, error) {
	j := id.New[Job](tx.Now)
	sealed, err := tx.Ring.Key("job").Seal(place(j), note)
	if err != nil {
		return "", err
	}
	if !due.After(tx.Now) {
		tx.Touch(Topic, "")
	}
	return j, insert(tx, j, kind, due, sealed)
}

// Work is how the jobs of one kind are done. Exactly one of the two is set.
type Work struct {
	In  func(tx *db.Tx, j Job) error           // stays in the house: one transaction with the job's end
	Out func(ctx context.Context, j Job) error // goes out, such as a letter: may happen twice
}

// Runner does the jobs that are due.
type Runner struct {
	DB    *db.DB
	Kinds map[string]Work
	Wrong func(act string, err error)
	wake  chan struct{}
}

// NewRunner is a runner that can be woken. It runs once it has a database and kinds.
func NewRunner(wrong func(string, error)) *Runner {
	return &Runner{Wrong: wrong, wake: make(chan struct{}, 1)}
}

// Wake makes the runner look now.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

const (
	lease   = 2 * time.Minute // how long one process may hold a job before another takes it
	batch   = 16
	look    = 5 * time.Second // how often the clock is looked at without a wake
	slowest = 5 * time.Minute // the longest pause after failures: a letter may be urgent
)

// Run does jobs until the context ends.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		if err := r.Due(ctx); err != nil && ctx.Err() == nil {
			r.Wrong("job", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-tick.C:
		}
	}
}

// Due does everything that is due now.
func (r *Runner) Due(ctx context.Context) error {
	for ctx.Err() == nil {
		var jobs []Job
		err := r.DB.Read(ctx, who.House, func(tx *db.Tx) error {
			waiting, err := due(tx, 1)
			jobs = waiting
			return err
		})
		if err != nil || len(jobs) == 0 {
			return err
		}
		err = r.DB.Write(ctx, who.House, func(tx *db.Tx) error {
			jobs, err = claim(tx)
			return err
		})
		if err != nil || len(jobs) == 0 {
			return err
		}
		for _, j := range jobs {
			if ctx.Err() != nil {
				return ctx.Err() // what was claimed and not done is done when its lease is over
			}
			if err := r.do(ctx, j); err != nil {
				r.Wrong("job "+j.Kind, err)
			}
		}
	}
	return ctx.Err()
}

// do does one job to its end: once begun, stopping waits for it.
func (r *Runner) do(ctx context.Context, j Job) error {
	work, ok := r.Kinds[j.Kind]
	ctx = context.WithoutCancel(ctx)
	var err error
	switch {
	case !ok:
		err = errors.New("nobody knows how to do this kind of job")
	case work.In != nil:
		err = r.DB.Write(ctx, who.House, func(tx *db.Tx) error {
			if err := end(tx, j.ID); err != nil {
				return err
			}
			return work.In(tx, j)
		})
	default:
		if err = work.Out(ctx, j); err == nil {
			err = r.DB.Write(ctx, who.House, func(tx *db.Tx) error { return end(tx, j.ID) })
		}
	}
	if err == nil {
		return nil
	}
	later := func(tx *db.Tx) error { return postpone(tx, j.ID, tx.Now.Add(pause(j.Tries))) }
	return errors.Join(err, r.DB.Write(ctx, who.House, later))
}

// pause grows with every failure, from five seconds to five minutes.
func pause(tries int) time.Duration { return min(5*time.Second<<min(tries, 20), slowest) }
