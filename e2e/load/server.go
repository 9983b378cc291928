package load

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tillit.care/app"
)

// orders is what the process that serves is told, in its environment.
const orders = "TILLIT_LOAD_SERVER"

// Serving is how a practice is served.
type Serving struct {
	DB, Key, Address string
	Profile          string // where a CPU profile goes; empty: none
}

// Counts are what a server counted by the time it was stopped.
type Counts struct{ Writes, Groups int64 }

// Serve is called first in main or TestMain: in the process that Start began it serves
// until its parent closes the pipe, and does not return. Elsewhere it does nothing.
func Serve() {
	text := os.Getenv(orders)
	if text == "" {
		return
	}
	var s Serving
	err := json.Unmarshal([]byte(text), &s)
	if err == nil {
		err = s.serve(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (s Serving) serve(ctx context.Context) (err error) {
	if s.Profile != "" {
		f, err := os.Create(s.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	p := Practice{DB: s.DB, Key: s.Key}
	c, err := p.Config()
	if err != nil {
		return err
	}
	c.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	h, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Address)
	if err != nil {
		return errors.Join(err, h.Close(ctx))
	}
	until, stop := context.WithCancel(ctx)
	go func() {
		io.Copy(io.Discard, os.Stdin) // until whoever started us goes away or has enough
		stop()
	}()
	if err := h.Serve(until, app.Front{Listener: listener}); err != nil {
		return errors.Join(err, h.Close(ctx))
	}
	if err := h.Close(ctx); err != nil {
		return err
	}
	stats := h.DB.Stats()
	return json.NewEncoder(os.Stdout).Encode(Counts{stats.Writes.Load(), stats.Groups.Load()})
}

// Server is a server in a process of its own.
type Server struct {
	Address string
	Took    time.Duration // from exec to the first page
	cmd     *exec.Cmd
	stdin   io.Closer
	stdout  *bufio.Reader
}

// Options are how a server is started.
type Options struct {
	Under   []string // a command that runs it, such as strace
	Profile string
}

// Start starts a server for a practice and waits for its first page.
func Start(p *Practice, o Options) (*Server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := free()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(Serving{DB: p.DB, Key: p.Key, Address: address, Profile: o.Profile})
	if err != nil {
		return nil, err
	}
	command := append(append([]string{}, o.Under...), self)
	s := &Server{Address: address, cmd: exec.Command(command[0], command[1:]...)}
	s.cmd.Env = append(os.Environ(), orders+"="+string(text))
	s.cmd.Stderr = os.Stderr
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.stdout = bufio.NewReader(out)
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if err := s.ready(began); err != nil {
		s.Kill()
		return nil, err
	}
	s.Took = time.Since(began)
	return s, nil
}

func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// patience is how long a server may take to start, also under strace.
const patience = 20 * time.Second

func (s *Server) ready(began time.Time) error {
	for time.Since(began) < patience {
		line, err := Dial(s.Address)
		if err == nil {
			status, err := line.Get("/sign-in", "")
			line.Close()
			if err == nil && status == http.StatusOK {
				return nil
			}
			return fmt.Errorf("the first page: status %d: %w", status, err)
		}
		time.Sleep(500 * time.Microsecond)
	}
	return errors.New("the server did not start")
}

// Kill ends the server as a power cut would end its process: at once.
func (s *Server) Kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	_ = s.cmd.Wait() // an error is what a killed process gives
	_ = s.stdin.Close()
}

// Stop lets the server finish, and gives what it counted.
func (s *Server) Stop() (Counts, error) {
	var c Counts
	err := errors.Join(s.stdin.Close(), json.NewDecoder(s.stdout).Decode(&c))
	return c, errors.Join(err, s.cmd.Wait())
}

// tick is what the kernel counts a process's time in.
const tick = 10 * time.Millisecond

// Worked is how long the server has kept a core busy since it started.
func (s *Server) Worked() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold anything
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, errors.New("the kernel's word is too short")
	}
	user, err := strconv.ParseInt(f[11], 10, 64)
	system, err2 := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * tick, errors.Join(err, err2)
}

// Memory is what the server holds in memory, in bytes, and the most it ever did.
func (s *Server) Memory() (now, most int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kb, _ := strconv.ParseInt(f[1], 10, 64)
		switch f[0] {
		case "VmRSS:":
			now = kb << 10
		case "VmHWM:":
			most = kb << 10
		}
	}
	return now, most, nil
}

// Busy is for how long the server has kept a core busy since it began. Unlike a duration it
// does not grow with what else the machine does.
func (s *Server) Busy() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, fmt.Errorf("the kernel's account of a process has %d fields", len(f))
	}
	user, err := strconv.ParseInt(f[11], 10, 64)
	system, wrong := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * (time.Second / 100), errors.Join(err, wrong)
}
