package media

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// told is the one line by which the program learns what to do. Key and secret are made anew
// at each start and are kept nowhere.
type told struct {
	Port   int    `json:"port"`
	UDP    int    `json:"udp"`
	IP     string `json:"ip"`
	Alone  bool   `json:"alone"`
	Key    string `json:"key"`
	Secret string `json:"secret"`
}

const (
	soonest = 500 * time.Millisecond // before it is started again
	latest  = 30 * time.Second
	steady  = time.Minute // having run for so long, it is not thought of as broken
)

// watch starts the program, and starts it again when it breaks, each time a little later.
func (s *Server) watch(ctx context.Context) {
	for wait := soonest; ctx.Err() == nil; wait = min(2*wait, latest) {
		began := s.clock()
		err := s.run(ctx)
		s.now.Store(nil)
		if ctx.Err() != nil {
			return
		}
		if s.clock().Sub(began) > steady {
			wait = soonest
		}
		s.log.Error("failed", "act", "video", "error", err, "again", wait.String())
		if !rest(ctx, wait) {
			return
		}
	}
}

// run is one life of the program.
func (s *Server) run(ctx context.Context) error {
	t, err := s.config.tell()
	if err != nil {
		return err
	}
	line, err := json.Marshal(t)
	if err != nil {
		return err
	}
	said := &lastWords{}
	cmd := exec.Command(s.config.Program)
	cmd.Env, cmd.Stderr = []string{}, said // it needs nothing of ours
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.starts.Add(1)
	ended := make(chan error, 1)
	go s.hear(out, &place{url: "http://127.0.0.1:" + strconv.Itoa(t.Port), key: t.Key, secret: t.Secret, pid: cmd.Process.Pid}, func() { ended <- cmd.Wait() })
	if _, err := in.Write(append(line, '\n')); err != nil {
		_ = cmd.Process.Kill()
	}
	return stay(ctx, cmd, in, ended, said)
}

// hear waits for the word that it is ready, and then for its end.
func (s *Server) hear(out io.Reader, at *place, wait func()) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "ready" {
			s.now.Store(at)
		}
	}
	s.now.Store(nil)
	wait()
}

// stay is there until the program ends, or until Tillit does: then it closes the pipe, which
// the program takes as its end, and kills it where it does not.
func stay(ctx context.Context, cmd *exec.Cmd, in io.Closer, ended <-chan error, said *lastWords) error {
	select {
	case err := <-ended:
		return errors.Join(errors.New("the program ended"), err, said.err())
	case <-ctx.Done():
	}
	in.Close()
	select {
	case <-ended:
	case <-time.After(2 * time.Second):
		_ = cmd.Process.Kill()
		<-ended
	}
	return nil
}

func (c Config) tell() (told, error) {
	t := told{UDP: c.UDP, IP: c.IP, Alone: c.Alone, Key: "tillit", Secret: secret()}
	var err error
	if t.Port, err = freeTCP(); err == nil && t.UDP == 0 {
		t.UDP, err = freeUDP()
	}
	return t, err
}

func secret() string {
	var b [32]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func freeTCP() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

func freeUDP() (int, error) {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return c.LocalAddr().(*net.UDPAddr).Port, c.Close()
}

// lastWords is what the program itself said went wrong. What LiveKit writes is let go: it
// may name the addresses of people.
type lastWords struct {
	mu   sync.Mutex
	line string
}

func (l *lastWords) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range bytes.Lines(text) {
		if rest, ok := strings.CutPrefix(string(line), "tillit-live: "); ok {
			l.line = strings.TrimSpace(rest)
		}
	}
	return len(text), nil
}

func (l *lastWords) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.line == "" {
		return nil
	}
	return errors.New(l.line)
}
