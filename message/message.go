// Package message is letters between the people inside a space: the client and the
// therapist write to each other there, and nobody changes or takes back what was written.
package message

import (
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a message. The form carries it, so that sending a form twice is one message.
type ID = id.ID[Message]

// Message is what somebody wrote. It never changes.
type Message struct {
	ID    ID        `json:"-"`
	At    time.Time `json:"-"`
	State State     `json:"-"`

	Text seal.Text `json:"text"`
}

// Least keeps a message of one word as large as one of a page.
func (m Message) Least() int { return 2048 }

// State is what becomes of a message, sealed apart from its words.
type State struct {
	By   who.ID     `json:"by"`
	As   right.Role `json:"as"`
	Read []Look     `json:"read,omitempty"`
	Told bool       `json:"told,omitempty"` // a letter said that something is waiting
}

// Look is the first time that somebody on the other side read it.
type Look struct {
	As right.Role `json:"as"`
	At time.Time  `json:"at"`
}

// Least keeps a message that was read as large as one that was not.
func (s State) Least() int { return 256 }

// ReadBy is when somebody in that role first read it; zero: not yet.
func (s State) ReadBy(role right.Role) time.Time {
	for _, l := range s.Read {
		if l.As == role {
			return l.At
		}
	}
	return time.Time{}
}

// For tells whether the message is to somebody in that role: the client's are to the
// therapist and to whoever covers for a while, the therapist's to the client.
func (s State) For(role right.Role) bool {
	if s.As == right.Client {
		return role == right.Therapist || role == right.Cover
	}
	return role == right.Client
}

// new tells whether it is to that role and was not read by it.
func (s State) new(role right.Role) bool { return s.For(role) && s.ReadBy(role).IsZero() }

// Part is the part of a page that shows messages.
const Part = "messages"

// page is how many messages are read at a time.
const page = 30

// longest is how many letters a message may have: some four printed pages.
const longest = 10_000

// Send adds a message. The same form sent twice is one message.
func Send(tx *db.Tx, rec *space.Record, once ID, text string) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if err := check(text); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	if kept, err := one(tx, rec, once); !fault.Is(err, fault.NotFound) {
		return same(tx, kept, err)
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := care.WritesLetters(tx, rec); err != nil {
		return err
	}
	m := Message{ID: once, At: tx.Now, Text: seal.Text(text), State: State{By: tx.By.ID, As: rec.Role()}}
	if err := insert(tx, rec, m); err != nil {
		return err
	}
	rec.Note(tx, "message.send", string(m.ID))
	rec.Touch(tx, Part)
	if err := m.sent(tx, rec); err != nil {
		return err
	}
	_, err := job.Add(tx, Tell, tx.Now.Add(Grace), waiting{rec.Space(), m.ID})
	return err
}

func check(text string) error {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return fault.At("text", "message.empty")
	case n > longest:
		return fault.At("text", "message.long")
	}
	return nil
}

// lock keeps apart what would change the same message: a form sent twice, a reader, a letter.
func lock(tx *db.Tx, rec *space.Record) error { return tx.Lock("message " + string(rec.Space())) }

// same is a form that came a second time: all is well if the first was this author's.
func same(tx *db.Tx, kept Message, err error) error {
	if err == nil && kept.State.By != tx.By.ID {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

// See keeps that the reader of a space has read what was written to them, for the other
// side to know.
func See(tx *db.Tx, rec *space.Record) error {
	if err := lock(tx, rec); err != nil {
		return err
	}
	unread, err := news(tx, rec, rec.Role())
	if err != nil || len(unread) == 0 {
		return err
	}
	for _, m := range unread {
		m.State.Read = append(m.State.Read, Look{rec.Role(), tx.Now})
		if err := update(tx, rec, m); err != nil {
			return err
		}
	}
	rec.Note(tx, "message.read", string(unread[0].ID))
	rec.Touch(tx, Part)
	return seen(tx, rec)
}

// Unread is how many messages wait for the reader of a space.
func Unread(tx *db.Tx, rec *space.Record) (int, error) {
	unread, err := news(tx, rec, rec.Role())
	return len(unread), err
}

// Between is how many messages there are after one moment and up to another, from either
// side, and when the last of them came. It opens none.
func Between(tx *db.Tx, rec *space.Record, from, to time.Time) (n int, last time.Time, err error) {
	if err := rec.Holds(right.Read); err != nil {
		return 0, last, err
	}
	n, at, err := count(tx, rec, db.Ms(from), db.Ms(to))
	return n, db.At(at), err
}

// news are the messages, without their words, that a reader of a space has not read,
// newest first. Whoever reads one has read those before it.
func news(tx *db.Tx, rec *space.Record, reader right.Role) ([]Message, error) {
	var unread []Message
	for before := (Message{}); ; {
		next, err := states(tx, rec, before, page)
		if err != nil {
			return nil, err
		}
		for _, m := range next {
			if !m.State.For(reader) {
				continue
			}
			if !m.State.new(reader) {
				return unread, nil
			}
			unread = append(unread, m)
		}
		if len(next) < page {
			return unread, nil
		}
		before = next[len(next)-1]
	}
}
