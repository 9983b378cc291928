package main

import (
	"context"
	"errors"
	"net"
	"time"

	"tillit.care/app"
)

type serveCommand struct {
	place
	front
	video
}

func (c serveCommand) Run(w *world) error {
	if err := errors.Join(c.place.check(), c.front.check(), c.video.check()); err != nil {
		return err
	}
	opened, err := c.open(w, c.cache())
	if err != nil {
		return err
	}
	defer closeAll(opened)
	if err := c.prepare(); err != nil {
		return err
	}
	if c.lite() {
		release, err := alone(c.Data)
		if err != nil {
			return err
		}
		defer release()
	}
	key, err := c.keeper(c.Data, w.newKey)
	if err != nil {
		return err
	}
	config := c.config(key, w)
	config.TLS = c.secure()
	config.Address = c.Address
	if config.Live, err = c.live(c.lone()); err != nil {
		return err
	}
	return run(w, config, opened, func(h *app.House) error { return c.greet(w, h) })
}

// run opens the house, answers until it is told to stop, and closes.
func run(w *world, config app.Config, opened app.Front, ready func(*app.House) error) (err error) {
	began := time.Now()
	h, err := app.Open(w, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close(context.WithoutCancel(w))) }()
	if err := ready(h); err != nil {
		return err
	}
	w.log.Info("ready", "engine", h.DB.Engine(), "took", time.Since(began).String())
	err = h.Serve(w, opened)
	w.log.Info("stopped")
	return err
}

func closeAll(f app.Front) {
	for _, l := range []net.Listener{f.Listener, f.Ops} {
		if l != nil {
			l.Close() // Serve closes them too; a second time is nothing
		}
	}
}

// newKey tells of a key file that was just made.
func (w *world) newKey(path string) {
	w.say("A key file was made: %s", path)
	w.say("")
	w.say("Every record is locked with it. If it is lost, the records are lost: nobody can open them, not")
	w.say("even whoever made Tillit. Copy it now to a safe place apart from the data and its backups, such")
	w.say("as a memory stick in a locked drawer. Whoever has both the key and the data can read everything.")
	w.say("")
}

func (c serveCommand) greet(w *world, h *app.House) error {
	path, err := h.SetUp(w)
	if err != nil {
		return err
	}
	if path != "" {
		w.say("This practice is not set up yet. Open this address to go on:")
		w.say("")
		w.say("    %s%s", c.Address, path)
		w.say("")
		w.say("Whoever has the address can set up the practice: show it to nobody. It is good until the")
		w.say("practice is set up; start Tillit again for a new one.")
		return nil
	}
	w.say("Tillit is ready at %s", c.Address)
	return nil
}
