package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"tillit.care/app"
	"tillit.care/base/seal"
)

type demoCommand struct {
	Listen string `help:"Address to listen at, on this computer." default:"127.0.0.1:8080" env:"TILLIT_DEMO_LISTEN" placeholder:"HOST:PORT"`
	Data   string `help:"Directory of the demo. It is emptied at each start." default:"./demo-data" env:"TILLIT_DEMO_DATA" type:"path"`
	Keep   bool   `help:"Go on where the demo was left."`
	Ops    string `help:"Address for /healthz and /metrics." placeholder:"127.0.0.1:PORT"`
}

// marker says that a directory holds a demo, and so may be emptied.
const marker = "tillit-demo"

func (c demoCommand) Run(w *world) error {
	f := front{Listen: c.Listen, Ops: c.Ops}
	if err := f.check(); err != nil {
		return err
	}
	opened, err := f.open(w, "")
	if err != nil {
		return err
	}
	defer closeAll(opened)
	if err := (place{Data: c.Data}).prepare(); err != nil {
		return err
	}
	release, err := alone(c.Data)
	if err != nil {
		return err
	}
	defer release()
	fresh, err := c.empty()
	if err != nil {
		return err
	}
	key, err := c.key(fresh)
	if err != nil {
		return err
	}
	config := app.Config{DB: filepath.Join(c.Data, "tillit.db"), Key: key, Log: w.log, Demo: true, People: app.People()}
	if fresh {
		if err := c.fill(w, config, f.Address); err != nil {
			return err
		}
	}
	if config.Live, err = (video{}).live(true); err != nil {
		return err
	}
	return run(w, config, opened, func(*app.House) error { c.greet(w, f.Address, config.People); return nil })
}

// empty makes room for a new demo, unless there is one to go on with. It takes away
// nothing that is not a demo's.
func (c demoCommand) empty() (fresh bool, err error) {
	state, err := os.ReadFile(filepath.Join(c.Data, marker))
	files, listed := os.ReadDir(c.Data)
	switch {
	case listed != nil:
		return false, listed
	case err == nil && c.Keep && string(state) == "whole\n":
		return false, nil
	case err != nil && len(files) > 0:
		return false, sentence{"The directory " + c.Data + " holds something that is not a demo, and a demo empties its directory. Choose another with --data."}
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return false, err
	}
	for _, f := range files {
		if f.Name() == marker {
			continue // the last to go, should this be interrupted
		}
		if err := os.RemoveAll(filepath.Join(c.Data, f.Name())); err != nil {
			return false, err
		}
	}
	return true, os.WriteFile(filepath.Join(c.Data, marker), []byte("begun\n"), 0o600)
}

// key lies beside the demo's data, since there is nothing to protect.
func (c demoCommand) key(fresh bool) (seal.Keeper, error) {
	path := filepath.Join(c.Data, "tillit.key")
	if fresh {
		return seal.NewFile(path)
	}
	return keyFile{path: path}, nil
}

func (c demoCommand) fill(w *world, config app.Config, address string) error {
	w.say("Making a practice in which everybody is made up…")
	if _, err := app.Demo(w, config, address, time.Now()); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.Data, marker), []byte("whole\n"), 0o600)
}

func (c demoCommand) greet(w *world, address string, people []app.Persona) {
	w.say("")
	w.say("Open %s/demo and choose whom to be. One click signs you in:", address)
	w.say("")
	for _, p := range people {
		w.say("  %-18s %s", p.Name, p.Words)
	}
	w.say("")
	w.say("Nothing leaves this computer: letters are shown at %s/demo/outbox. Stop with Ctrl+C.", address)
}
