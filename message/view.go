package message

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// View is the messages of a space as one of its readers sees them.
type View struct {
	Space    space.ID
	Eyes     string
	Me       who.ID
	Role     right.Role
	Messages []Message // newest first
	More     ID        // the one behind which earlier ones stand; empty: these are all
	Back     bool      // these are earlier ones
	Unread   int       // how many of the whole space wait for its reader
	Writes   bool      // its reader may write
	Closed   string    // words key: why nobody writes now; empty: one may
	Watch    watch
	Contact  space.ID
	Letters  bool // the client is told by a letter
	Once     ID
	Text     string // what is being written
	Problem  string // words key
}

// watch is the truth about when somebody looks.
type watch struct {
	Now    bool
	Opens  time.Time
	Zone   *time.Location
	Crisis []practice.Number
}

// Of are the newest messages of an open shared space.
func Of(tx *db.Tx, rec *space.Record) (View, error) { return view(tx, rec, Message{}) }

// view is a page of messages, from behind one of them or from the newest.
func view(tx *db.Tx, rec *space.Record, before Message) (View, error) {
	v := View{Space: rec.Space(), Eyes: rec.Eyes(), Me: tx.By.ID, Role: rec.Role(), Back: before.ID != ""}
	settings, err := practice.Of(tx)
	if err != nil {
		return v, err
	}
	v.Watch = watch{settings.Covered(tx.Now), settings.Opens(tx.Now), settings.Location(), settings.Crisis}
	if v.Messages, err = some(tx, rec, before, page+1); err != nil {
		return v, err
	}
	if len(v.Messages) > page {
		v.Messages = v.Messages[:page]
		v.More = v.Messages[page-1].ID
	}
	if v.Unread, err = Unread(tx, rec); err != nil {
		return v, err
	}
	return v, v.open(tx, rec)
}

// open finds out whether anything is written here, and whether the client hears of it.
func (v *View) open(tx *db.Tx, rec *space.Record) error {
	err := care.Takes(tx, rec)
	if err == nil {
		err = care.WritesLetters(tx, rec)
	}
	if fault.Is(err, fault.Conflict) {
		v.Closed, err = fault.Of(err).Key, nil
	}
	v.Writes = rec.May(right.Write) && v.Closed == ""
	if err != nil || !v.Writes {
		return err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	v.Contact = c.Contact
	contact, err := space.Open(tx, c.Contact, right.Read, right.Contact)
	if err != nil {
		return err
	}
	person, err := care.Reach(tx, contact)
	v.Letters = person.Letters && person.Email != ""
	return err
}

func (v View) path() string { return "/spaces/" + string(v.Space) + "/messages" }

// by is the words key of who wrote a message, to its reader.
func (v View) by(m Message) string {
	switch {
	case m.State.By == v.Me:
		return "message.by.me"
	case v.Role == right.Client:
		return "message.by.mine"
	}
	return "message.by." + string(m.State.As)
}

// read is what can be said of a message: that it is new to its reader, or when the other
// side first read it.
func (v View) read(m Message) (key string, at time.Time) {
	switch {
	case m.State.new(v.Role):
		return "message.new", at
	case m.State.For(v.Role):
		return "", at
	}
	if at = m.State.ReadBy(m.to()); !at.IsZero() {
		return "message.read." + string(m.to()), at
	}
	if at = m.State.ReadBy(right.Cover); !at.IsZero() {
		return "message.read.cover", at
	}
	return "", at
}

// day tells whether a message begins another day than the one above it.
func (v View) day(i int) bool {
	if i == 0 {
		return true
	}
	above, at := v.Messages[i-1].At.In(v.Watch.Zone), v.Messages[i].At.In(v.Watch.Zone)
	return above.Format(time.DateOnly) != at.Format(time.DateOnly)
}

// clock is the hour of a message; its day stands above it.
func clock(m Message, zone *time.Location) string { return m.At.In(zone).Format("15:04") }

// side ends the key of a sentence that is not the same for the client and for others.
func (v View) side() string {
	if v.Role == right.Client {
		return "client"
	}
	return "staff"
}
