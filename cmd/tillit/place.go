package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"tillit.care/app"
	"tillit.care/base/seal"
)

// place says where the data is and what opens it. Every command takes it.
type place struct {
	Data string `help:"Directory of the data." default:"./data" env:"TILLIT_DATA" type:"path"`
	DB   string `name:"db" help:"PostgreSQL instead of a file in the data directory: postgres://…" env:"TILLIT_DB" placeholder:"URL"`
	keys
}

// keys say what the root key is: a file, or a passphrase.
type keys struct {
	Key            string `help:"The key file. Without it: tillit.key beside the data directory." env:"TILLIT_KEY" type:"path" placeholder:"FILE"`
	PassphraseFile string `help:"A file that holds a passphrase, instead of a key file. TILLIT_PASSPHRASE may hold it too." env:"TILLIT_PASSPHRASE_FILE" type:"path" placeholder:"FILE"`
}

// shortest is how long a passphrase for a new practice must be: it is all that stands
// between a stolen database and its records.
const shortest = 16

func (p place) lite() bool { return p.DB == "" }

func (p place) database() string {
	if p.lite() {
		return filepath.Join(p.Data, "tillit.db")
	}
	return p.DB
}

func (p place) check() error {
	if !p.lite() && !strings.HasPrefix(p.DB, "postgres://") && !strings.HasPrefix(p.DB, "postgresql://") {
		return sentence{"--db must begin with postgres://. Leave it out to keep the data in a file."}
	}
	if file := p.file(p.Data); p.PassphraseFile == "" && os.Getenv("TILLIT_PASSPHRASE") == "" && within(p.Data, file) {
		return sentence{"The key file " + file + " is inside the data directory: whoever copies one would have both. Keep it in another place and say where with --key."}
	}
	return nil
}

func within(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// prepare makes the data directory where it is missing.
func (p place) prepare() error {
	if !p.lite() {
		return nil
	}
	if err := os.MkdirAll(p.Data, 0o700); err != nil || !writable(p.Data) {
		return sentence{"Tillit may not write to " + p.Data + ". Let the person who runs it write there, or choose another place with --data."}
	}
	return nil
}

func (k keys) file(data string) string {
	if k.Key != "" {
		return k.Key
	}
	return filepath.Join(filepath.Dir(data), "tillit.key")
}

// keeper is the root key. It is looked at only when it is needed; a key file is made only
// for a database that is new, and made tells of it.
func (k keys) keeper(data string, made func(path string)) (seal.Keeper, error) {
	phrase := os.Getenv("TILLIT_PASSPHRASE")
	if k.PassphraseFile != "" {
		text, err := os.ReadFile(k.PassphraseFile)
		if err != nil {
			return nil, sentence{"The passphrase file " + k.PassphraseFile + " cannot be read. Check --passphrase-file."}
		}
		phrase = strings.TrimRight(string(text), "\r\n")
	}
	if phrase == "" && k.PassphraseFile != "" {
		return nil, sentence{"The passphrase file " + k.PassphraseFile + " is empty."}
	}
	if phrase != "" {
		return passphrase{seal.Passphrase(phrase)}, nil
	}
	return keyFile{k.file(data), made}, nil
}

// passphrase refuses to begin a practice with a short one.
type passphrase struct{ seal.Passphrase }

func (p passphrase) Wrap(key []byte) ([]byte, error) {
	if len([]rune(string(p.Passphrase))) < shortest {
		return nil, sentence{"The passphrase is too short to protect records. Use at least 16 characters, such as six words that have nothing to do with each other."}
	}
	return p.Passphrase.Wrap(key)
}

// keyFile is a key file that is made when the first key is wrapped, and never otherwise.
type keyFile struct {
	path string
	made func(path string)
}

// Wrap is a Keeper's.
func (k keyFile) Wrap(key []byte) ([]byte, error) {
	f, err := seal.OpenFile(k.path)
	if errors.Is(err, seal.ErrNoFile) && k.made != nil {
		if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
			return nil, err
		}
		if f, err = seal.NewFile(k.path); err == nil {
			k.made(k.path)
		}
	}
	if err != nil {
		return nil, k.broken(err)
	}
	return f.Wrap(key)
}

// Unwrap is a Keeper's.
func (k keyFile) Unwrap(wrapped []byte) ([]byte, error) {
	f, err := seal.OpenFile(k.path)
	if err != nil {
		return nil, k.broken(err)
	}
	return f.Unwrap(wrapped)
}

func (k keyFile) broken(err error) error {
	if errors.Is(err, seal.ErrNoFile) {
		return sentence{"The key file " + k.path + " is missing. This practice has records that only its own key opens: put the key file back, or say where it is with --key. Nothing was changed."}
	}
	if errors.Is(err, seal.ErrNotKey) {
		return sentence{"The file " + k.path + " is not a Tillit key file. Check --key; nothing was changed."}
	}
	return err
}

// config is what the house needs to find its data.
func (p place) config(key seal.Keeper, w *world) app.Config {
	c := app.Config{DB: p.database(), Key: key, Log: w.log}
	if !p.lite() { // a file has the list beside it
		c.Destroyed = filepath.Join(p.Data, "tillit.destroyed")
	}
	return c
}
