package media

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Seat is one person's place in one call. Neither word tells whose it is.
type Seat struct {
	Room   string // nobody can guess it
	Person string
}

// A pass is good for coming in at once, and no longer: short on this computer, where there is one
// clock. Servers elsewhere may have another one.
const (
	short = 10 * time.Second
	apart = time.Minute
)

func (p *place) good() time.Duration {
	if p.pid != 0 {
		return short
	}
	return apart
}

// grant is what a pass allows, as LiveKit reads it. What is not named is refused.
type grant struct {
	Room    string   `json:"room"`
	Join    bool     `json:"roomJoin,omitempty"`
	Publish bool     `json:"canPublish"`
	Sources []string `json:"canPublishSources,omitempty"`
	Hear    bool     `json:"canSubscribe"`
	Data    bool     `json:"canPublishData"`
	Admin   bool     `json:"roomAdmin,omitempty"`
}

// joins lets somebody in, with camera and microphone, and nothing else.
func (s Seat) joins() grant {
	return grant{Room: s.Room, Join: true, Publish: true, Sources: []string{"camera", "microphone"}, Hear: true}
}

// sign makes a pass (RFC 7519, HS256) that is good from now on for a short while.
func (p *place) sign(person string, what grant, now time.Time) string {
	claims := map[string]any{"iss": p.key, "sub": person, "video": what,
		"nbf": now.Add(-p.good()).Unix(), "exp": now.Add(p.good()).Unix()}
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err) // cannot be: there are only words and numbers in it
	}
	text := encoded([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encoded(body)
	mac := hmac.New(sha256.New, []byte(p.secret))
	mac.Write([]byte(text))
	return text + "." + encoded(mac.Sum(nil))
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Remove ends somebody's part in a call at once, whatever their browser does.
func (s *Server) Remove(ctx context.Context, seat Seat) error {
	at := s.now.Load()
	if at == nil {
		return ErrDown
	}
	body, err := json.Marshal(map[string]string{"room": seat.Room, "identity": seat.Person})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at.url+"/twirp/livekit.RoomService/RemoveParticipant", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+at.sign("", grant{Room: seat.Room, Admin: true}, s.clock()))
	answer, err := s.ask.Do(r)
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNotFound {
		return fmt.Errorf("remove from a call: status %d", answer.StatusCode)
	}
	return nil
}
