// Package app builds the house. It is the only one that knows every room.
package app

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/job"
	"tillit.care/base/live"
	"tillit.care/base/mail"
	"tillit.care/base/media"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/practice"
	"tillit.care/room"
)

//go:embed schema/*.sql
var schema embed.FS

// Config is what a house needs to stand.
type Config struct {
	DB    string      // a file's path, or postgres://…
	Key   seal.Keeper // the root key
	Demo  bool        // letters stay in the outbox; one click signs in
	Clock func() time.Time
	Log   *slog.Logger
	Quiet bool // no jobs by themselves: whoever opened the house calls Due
	TLS   bool // the public address is https

	Book    *words.Book // every sentence; nil: those of content
	Address string      // the public address, as Tillit was started; empty: what the browser asks for
	People  []Persona   // of the demo practice

	Live media.Config // who carries picture and sound

	Destroyed string // the list of spaces whose keys were destroyed; empty: beside the database, where that is a file
}

// House is a running Tillit.
type House struct {
	DB     *db.DB
	Hub    *live.Hub
	Jobs   *job.Runner
	Video  *media.Server
	Site   http.Handler
	Routes []web.Route // every way in
	config Config
	aside  context.Context // of what runs by itself
	stop   context.CancelFunc
	going  sync.WaitGroup // what runs by itself
	setup  *practice.Setup
	rooms  *room.Live // in which somebody is
	speaks *words.Book
}

// Open builds the house and starts its jobs.
func Open(ctx context.Context, c Config) (*House, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	h := &House{Hub: live.New(time.Now), config: c}
	h.Jobs = job.NewRunner(h.wrong)
	steps, err := fs.Sub(schema, "schema")
	if err != nil {
		return nil, err
	}
	h.DB, err = db.Open(ctx, db.Config{URL: c.DB, Schema: steps, Unlock: unlock(c.Key), Clock: c.Clock, Trail: trail.Append, Told: h.told, Wrong: h.wrong})
	if err != nil {
		return nil, err
	}
	if err := h.replay(ctx); err != nil {
		return nil, errors.Join(err, h.DB.Close())
	}
	h.aside, h.stop = context.WithCancel(context.WithoutCancel(ctx))
	h.Video = media.Open(c.Live, time.Now, c.Log)
	if err := h.furnish(); err != nil {
		h.stop()
		h.Video.Close()
		return nil, errors.Join(err, h.DB.Close())
	}
	if !c.Quiet {
		h.going.Go(func() { h.Jobs.Run(h.aside) })
		h.going.Go(func() { h.anchorNowAndThen(h.aside) })
	}
	return h, nil
}

// apart does something long beside everything else. Closing the house cuts it short.
func (h *House) apart(do func(context.Context) error) {
	act := func() {
		if err := do(h.aside); err != nil && h.aside.Err() == nil {
			h.wrong("apart", err)
		}
	}
	if h.config.Quiet {
		act()
		return
	}
	h.going.Go(act)
}

func unlock(key seal.Keeper) func([]byte) (*seal.Ring, []byte, error) {
	return func(wrapped []byte) (*seal.Ring, []byte, error) {
		if wrapped == nil {
			return seal.NewRing(key)
		}
		ring, err := seal.OpenRing(key, wrapped)
		return ring, nil, err
	}
}

// told passes what changed to open pages, and wakes the runner for new jobs.
func (h *House) told(touches []db.Touch) {
	for _, t := range touches {
		if t.Topic == job.Topic || t.Topic == db.Everything {
			h.Jobs.Wake()
		}
	}
	h.Hub.Tell(touches)
}

func (h *House) wrong(act string, err error) { h.config.Log.Error("failed", "act", act, "error", err) }

// every is how often the heads of all chains are anchored in the practice's.
const every = time.Minute

func (h *House) anchorNowAndThen(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := h.Anchor(ctx); err != nil {
				h.wrong("anchor", err)
			}
		}
	}
}

// Anchor anchors the trail's heads now.
func (h *House) Anchor(ctx context.Context) error {
	return h.DB.Write(ctx, who.House, func(tx *db.Tx) error { return trail.Anchor(tx, tx.Now.Add(-every)) })
}

// Verify follows the whole trail.
func (h *House) Verify(ctx context.Context) (report trail.Report, err error) {
	err = h.DB.Read(ctx, who.House, func(tx *db.Tx) error {
		report, err = trail.Verify(tx)
		return err
	})
	return report, err
}

// Letters are the letters that were not sent: in the demo, the outbox.
func (h *House) Letters(ctx context.Context) (letters []mail.Letter, err error) {
	err = h.DB.Read(ctx, who.House, func(tx *db.Tx) error {
		letters, err = mail.Waiting(tx)
		return err
	})
	return letters, err
}

// ServeHTTP is the whole site.
func (h *House) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.Site.ServeHTTP(w, r) }

// Close finishes what is being written and closes.
func (h *House) Close(context.Context) error {
	h.stop()
	h.Video.Close()
	h.going.Wait()
	return h.DB.Close()
}
