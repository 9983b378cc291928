package e2e_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/e2e/load"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// hand is an open page of a room, as a browser keeps one: steps wait in order until they are
// known to be kept, and are sent again, with the same id, whenever the line comes back.
type hand struct {
	side    tool.Side
	path    string
	session string

	mu      sync.Mutex
	address string
	conn    *websocket.Conn
	queue   []tool.Step
	sent    map[string]string // to which program a step was; "": to more than one
	kept    map[string]bool
	refused map[string]bool
	state   tool.State
	back    bool   // a number went backwards
	away    bool   // it was sent away for good
	halted  string // why it was told to stop a set
	asides  int    // how much it was told aside
}

type heard struct {
	V    int        `json:"v"`
	K    string     `json:"k"`
	N    int64      `json:"n"`
	Done string     `json:"done"`
	ID   string     `json:"id"`
	Name string     `json:"name"`
	St   tool.State `json:"state"`
}

func newHand(side tool.Side, session, path string) *hand {
	return &hand{side: side, session: session, path: path, sent: map[string]string{}, kept: map[string]bool{}, refused: map[string]bool{}}
}

// dial opens the line, and sends what waits.
func (h *hand) dial(ctx context.Context, address string) error {
	head := http.Header{"Cookie": {"tillit=" + h.session}, "Origin": {"http://" + address}}
	conn, _, err := websocket.Dial(ctx, "ws://"+address+h.path+"/socket", &websocket.DialOptions{HTTPHeader: head})
	if err != nil {
		return err
	}
	conn.SetReadLimit(4 << 20)
	h.mu.Lock()
	h.conn, h.address = conn, address
	waits := slices.Clone(h.queue)
	h.mu.Unlock()
	go h.hear(ctx, conn)
	for _, step := range waits {
		h.send(ctx, conn, step)
	}
	return nil
}

func (h *hand) send(ctx context.Context, conn *websocket.Conn, step tool.Step) {
	text, err := json.Marshal(map[string]any{"v": 1, "k": "step", "step": step})
	h.mu.Lock()
	if to, was := h.sent[step.ID]; was && to != h.address {
		h.sent[step.ID] = ""
	} else {
		h.sent[step.ID] = h.address
	}
	h.mu.Unlock()
	if err == nil && conn != nil {
		_ = conn.Write(ctx, websocket.MessageText, text) // a dead line: it waits
	}
}

// step takes a step: it is sent until it is kept or refused.
func (h *hand) step(ctx context.Context, step tool.Step) {
	h.mu.Lock()
	h.queue = append(h.queue, step)
	conn := h.conn
	h.mu.Unlock()
	h.send(ctx, conn, step)
}

func (h *hand) hear(ctx context.Context, conn *websocket.Conn) {
	last := int64(0)
	for {
		_, text, err := conn.Read(ctx)
		var m heard
		if err != nil || json.Unmarshal(text, &m) != nil {
			h.mu.Lock()
			h.away = websocket.CloseStatus(err) == websocket.StatusPolicyViolation
			h.mu.Unlock()
			return
		}
		h.mu.Lock()
		done := m.Done
		switch m.K {
		case "state":
			h.back, last = h.back || m.N < last, m.N
			if h.conn == conn {
				h.state = m.St
			}
			if done != "" {
				h.kept[done] = true
			}
		case "halt":
			h.halted = m.Name
		case "aside":
			h.asides++
		case "no":
			done = m.ID
			h.refused[done] = true
		}
		h.queue = slices.DeleteFunc(h.queue, func(s tool.Step) bool { return s.ID == done })
		h.mu.Unlock()
	}
}

// drop loses the line without a word.
func (h *hand) drop() {
	h.mu.Lock()
	conn := h.conn
	h.conn = nil
	h.mu.Unlock()
	if conn != nil {
		_ = conn.CloseNow()
	}
}

func (h *hand) waits() int { h.mu.Lock(); defer h.mu.Unlock(); return len(h.queue) }
func (h *hand) sees() tool.State {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

func stepID() string { return string(id.New[tool.Step](time.Now())) }

// aRoom plans a session of a client of a practice under load, and gives the way to its room.
func aRoom(t *testing.T, do func(who.Person, func(*db.Tx) error) error, therapist who.Person, where space.ID) (meeting.ID, string) {
	t.Helper()
	which := id.New[meeting.Meeting](time.Now())
	err := do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write|right.Treat)
		if err != nil {
			return err
		}
		_, err = meeting.Plan(tx, rec, which, tx.Now, meeting.InPerson)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return which, "/spaces/" + string(where) + "/meetings/" + string(which) + "/room"
}

// planned is a practice with one client and a session in which the client was let in.
func planned(t *testing.T, url string) (p *load.Practice, which meeting.ID, path string) {
	t.Helper()
	p, err := load.Found(t.Context(), t.TempDir(), url, 1)
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	which, path = aRoom(t, func(by who.Person, act func(*db.Tx) error) error { return h.DB.Write(t.Context(), by, act) }, p.Therapist, p.Clients[0].Space)
	if err := h.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return p, which, path
}
