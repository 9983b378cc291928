// Package postgres gives tests a PostgreSQL of their own: started when the first test
// asks, on a free loopback port, in a directory that is gone afterwards.
//
// The server outlives no test binary, whatever ends it: a guard, a small shell at the
// other end of a pipe, stops it when the pipe closes, which even kill -9 does.
package postgres

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options are how a server differs from a real one.
type Options struct {
	// NoFsync is for suites that do not ask what survives a power cut.
	NoFsync bool
}

// Server is a running PostgreSQL.
type Server struct {
	bin, dir string
	port     int
	asRoot   bool // we are root, and PostgreSQL refuses to be
	guard    *os.File
	guarded  *exec.Cmd
	made     atomic.Int64
	prepared sync.Once
	stopped  sync.Once
}

var shared struct {
	sync.Mutex
	servers map[Options]*Server
}

// Shared is the server that all tests of this binary use. It stops when the binary ends.
func Shared(t testing.TB, o Options) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if s := shared.servers[o]; s != nil {
		return s
	}
	s, err := start(o)
	if err != nil {
		t.Fatal(err)
	}
	if shared.servers == nil {
		shared.servers = map[Options]*Server{}
	}
	shared.servers[o] = s
	return s
}

// Start is a server for one test, stopped with it.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

// Run is a server for a program that is no test. Whoever runs it stops it.
func Run(o Options) (*Server, error) { return start(o) }

const (
	super    = "postgres"
	owner    = "tillit" // what the program signs in as: no superuser
	template = "tillit_template"
)

func start(o Options) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tillit-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, asRoot: os.Geteuid() == 0}
	if err := s.boot(o); err != nil {
		s.Stop()
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

// binaries finds the newest PostgreSQL of this machine.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(i, j int) bool { return version(found[i]) < version(found[j]) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", fmt.Errorf("these tests need PostgreSQL: apt-get install postgresql")
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

func (s *Server) boot(o Options) error {
	if s.asRoot {
		if err := s.handOver(); err != nil {
			return err
		}
	}
	if err := s.run("initdb", "-D", s.data(), "--no-sync", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", super); err != nil {
		return err
	}
	if err := s.watch(); err != nil {
		return err
	}
	if err := s.listen(o); err != nil {
		return err
	}
	return s.furnish()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// handOver gives the directory to the user postgres.
func (s *Server) handOver() error {
	u, err := user.Lookup(super)
	if err != nil {
		return fmt.Errorf("no user postgres on this machine: apt-get install postgresql")
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return os.Chown(s.dir, uid, gid)
}

func (s *Server) command(program string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(s.bin, program)}, args...)
	if s.asRoot {
		args = append([]string{"runuser", "-u", super, "--"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	return cmd
}

func (s *Server) run(program string, args ...string) error {
	cmd := s.command(program, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		return fmt.Errorf("%s: %w\n%s%s", program, err, out.Bytes(), log)
	}
	return nil
}

// afterwards is what the guard does: wait for the pipe to close, stop, tidy up.
const afterwards = `dir="$1"; shift; cat >/dev/null; "$@"; rm -rf "$dir"`

// watch starts the guard. It reads from a pipe that only this process holds open, in a
// session of its own so that ^C reaches us and not it.
func (s *Server) watch() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	stop := s.command("pg_ctl", "stop", "-m", "immediate", "-s", "-D", s.data()).Args
	guard := exec.Command("/bin/sh", append([]string{"-c", afterwards, "guard", s.dir}, stop...)...)
	guard.Dir = "/"
	guard.Stdin = r
	guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := guard.Start(); err != nil {
		w.Close()
		return err
	}
	s.guard, s.guarded = w, guard
	return nil
}

const tries = 5

// listen starts the server on a free port. Another program may take the port in the
// meantime; then another is tried.
func (s *Server) listen(o Options) (err error) {
	for range tries {
		if s.port, err = freePort(); err != nil {
			return err
		}
		flags := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= "+
			"-c shared_buffers=64MB -c max_connections=200 -c log_min_messages=warning", s.port)
		if o.NoFsync {
			flags += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
		}
		err = s.run("pg_ctl", "start", "-w", "-t", "60", "-s", "-D", s.data(), "-l", filepath.Join(s.dir, "log"), "-o", flags)
		if err == nil || !strings.Contains(err.Error(), "ddress already in use") {
			return err
		}
	}
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// furnish makes the role that the program uses and the template of its databases.
func (s *Server) furnish() error {
	return s.exec(super,
		"create role "+owner+" login",
		"create database "+template+" owner "+owner+" template template0 encoding 'UTF8'")
}

func (s *Server) url(role, database string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", role, s.port, database)
}

// exec runs statements as the superuser in the database postgres.
func (s *Server) exec(role string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, s.url(role, "postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for _, sql := range statements {
		if _, err := c.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// Prepare fills the template once, for example with the migrations, so that each
// Database begins with what it made. It must come before the first Database, and must
// leave no connection open.
func (s *Server) Prepare(t testing.TB, fill func(url string) error) {
	t.Helper()
	s.prepared.Do(func() {
		if err := fill(s.url(owner, template)); err != nil {
			t.Fatal(err)
		}
	})
}

// Database makes a fresh database, a copy of the template, and says how to reach it.
// It is dropped when the test ends.
func (s *Server) Database(t testing.TB) (url string) {
	t.Helper()
	name, err := s.create()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.exec(super, "drop database if exists "+name+" with (force)"); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return s.url(owner, name)
}

func (s *Server) create() (name string, err error) {
	name = fmt.Sprintf("tillit_%d", s.made.Add(1))
	return name, s.exec(super, "create database "+name+" owner "+owner+" template "+template)
}

// Create makes a fresh database that stays until the server stops.
func (s *Server) Create() (url string, err error) {
	name, err := s.create()
	return s.url(owner, name), err
}

// Directory is where the server keeps its files, for tests that search them.
func (s *Server) Directory() string { return s.data() }

// Stop ends the server at once and removes its directory.
func (s *Server) Stop() {
	s.stopped.Do(func() {
		if s.guard != nil {
			s.guard.Close()
			s.guarded.Wait()
		}
	})
}
