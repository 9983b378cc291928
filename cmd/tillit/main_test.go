package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "tillit")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "tillit")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Printf("%s\n", out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// refused runs a command that must refuse, and gives what it said.
func refused(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var said bytes.Buffer
	c := exec.CommandContext(ctx, program, args...)
	c.Stdout, c.Stderr, c.Env = &said, &said, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	err := c.Run()
	if c.ProcessState.ExitCode() != 1 {
		t.Errorf("tillit %s ended with %v: %s", args[0], err, said.String())
	}
	return said.String()
}

// started is a practice's data and key, made by a first start.
type started struct{ data, key string }

func (p started) args(more ...string) []string {
	return append([]string{"serve", "--data", p.data, "--key", p.key, "--listen", "127.0.0.1:0"}, more...)
}

func newPlace(t *testing.T) started {
	t.Helper()
	dir := t.TempDir()
	p := started{filepath.Join(dir, "data"), filepath.Join(dir, "tillit.key")}
	listen := free(t)
	c := exec.Command(program, "serve", "--data", p.data, "--key", p.key, "--listen", listen)
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if r, err := http.Get("http://" + listen + "/healthz"); err == nil {
			r.Body.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("it did not stop well: %v: %s", err, said.String())
	}
	return p
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// state is every file of the data, byte for byte.
func (p started) state(t *testing.T) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(filepath.Dir(p.data), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "-shm") || strings.HasSuffix(path, "-wal") {
			return err
		}
		text, err := os.ReadFile(path)
		all = append(all, fmt.Sprintf("%s %x", path, sha256.Sum256(text)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// TestARefusedStartChangesNothing: each trouble is one clear sentence, and the data are
// afterwards what they were.
func TestARefusedStartChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		trouble func(t *testing.T, p *started) []string
		says    string
	}{
		"wrong key": {func(t *testing.T, p *started) []string {
			p.key += ".other"
			if _, err := seal.NewFile(p.key); err != nil {
				t.Fatal(err)
			}
			return p.args()
		}, "key"},
		"missing key": {func(t *testing.T, p *started) []string {
			if err := os.Remove(p.key); err != nil {
				t.Fatal(err)
			}
			return p.args()
		}, "key"},
		"not a key": {func(t *testing.T, p *started) []string {
			if err := os.WriteFile(p.key, []byte("hello"), 0o600); err != nil {
				t.Fatal(err)
			}
			return p.args()
		}, "key"},
		"wrong passphrase": {func(t *testing.T, p *started) []string {
			file := p.key + ".phrase"
			if err := os.WriteFile(file, []byte("not the one"), 0o600); err != nil {
				t.Fatal(err)
			}
			return []string{"serve", "--data", p.data, "--passphrase-file", file, "--listen", "127.0.0.1:0"}
		}, "key"},
		"newer database": {func(t *testing.T, p *started) []string {
			change(t, p, "insert into schema_version (version) values (999)")
			return p.args()
		}, "newer"},
		"lost key store": {func(t *testing.T, p *started) []string {
			change(t, p, "delete from keeping")
			return p.args()
		}, "key store"},
		"port in use": {func(t *testing.T, p *started) []string {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			return p.args("--listen", l.Addr().String())
		}, "using"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			args := c.trouble(t, &p)
			before := p.state(t)
			said := refused(t, args...)
			if !strings.Contains(said, c.says) || strings.Contains(said, "panic") || len(strings.TrimSpace(said)) > 600 {
				t.Errorf("it says: %s", said)
			}
			if after := p.state(t); after != before {
				t.Errorf("it changed something:\n%s\n%s", before, after)
			}
			t.Log(strings.TrimSpace(said))
		})
	}
}

// change does something to a database that nobody should.
func change(t *testing.T, p *started, statement string) {
	t.Helper()
	key, err := seal.OpenFile(p.key)
	if err != nil {
		t.Fatal(err)
	}
	h, err := app.Open(t.Context(), app.Config{DB: filepath.Join(p.data, "tillit.db"), Key: key, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	err = h.DB.Write(t.Context(), who.House, func(tx *db.Tx) error {
		_, err := tx.Exec(statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
