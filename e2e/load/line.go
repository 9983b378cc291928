package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"tillit.care/base/id"
	"tillit.care/measure"
)

// Line is one kept-alive connection to a server. It speaks as little HTTP as is needed,
// since it shares the machine with the server that it measures.
type Line struct {
	address string
	conn    net.Conn
	in      *bufio.Reader
	out     []byte
	body    []byte
}

// Dial connects.
func Dial(address string) (*Line, error) {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return nil, err
	}
	return &Line{address: address, conn: conn, in: bufio.NewReader(conn)}, nil
}

// Close hangs up.
func (l *Line) Close() { _ = l.conn.Close() }

func (l *Line) head(method, path, session string) {
	l.out = append(l.out[:0], method...)
	l.out = append(l.out, ' ')
	l.out = append(l.out, path...)
	l.out = append(l.out, " HTTP/1.1\r\nHost: "...)
	l.out = append(l.out, l.address...)
	l.out = append(l.out, "\r\nOrigin: http://"...)
	l.out = append(l.out, l.address...)
	l.out = append(l.out, "\r\nSec-Fetch-Site: same-origin\r\nAccept: text/html\r\n"...)
	if session != "" {
		l.out = append(l.out, "Cookie: tillit="...)
		l.out = append(l.out, session...)
		l.out = append(l.out, "\r\n"...)
	}
}

// Get asks for a page and gives its status.
func (l *Line) Get(path, session string) (int, error) {
	l.head("GET", path, session)
	l.out = append(l.out, "\r\n"...)
	return l.ask()
}

func (l *Line) ask() (int, error) {
	if _, err := l.conn.Write(l.out); err != nil {
		return 0, err
	}
	status, length, err := l.answer()
	if err == nil && length > 0 {
		_, err = l.in.Discard(length)
	}
	return status, err
}

var errHTTP = errors.New("not an answer")

// answer reads the head of an answer. An answer without a length ends the line.
func (l *Line) answer() (status, length int, err error) {
	text, err := l.in.ReadSlice('\n')
	if err != nil {
		return 0, 0, err
	}
	if len(text) < 12 {
		return 0, 0, errHTTP
	}
	if status, err = strconv.Atoi(string(text[9:12])); err != nil {
		return 0, 0, errHTTP
	}
	for {
		if text, err = l.in.ReadSlice('\n'); err != nil {
			return status, 0, err
		}
		if len(text) <= 2 {
			return status, length, nil
		}
		if rest, ok := bytes.CutPrefix(text, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(rest))); err != nil {
				return status, 0, errHTTP
			}
		}
	}
}

// Form is a PHQ-9 that was filled in.
type Form struct {
	Once  measure.ResponseID
	Asked time.Time
	Risk  bool // the ninth question is answered with "several days"
}

// Fill fills in the form of an occasion.
func Fill(asked time.Time, risk bool) Form {
	return Form{id.New[measure.Response](time.Now()), asked, risk}
}

// The four answers of the PHQ-9, from "not at all" to "nearly every day".
var codes = [4]string{"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}

// Send sends a form as a browser would and gives the status: 303 when it was taken.
func (l *Line) Send(c *Client, f Form) (int, error) {
	l.body = append(l.body[:0], "once="...)
	l.body = append(l.body, f.Once...)
	l.body = append(l.body, "&asked="...)
	l.body = strconv.AppendInt(l.body, f.Asked.UnixMilli(), 10)
	for n := 1; n <= 9; n++ {
		code := codes[(n+int(f.Once[len(f.Once)-1]))%4]
		if n == 9 {
			code = codes[0]
			if f.Risk {
				code = codes[1]
			}
		}
		l.body = append(l.body, "&a.phq9-"...)
		l.body = strconv.AppendInt(l.body, int64(n), 10)
		l.body = append(l.body, '=')
		l.body = append(l.body, code...)
	}
	l.head("POST", "/spaces/"+string(c.Space)+"/measures/"+string(c.Measure), c.Session)
	l.out = append(l.out, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "...)
	l.out = strconv.AppendInt(l.out, int64(len(l.body)), 10)
	l.out = append(l.out, "\r\n\r\n"...)
	l.out = append(l.out, l.body...)
	return l.ask()
}

// Listen opens the chart of a client and hears, until the line ends, that its measures
// changed.
func (l *Line) Listen(c *Client, session string, heard func()) error {
	l.head("GET", "/spaces/"+string(c.Space)+"/live", session)
	l.out = append(l.out, "\r\n"...)
	if _, err := l.conn.Write(l.out); err != nil {
		return err
	}
	if status, _, err := l.answer(); err != nil || status != 200 {
		return fmt.Errorf("listen: status %d: %w", status, err)
	}
	go func() {
		for {
			text, err := l.in.ReadSlice('\n')
			if err != nil {
				return
			}
			if bytes.HasPrefix(text, []byte("data: "+measure.Part)) {
				heard()
			}
		}
	}()
	return nil
}
