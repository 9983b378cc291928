package live

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// Socket is a line both ways to one open page, for what cannot wait for a question.
type Socket struct{ line *websocket.Conn }

// largest is how many bytes one message from a page may have.
const largest = 32 << 10

// late is how long a page may take to receive something before it is given up.
const late = 10 * time.Second

// Asks tells whether a request is for a socket.
func Asks(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && r.Header.Get("Sec-WebSocket-Key") != ""
}

// Accept opens the line. A page of another site is refused: the answer has been written then.
// What the browser says of where a page is from counts; an older one is known by its Origin.
func Accept(w http.ResponseWriter, r *http.Request) (*Socket, error) {
	line, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled, InsecureSkipVerify: r.Header.Get("Sec-Fetch-Site") == "same-origin"})
	if err != nil {
		return nil, err
	}
	line.SetReadLimit(largest)
	return &Socket{line}, nil
}

// Read waits for a message. A page that says nothing for so long is gone.
func (s *Socket) Read(ctx context.Context, quiet time.Duration, into any) error {
	ctx, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	_, text, err := s.line.Read(ctx)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// Write sends a message that is JSON already.
func (s *Socket) Write(ctx context.Context, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, late)
	defer cancel()
	return s.line.Write(ctx, websocket.MessageText, text)
}

// Over says that nothing more comes, and why: because its reader may not stay, or because the
// program stops and the page should ask again.
func (s *Socket) Over(refused bool) {
	code, why := websocket.StatusGoingAway, "again"
	if refused {
		code, why = websocket.StatusPolicyViolation, "gone"
	}
	_ = s.line.Close(code, why) // whether the page heard it or not, it is over
}

// Drop ends the line without a word.
func (s *Socket) Drop() { _ = s.line.CloseNow() }

// Ms is the clock that all pages of this process can agree on: milliseconds, with fractions,
// that only go forward.
func (h *Hub) Ms() float64 {
	return float64(h.began.UnixMilli()) + float64(h.clock().Sub(h.began))/float64(time.Millisecond)
}
