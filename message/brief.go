package message

import (
	"tillit.care/base/db"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// readers are those on the clinicians' side to whom a message of the client is.
var readers = []right.Role{right.Therapist, right.Cover}

// brief changes what lists say of how many messages wait for each reader.
func brief(tx *db.Tx, rec *space.Record, change func(role right.Role, waiting int) int) error {
	return rec.Brief(tx, func(p *space.Placed) error {
		waiting, now := map[right.Role]int{}, map[right.Role]int{}
		if err := p.Read(Part, &waiting); err != nil {
			return err
		}
		for _, role := range readers {
			if n := change(role, waiting[role]); n > 0 {
				now[role] = n
			}
		}
		return p.Say(Part, now)
	})
}

// sent counts one more message.
func (m Message) sent(tx *db.Tx, rec *space.Record) error {
	return brief(tx, rec, func(role right.Role, waiting int) int {
		if m.State.For(role) {
			waiting++
		}
		return waiting
	})
}

// seen says that a reader has read all.
func seen(tx *db.Tx, rec *space.Record) error {
	return brief(tx, rec, func(role right.Role, waiting int) int {
		if role == rec.Role() {
			return 0
		}
		return waiting
	})
}

// Brief tells the lists anew how many messages wait for each reader.
func Brief(tx *db.Tx, rec *space.Record) error {
	now := map[right.Role]int{}
	for _, role := range readers {
		unread, err := news(tx, rec, role)
		if err != nil {
			return err
		}
		now[role] = len(unread)
	}
	return brief(tx, rec, func(role right.Role, _ int) int { return now[role] })
}

// Listed is how many messages a list says wait for its reader.
func Listed(p space.Placed) (int, error) {
	var waiting map[right.Role]int
	err := p.Read(Part, &waiting)
	return waiting[p.Role], err
}
