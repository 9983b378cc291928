// Package far is a line to somebody far away: what goes through it arrives later, by an
// amount that varies, in order, in both directions, and it can be cut.
package far

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Line is a listener on loopback that passes everything on to a server.
type Line struct {
	listener net.Listener
	to       string
	delay    time.Duration
	spread   time.Duration
	mu       sync.Mutex
	rand     *rand.Rand
	conns    map[net.Conn]bool
	cut      atomic.Bool
}

// Open opens a line to a server that takes delay ± spread each way, the same way for the same seed.
func Open(to string, delay, spread time.Duration, seed uint64) (*Line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Line{listener: listener, to: to, delay: delay, spread: spread,
		rand: rand.New(rand.NewPCG(seed, 1)), conns: map[net.Conn]bool{}}
	go l.accept()
	return l, nil
}

// Addr is where the line begins.
func (l *Line) Addr() string { return l.listener.Addr().String() }

// Cut says whether the line is dead: nothing comes through, and nobody is told. What is on its
// way when it is cut is lost; connections of before stay silent after it is whole again.
func (l *Line) Cut(dead bool) {
	l.cut.Store(dead)
	if !dead {
		l.hangUp()
	}
}

// Close ends the line and all that goes through it.
func (l *Line) Close() error {
	err := l.listener.Close()
	l.hangUp()
	return err
}

func (l *Line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		c.Close()
	}
	clear(l.conns)
}

func (l *Line) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		go l.connect(near)
	}
}

func (l *Line) connect(near net.Conn) {
	off, err := net.Dial("tcp", l.to)
	if err != nil {
		near.Close()
		return
	}
	l.mu.Lock()
	l.conns[near], l.conns[off] = true, true
	l.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { l.carry(off, near) })
	both.Go(func() { l.carry(near, off) })
	both.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, near)
	delete(l.conns, off)
}

// piece is what was read at once, and when it arrives.
type piece struct {
	bytes []byte
	at    time.Time
}

// carry takes what one end says to the other, late and in order. The other end is closed after
// the last piece arrived.
func (l *Line) carry(to, from net.Conn) {
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for buf := make([]byte, 64<<10); ; {
			n, err := from.Read(buf)
			if n > 0 {
				pieces <- piece{append([]byte(nil), buf[:n]...), time.Now().Add(l.takes())}
			}
			if err != nil {
				return
			}
		}
	}()
	defer to.Close()
	for p := range pieces {
		time.Sleep(time.Until(p.at)) // one after another: order is kept
		if l.cut.Load() {
			continue
		}
		if _, err := to.Write(p.bytes); err != nil {
			_, _ = io.Copy(io.Discard, from)
			return
		}
	}
}

// takes is how long the next piece is on its way.
func (l *Line) takes() time.Duration {
	if l.spread == 0 {
		return l.delay
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.delay - l.spread + time.Duration(l.rand.Int64N(int64(2*l.spread)+1))
}
