package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/seal"
)

// attach opens the database for a command that looks after it.
func attach(w *world, p place) (*db.DB, seal.Keeper, error) {
	if err := p.check(); err != nil {
		return nil, nil, err
	}
	key, err := p.keeper(p.Data, nil)
	if err != nil {
		return nil, nil, err
	}
	d, err := app.Attach(w, p.config(key, w))
	return d, key, err
}

type backupCommand struct {
	place
	To     string `help:"Directory for the data." required:"" type:"path" placeholder:"DIR"`
	KeysTo string `help:"Directory for the keys. It should not be the same, nor on the same disk." type:"path" placeholder:"DIR"`
}

func (c backupCommand) Run(w *world) (err error) {
	if c.KeysTo == "" {
		c.KeysTo = c.To
	}
	d, key, err := attach(w, c.place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for _, dir := range []string{c.To, c.KeysTo} {
		if err := os.MkdirAll(dir, 0o700); err != nil || !writable(dir) {
			return sentence{"Tillit may not write to " + dir + ". Choose another directory for the backup."}
		}
	}
	b, err := app.Save(w, d, key, c.To, c.KeysTo)
	if errors.Is(err, os.ErrExist) {
		return sentence{"A backup of this second is there already. Try again in a moment."}
	}
	if err != nil {
		return err
	}
	w.say("data: %s", b.Data)
	w.say("keys: %s", b.Keys)
	w.say("tried: %s rows, %s", thousands(b.Tried.Rows), trailWords(b.Tried.Trail.Broken))
	if same(c.To, c.KeysTo) {
		w.say("")
		w.say("The keys lie beside the data. Keep them apart: a key that is destroyed, to erase somebody's")
		w.say("record, must not live on in the same backup. Next time give --keys-to another place, and")
		w.say("keep files there for a shorter time.")
	}
	w.say("To restore you also need the root key. Keep it in a third place.")
	return broken(b.Tried.Trail.Broken, w)
}

func same(a, b string) bool {
	x, errX := filepath.EvalSymlinks(a)
	y, errY := filepath.EvalSymlinks(b)
	return errX == nil && errY == nil && x == y
}

func trailWords(broken []string) string {
	if len(broken) == 0 {
		return "trail verifies"
	}
	return "the trail does NOT verify"
}

// broken lists what is wrong with a trail, and is an error when something is.
func broken(list []string, w *world) error {
	if len(list) == 0 {
		return nil
	}
	for _, line := range list {
		w.say("  %s", line)
	}
	return sentence{"The trail does not fit together in " + thousands(len(list)) + " places. Somebody changed the database by another way than Tillit, or the disk failed. Keep a copy of everything as it is now, and compare with an older backup."}
}

// thousands is a number as people read it.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

type restoreCommand struct {
	From string `help:"The data file, tillit-….data.age." required:"" type:"path" placeholder:"FILE"`
	Keys string `name:"keys" help:"The keys file, tillit-….keys.age." required:"" type:"path" placeholder:"FILE"`
	place
}

func (c restoreCommand) Run(w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	key, err := c.keeper(c.Data, nil)
	if err != nil {
		return err
	}
	made := false
	if _, err := os.Stat(c.Data); errors.Is(err, os.ErrNotExist) {
		made = true
	}
	if err := c.prepare(); err != nil {
		return err
	}
	r, err := app.Restore(w, c.From, c.Keys, c.config(key, w))
	if err != nil {
		if made && c.lite() {
			_ = os.Remove(c.Data) // only when it is empty, as it was not there before
		}
		return err
	}
	w.say("restored: %s rows in %d tables, %s", thousands(r.Rows), r.Tables, trailWords(r.Trail.Broken))
	if r.Keyless > 0 {
		w.say("%s spaces stay closed for good: their keys were destroyed after this data was written.", thousands(r.Keyless))
	}
	if r.Destroyed > 0 {
		w.say("%s keys that are in these files were destroyed since. They were left out.", thousands(r.Destroyed))
	}
	for _, line := range r.Trail.Broken {
		w.say("  %s", line)
	}
	return nil
}

type verifyCommand struct{ place }

func (c verifyCommand) Run(w *world) (err error) {
	d, _, err := attach(w, c.place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	report, err := app.Check(w, d)
	if err != nil {
		return err
	}
	w.say("%s chains, %s entries, %s anchors: %s", thousands(report.Chains), thousands(report.Entries), thousands(report.Anchors), trailWords(report.Broken))
	return broken(report.Broken, w)
}

type rewrapCommand struct {
	place
	NewKey            string `help:"Where to make the new key file." type:"path" placeholder:"FILE" xor:"new" required:""`
	NewPassphraseFile string `help:"A file that holds the new passphrase." type:"path" placeholder:"FILE" xor:"new" required:""`
}

func (c rewrapCommand) Run(w *world) (err error) {
	if within(c.Data, c.NewKey) && c.NewKey != "" {
		return sentence{"The new key file would be inside the data directory: whoever copies one would have both. Give --new-key another place."}
	}
	if _, err := os.Stat(c.NewKey); err == nil && c.NewKey != "" {
		return sentence{"There is a file at " + c.NewKey + " already, and Tillit writes over no key. Give --new-key another name."}
	}
	d, _, err := attach(w, c.place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	to, err := newKeeper(c.NewKey, c.NewPassphraseFile)
	if err != nil {
		return err
	}
	if err := app.Rewrap(w, d, to); err != nil {
		return err
	}
	w.say("The root key is a new one. Start Tillit with it from now on: %s", c.how())
	w.say("Backups written before now open only with the old root key. Write a new backup today, and keep")
	w.say("the old key for as long as you keep those.")
	return nil
}

func newKeeper(file, phrase string) (seal.Keeper, error) {
	if phrase != "" {
		return keys{PassphraseFile: phrase}.keeper("", nil)
	}
	return keyFile{file, func(string) {}}, nil
}

func (c rewrapCommand) how() string {
	if c.NewPassphraseFile != "" {
		return "--passphrase-file " + c.NewPassphraseFile
	}
	return "--key " + c.NewKey
}
