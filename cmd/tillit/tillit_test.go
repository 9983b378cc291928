package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// The tests run the program itself, as somebody at a keyboard would.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "tillit-test-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "tillit")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// desk is a directory in which the program is run.
type desk struct {
	t   *testing.T
	dir string
}

func newDesk(t *testing.T) desk { return desk{t, t.TempDir()} }

func (d desk) path(name string) string { return filepath.Join(d.dir, name) }

func (d desk) command(args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Dir = d.dir
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "TILLIT_") {
			c.Env = append(c.Env, pair)
		}
	}
	return c
}

// run runs the program to its end, which must come soon.
func (d desk) run(args ...string) (out string, code int) {
	d.t.Helper()
	c := d.command(args...)
	var both bytes.Buffer
	c.Stdout, c.Stderr = &both, &both
	if err := c.Start(); err != nil {
		d.t.Fatal(err)
	}
	kill := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
	defer kill.Stop()
	err := c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.t.Fatal(err)
	}
	return both.String(), c.ProcessState.ExitCode()
}

// served is a running program.
type served struct {
	t        *testing.T
	command  *exec.Cmd
	out, log *safeBuffer
	url      string
	took     time.Duration // until it answered
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serve starts the program and waits until it answers.
func (d desk) serve(args ...string) *served {
	d.t.Helper()
	at := freePort(d.t)
	s := &served{t: d.t, out: new(safeBuffer), log: new(safeBuffer), url: "http://" + at}
	s.command = d.command(append(args, "--listen", at)...)
	s.command.Stdout, s.command.Stderr = s.out, s.log
	began := time.Now()
	if err := s.command.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = s.command.Process.Kill() })
	for time.Since(began) < 20*time.Second {
		if answer, err := http.Get(s.url + "/healthz"); err == nil {
			text, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			if string(text) == "ok\n" {
				s.took = time.Since(began)
				return s
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	d.t.Fatalf("it does not answer:\n%s%s", s.out, s.log)
	return nil
}

// says is what the program has said, once it has said this: its words come over a pipe,
// and may come later than its first page.
func (s *served) says(text string) string {
	s.t.Helper()
	for range 1000 {
		if out := s.out.String(); strings.Contains(out, text) {
			return out
		}
		time.Sleep(10 * time.Millisecond)
	}
	return s.out.String()
}

// stop asks the program to end, and waits for it.
func (s *served) stop() {
	s.t.Helper()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if err := s.command.Wait(); err != nil {
		s.t.Errorf("it ends with %v:\n%s", err, s.log)
	}
}

// digest is everything in a directory: names, sizes, rights, bytes.
func (d desk) digest() map[string]string {
	d.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil || e.IsDir() {
			all[path] = "directory"
			return err
		}
		text, err := os.ReadFile(path)
		sum := sha256.Sum256(text)
		all[path] = info.Mode().String() + hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// refuses runs the program and asks for one clear sentence, exit code 1, and a disk that
// is as it was.
func (d desk) refuses(says string, args ...string) {
	d.t.Helper()
	before := d.digest()
	out, code := d.run(args...)
	if code != 1 || !strings.Contains(out, says) || strings.Count(out, "\n") != 1 {
		d.t.Errorf("%v ends with %d and says:\n%s", args, code, out)
	}
	after := d.digest()
	for path := range after {
		if after[path] != before[path] {
			d.t.Errorf("%v: %s was changed or made", args, path)
		}
	}
	if len(after) != len(before) {
		d.t.Errorf("%v: files are gone", args)
	}
}

// begun is a desk with a practice on it that was started once.
func begun(t *testing.T) desk {
	d := newDesk(t)
	s := d.serve("serve")
	s.stop()
	return d
}

// change does something to the database that nobody should.
func (d desk) change(key, statement string) {
	d.t.Helper()
	opened, err := seal.OpenFile(d.path(key))
	if err != nil {
		d.t.Fatal(err)
	}
	base, err := app.Attach(d.t.Context(), app.Config{DB: d.path("data/tillit.db"), Key: opened})
	if err != nil {
		d.t.Fatal(err)
	}
	err = base.Write(d.t.Context(), who.House, func(tx *db.Tx) error {
		_, err := tx.Exec(statement)
		return err
	})
	if err := errors.Join(err, base.Close()); err != nil {
		d.t.Fatal(err)
	}
}

func TestTheFirstStart(t *testing.T) {
	d := newDesk(t)
	s := d.serve("serve")
	for _, says := range []string{"tillit.key", "If it is lost, the records are lost", "apart from the data", "/setup/"} {
		if !strings.Contains(s.says(says), says) {
			t.Errorf("it does not say %q:\n%s", says, s.out)
		}
	}
	_, rest, _ := strings.Cut(s.says("new one."), "/setup/")
	secret, _, _ := strings.Cut(rest, "\n")
	if answer, err := http.Get(s.url + "/setup/" + secret); err != nil || answer.StatusCode != 200 {
		t.Errorf("the address does not open: %v", err)
	}
	d.refuses("Another Tillit is running", "serve", "--listen", freePort(t))
	s.stop()
	for file, rights := range map[string]fs.FileMode{"tillit.key": 0o600, "data": 0o700, "data/tillit.db": 0o600} {
		if info, err := os.Stat(d.path(file)); err != nil || info.Mode().Perm() != rights {
			t.Errorf("%s: %v, %v", file, info, err)
		}
	}
	if left, _ := os.ReadDir(d.path("data")); len(left) != 1 {
		t.Errorf("after it ended there are %v", left)
	}
	if strings.Contains(s.log.String(), secret) {
		t.Error("the secret is in the log")
	}
	again := d.serve("serve")
	if strings.Contains(again.out.String(), "A key file was made") {
		t.Error("another key was made")
	}
	again.stop()
	t.Logf("answered after %v, and again after %v", s.took, again.took)
	if again.took > 2*time.Second {
		t.Error("it starts slowly")
	}
}

// Every line of the log is JSON, and holds nothing of a request but its route.
func TestTheLogIsQuiet(t *testing.T) {
	d := newDesk(t)
	s := d.serve("serve")
	for _, path := range []string{"/Kanarifugl", "/setup/Kanarifugl", "/spaces/Kanarifugl", "/?q=Kanarifugl"} {
		if _, err := http.Get(s.url + path); err != nil {
			t.Error(err)
		}
	}
	s.stop()
	if strings.Contains(s.log.String(), "Kanarifugl") {
		t.Errorf("the log holds what was asked:\n%s", s.log)
	}
	for line := range strings.Lines(s.log.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

func TestWhatItRefusesToStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy, free := taken.Addr().String(), freePort(t)
	d := newDesk(t)
	if err := os.WriteFile(d.path("file"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path("short"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(d.path("data"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.refuses("Another program is using "+busy, "serve", "--listen", busy)
	d.refuses("Another program is using "+busy, "serve", "--listen", free, "--ops", busy)
	d.refuses("Tillit may not write to", "serve", "--listen", free, "--data", d.path("file/data"))
	d.refuses("inside the data directory", "serve", "--listen", free, "--key", d.path("data/tillit.key"))
	d.refuses("anybody on the way could read along", "serve", "--listen", "0.0.0.0:0")
	d.refuses("must begin with https://", "serve", "--listen", free, "--address", "http://tillit.example.org", "--behind-proxy", "127.0.0.1")
	d.refuses("Choose one of", "serve", "--acme", "a.example.org", "--behind-proxy", "127.0.0.1")
	d.refuses("The TLS certificate cannot be used", "serve", "--listen", free, "--cert", d.path("file"), "--cert-key", d.path("file"))
	d.refuses("The passphrase file", "serve", "--listen", free, "--passphrase-file", d.path("none"))
	d.refuses("too short", "serve", "--listen", free, "--passphrase-file", d.path("short"))
	d.refuses("PostgreSQL cannot be reached", "serve", "--listen", free, "--db", "postgres://nobody@"+freePort(t)+"/none")
	d.refuses("must begin with postgres://", "serve", "--listen", free, "--db", "mysql://x")
	d.refuses("not a demo", "demo", "--listen", free, "--data", d.dir)
	d.refuses("There is no Tillit database here", "verify")
	d.refuses("There is no Tillit database here", "backup", "--to", d.path("data"))
}

func TestALostOrWrongKeyChangesNothing(t *testing.T) {
	d := begun(t)
	other := begun(t)
	free := freePort(t)
	if err := os.Rename(d.path("tillit.key"), d.path("elsewhere.key")); err != nil {
		t.Fatal(err)
	}
	d.refuses("The key file "+d.path("tillit.key")+" is missing", "serve", "--listen", free)
	d.refuses("is missing", "verify")
	d.refuses("is missing", "backup", "--to", d.dir)
	d.refuses("is missing", "rewrap", "--new-key", d.path("new.key"))
	d.refuses("This is not the root key of this practice", "serve", "--listen", free, "--key", other.path("tillit.key"))
	d.refuses("This is not the root key of this practice", "rewrap", "--key", other.path("tillit.key"), "--new-key", d.path("new.key"))
	if err := os.WriteFile(d.path("phrase"), []byte("a long and calm passphrase\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.refuses("This is not the root key of this practice", "serve", "--listen", free, "--passphrase-file", d.path("phrase"))
	d.refuses("is not a Tillit key file", "serve", "--listen", free, "--key", d.path("phrase"))
	d.serve("serve", "--key", d.path("elsewhere.key")).stop()
}

func TestADatabaseThatCannotBeUsed(t *testing.T) {
	newer := begun(t)
	newer.change("tillit.key", "insert into schema_version (version) values (999)")
	newer.refuses("written by a newer Tillit", "serve", "--listen", freePort(t))
	newer.refuses("written by a newer Tillit", "verify")
	lost := begun(t)
	lost.change("tillit.key", "delete from keeping")
	lost.refuses("The key store of this database is missing", "serve", "--listen", freePort(t))
	odd := begun(t)
	if err := os.WriteFile(odd.path("data/tillit.db"), bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	odd.refuses("is not a Tillit database", "serve", "--listen", freePort(t))
}

func TestBackupVerifyRestoreRewrap(t *testing.T) {
	d := begun(t)
	out, code := d.run("backup", "--to", d.path("b"))
	if code != 0 || !strings.Contains(out, "trail verifies") || !strings.Contains(out, "The keys lie beside the data") {
		t.Fatalf("%d: %s", code, out)
	}
	time.Sleep(1100 * time.Millisecond) // the names of backups hold the second
	running := d.serve("serve")         // it goes on while the backup is read
	out, code = d.run("backup", "--to", d.path("c"), "--keys-to", d.path("k"))
	if code != 0 || strings.Contains(out, "The keys lie beside the data") {
		t.Fatalf("%d: %s", code, out)
	}
	running.stop()
	data, keys := one(t, d.path("c/*.data.age")), one(t, d.path("k/*.keys.age"))
	if out, code := d.run("verify"); code != 0 || !strings.Contains(out, "chains") {
		t.Errorf("verify: %d: %s", code, out)
	}
	d.refuses("a restore goes only into an empty place", "restore", "--from", data, "--keys", keys)
	d.refuses("does not open with this root key", "restore", "--from", data, "--keys", keys, "--key", begun(t).path("tillit.key"), "--data", d.path("new"))
	d.refuses("is not a keys file", "restore", "--from", data, "--keys", d.path("tillit.key"), "--data", d.path("new"))
	d.refuses("older than the data", "restore", "--from", data, "--keys", one(t, d.path("b/*.keys.age")), "--data", d.path("new"))
	if out, code := d.run("restore", "--from", data, "--keys", keys, "--data", d.path("new")); code != 0 || !strings.Contains(out, "trail verifies") {
		t.Fatalf("restore: %d: %s", code, out)
	}
	d.serve("serve", "--data", d.path("new")).stop()

	out, code = d.run("rewrap", "--new-key", d.path("new.key"))
	if code != 0 {
		t.Fatalf("rewrap: %d: %s", code, out)
	}
	d.refuses("This is not the root key", "serve", "--listen", freePort(t))
	d.serve("serve", "--key", d.path("new.key")).stop()
	d.refuses("writes over no key", "rewrap", "--key", d.path("new.key"), "--new-key", d.path("new.key"))

	d.change("new.key", "update trail set at = at + 1 where chain = 'practice' and seq = 1")
	out, code = d.run("verify", "--key", d.path("new.key"))
	if code != 1 || !strings.Contains(out, "chain practice: entry 1 was changed") {
		t.Errorf("a changed trail: %d: %s", code, out)
	}
}

func one(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", pattern, found, err)
	}
	return found[0]
}

func TestAPassphraseOpensToo(t *testing.T) {
	d := newDesk(t)
	if err := os.WriteFile(d.path("phrase"), []byte("a long and calm passphrase\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.serve("serve", "--passphrase-file", d.path("phrase")).stop()
	d.serve("serve", "--passphrase-file", d.path("phrase")).stop()
	if _, err := os.Stat(d.path("tillit.key")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a key file was made")
	}
	d.refuses("is missing", "serve", "--listen", freePort(t))
}

func TestTheDemo(t *testing.T) {
	d := newDesk(t)
	s := d.serve("demo", "--ops", freePort(t))
	if out := s.says("Stop with Ctrl+C"); !strings.Contains(out, "/demo") || !strings.Contains(out, "Liz") {
		t.Errorf("it says:\n%s", out)
	}
	s.stop()
	if err := os.WriteFile(d.path("demo-data/mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.serve("demo", "--keep").stop()
	if _, err := os.Stat(d.path("demo-data/mine")); err != nil {
		t.Error("--keep did not keep")
	}
	d.serve("demo").stop()
	if _, err := os.Stat(d.path("demo-data/mine")); err == nil {
		t.Error("it was not made anew")
	}
}

func TestVersion(t *testing.T) {
	if out, code := newDesk(t).run("version"); code != 0 || !strings.HasPrefix(out, "tillit ") {
		t.Errorf("%d: %s", code, out)
	}
}
