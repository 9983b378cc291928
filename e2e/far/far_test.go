package far

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"
)

// echo is a server that says what it hears.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); _, _ = io.Copy(c, c) }()
		}
	}()
	return l.Addr().String()
}

func open(t *testing.T, to string) (*Line, net.Conn) {
	t.Helper()
	line, err := Open(to, 30*time.Millisecond, 10*time.Millisecond, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { line.Close() })
	c, err := net.Dial("tcp", line.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return line, c
}

// TestLateAndInOrder: nothing comes sooner than the line allows, nothing is changed.
func TestLateAndInOrder(t *testing.T) {
	_, c := open(t, echo(t))
	said := bytes.Repeat([]byte("what goes through arrives whole. "), 20_000)
	begun := time.Now()
	go func() { _, _ = c.Write(said) }()
	heard := make([]byte, len(said))
	if _, err := io.ReadFull(c, heard[:1]); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < 40*time.Millisecond {
		t.Errorf("there and back in %v, over a line of at least 20 ms each way", took)
	}
	if _, err := io.ReadFull(c, heard[1:]); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(heard, said) {
		t.Error("what was heard is not what was said")
	}
}

// TestCut: a dead line says nothing and does not hang up; a new connection works afterwards.
func TestCut(t *testing.T) {
	line, c := open(t, echo(t))
	line.Cut(true)
	if _, err := c.Write([]byte("is anybody there")); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	if n, err := c.Read(make([]byte, 1)); n != 0 || !err.(net.Error).Timeout() {
		t.Errorf("a dead line gave %d bytes and %v", n, err)
	}
	line.Cut(false)
	again, err := net.Dial("tcp", line.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	_, _ = again.Write([]byte("y"))
	if _, err := io.ReadFull(again, make([]byte, 1)); err != nil {
		t.Errorf("after the cut: %v", err)
	}
}
