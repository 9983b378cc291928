package chart

import (
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/emdr"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Place is one space as a client sees it: who is inside, and what is there.
type Place struct {
	Room
	Kind   right.Kind
	Eyes   string
	Inside []Inside
	EMDR   bool // something is planned there
}

// Inside is somebody in a space, to a client.
type Inside struct {
	Role  right.Role
	Name  string // of whoever works here; the client is "you"
	Other bool   // the reader's partner
	Until time.Time
}

// Spaces are all spaces of a client, and those they have left.
type Spaces struct {
	Places []Place
	Left   []space.Left
	Zone   *time.Location
}

// SpacesOf reads every space that the author is inside as a client, and remembers those
// they have left.
func SpacesOf(tx *db.Tx) (Spaces, error) {
	var s Spaces
	settings, err := practice.Of(tx)
	if err != nil {
		return s, err
	}
	s.Zone = settings.Location()
	rooms, err := roomsOf(tx)
	if err != nil {
		return s, err
	}
	for _, room := range rooms {
		for _, which := range []space.ID{room.Shared, room.Joint, room.Apart, room.Own, room.Contact} {
			if which == "" {
				continue
			}
			place, err := placeOf(tx, room, which)
			if err != nil {
				return s, err
			}
			s.Places = append(s.Places, place)
		}
	}
	past, err := space.Past(tx, right.Measured...)
	s.Left = slices.DeleteFunc(past, func(l space.Left) bool { return l.Role != right.Client })
	return s, err
}

func placeOf(tx *db.Tx, room Room, which space.ID) (Place, error) {
	p := Place{Room: room}
	rec, err := space.Open(tx, which, right.Read)
	if err != nil {
		return p, err
	}
	p.Kind, p.Eyes, p.Agreed = rec.Kind(), rec.Eyes(), care.Agreed(rec)
	if p.Kind == right.Shared {
		if p.EMDR, err = emdr.Planned(tx, rec); err != nil {
			return p, err
		}
	}
	members, err := rec.Members(tx)
	for _, m := range members {
		in := Inside{Role: m.Role, Until: m.Until, Other: m.Role == right.Client && m.Person != tx.By.ID}
		if m.Role != right.Client && m.Person != who.DeskID {
			a, err := account.Of(tx, m.Person)
			if err != nil {
				return p, err
			}
			in.Name = a.Name.Reveal()
		}
		p.Inside = append(p.Inside, in)
	}
	return p, err
}

// agreed are the places of those kinds, once the client has agreed to what is kept there.
func (s Spaces) agreed(kinds ...right.Kind) []Place {
	return slices.DeleteFunc(slices.Clone(s.Places), func(p Place) bool { return !slices.Contains(kinds, p.Kind) || !p.Agreed })
}
