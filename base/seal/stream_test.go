package seal

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"
)

func TestAFileOpensOnlyWithItsKey(t *testing.T) {
	mine, err := NewFile(filepath.Join(t.TempDir(), "mine"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewFile(filepath.Join(t.TempDir(), "other"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		seal         func(io.Writer) (io.WriteCloser, error)
		right, wrong func(io.Reader) (io.Reader, error)
	}{
		"secret": {
			func(w io.Writer) (io.WriteCloser, error) { return Into(w, "one") },
			func(r io.Reader) (io.Reader, error) { return From(r, "one") },
			func(r io.Reader) (io.Reader, error) { return From(r, "two") },
		},
		"keeper": {
			func(w io.Writer) (io.WriteCloser, error) { return IntoKeeper(w, mine) },
			func(r io.Reader) (io.Reader, error) { return FromKeeper(r, mine) },
			func(r io.Reader) (io.Reader, error) { return FromKeeper(r, other) },
		},
		"passphrase": {
			func(w io.Writer) (io.WriteCloser, error) { return IntoKeeper(w, Passphrase("a long one")) },
			func(r io.Reader) (io.Reader, error) { return FromKeeper(r, Passphrase("a long one")) },
			func(r io.Reader) (io.Reader, error) { return FromKeeper(r, mine) },
		},
	} {
		var file bytes.Buffer
		w, err := c.seal(&file)
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := io.WriteString(w, "quiet"); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := c.right(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatal(name, err)
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != "quiet" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		if _, err := c.wrong(bytes.NewReader(file.Bytes())); !errors.Is(err, ErrWrong) {
			t.Errorf("%s: with the wrong key: %v", name, err)
		}
		if _, err := c.right(bytes.NewReader([]byte("hello"))); !errors.Is(err, ErrNotSealed) {
			t.Errorf("%s: not a sealed file: %v", name, err)
		}
		cut, err := c.right(bytes.NewReader(file.Bytes()[:file.Len()-1]))
		if err == nil {
			_, err = io.ReadAll(cut)
		}
		if err == nil {
			t.Errorf("%s: a file cut short opens", name)
		}
	}
}
