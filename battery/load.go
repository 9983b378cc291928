package battery

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"tillit.care/base/fault"
	"tillit.care/care"
	"tillit.care/content"
	"tillit.care/measure"
	"tillit.care/pure/score"
)

var shipped = sync.OnceValues(func() ([]Battery, error) { return load(content.FS) })

// Shipped are the batteries that Tillit suggests, checked: a wrong one stops the house.
func Shipped() ([]Battery, error) { return shipped() }

// register are all instruments there are, those without their wording too.
var register = sync.OnceValues(func() (map[string]*score.Instrument, error) {
	every, err := score.All(content.FS)
	all := map[string]*score.Instrument{}
	for _, in := range every {
		if in != nil {
			all[in.ID] = in
		}
	}
	return all, err
})

func load(fsys fs.FS) ([]Battery, error) {
	files, err := fs.Glob(fsys, "batteries/*.json")
	if err != nil {
		return nil, err
	}
	var all []Battery
	var wrong []error
	for _, file := range files {
		b, err := read(fsys, file)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", file, err))
		}
		all = append(all, b)
	}
	slices.SortStableFunc(all, func(a, b Battery) int { return len(b.Members) - len(a.Members) })
	return all, errors.Join(wrong...)
}

func read(fsys fs.FS, file string) (Battery, error) {
	var b Battery
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return b, err
	}
	switch {
	case file != "batteries/"+b.ID+".json":
		return b, fmt.Errorf("is called %q inside", b.ID)
	case b.Version == "" || b.Title == "" || len(b.Source) == 0:
		return b, errors.New("has no version, title or source")
	case b.Kind != care.Individual && b.Kind != care.Partner:
		return b, fmt.Errorf("is for no kind of case: %q", b.Kind)
	}
	for _, m := range b.Members {
		if m.Why == "" {
			return b, fmt.Errorf("does not say why %s is asked", m.Instrument)
		}
	}
	return b, b.check()
}

// check looks whether everything that a battery names is there, and could be asked.
func (b Battery) check() error {
	known, err := register()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, m := range b.Members {
		switch {
		case known[m.Instrument] == nil || seen[m.Instrument] || measure.AskedAlone(m.Instrument):
			return fault.Wrap(fault.Invalid, "battery.unknown", fmt.Errorf("%s is not an instrument for a battery", m.Instrument))
		case m.If != "" && !b.has(m.If):
			return fault.Wrap(fault.Invalid, "battery.unknown", fmt.Errorf("%s stands before %s and is not in it", m.If, m.Instrument))
		case m.Rhythm == measure.After || slices.ContainsFunc(m.After, func(n int) bool { return !slices.Contains(Usually, n) }):
			return fault.At("cadence", "measure.cadence.odd")
		}
		if err := m.Cadence().Check(); err != nil {
			return err
		}
		seen[m.Instrument] = true
	}
	return nil
}
