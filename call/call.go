// Package call lets the people of one session see and hear each other, each where they are.
// Who is not inside the case cannot come in, and nothing is recorded.
package call

import (
	"encoding/base64"

	"tillit.care/base/db"
	"tillit.care/base/media"
	"tillit.care/base/who"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// State is whether somebody can join the call of a session.
type State string

const (
	Open  State = "open"
	Waits State = "waits" // for the therapist to begin
	Over  State = "over"
	Down  State = "down" // there is video here, and it does not work at this moment
	None  State = "none" // this practice has no video

	Unready State = "unready" // what must be clear before people meet from afar is not
)

// talks is what it takes to be in a call: to take part. Who only reads is no part of it.
const talks = right.Read | right.Write

// Call is the call of one session, as one of its people finds it.
type Call struct {
	Space   space.ID
	Meeting meeting.ID
	State   State
	Client  bool // its reader is the client

	topic string
	seat  media.Seat
	key   string
}

// Path is where the call is.
func (c Call) Path() string {
	return "/spaces/" + string(c.Space) + "/meetings/" + string(c.Meeting) + "/call"
}

// Of is the call of a session. A client comes in when the therapist has begun it: nobody
// sits before a camera alone without knowing who will come.
func Of(tx *db.Tx, rec *space.Record, which meeting.ID) (Call, error) {
	if err := rec.Holds(talks); err != nil {
		return Call{}, err
	}
	m, err := meeting.One(tx, rec, which)
	if err != nil {
		return Call{}, err
	}
	c := Call{Space: rec.Space(), Meeting: which, State: Open, Client: rec.Role() == right.Client, topic: rec.Topic()}
	switch {
	case m.State == meeting.Held || m.State == meeting.Off:
		c.State = Over
	case m.State == meeting.Planned && c.Client:
		c.State = Waits
	}
	c.sit(tx, tx.By.ID)
	return c, nil
}

// sit derives what the call is called and sealed with. It is kept nowhere; every Tillit of
// the practice comes to the same, and nobody else does.
func (c *Call) sit(tx *db.Tx, person who.ID) {
	of := func(purpose string, more ...[]byte) string {
		mac := tx.Ring.MAC(purpose, append([][]byte{[]byte(c.Space), []byte(c.Meeting)}, more...)...)
		return base64.RawURLEncoding.EncodeToString(mac)
	}
	c.seat = media.Seat{Room: of("call room"), Person: of("call person", []byte(person))}
	c.key = of("call key")
}

// seen is the state with video itself looked at.
func (c Call) seen(v *media.Server) Call {
	switch {
	case c.State == Over:
	case !v.Has():
		c.State = None
	case !v.Up():
		c.State = Down
	}
	return c
}
