// Package space keeps what is confidential: a space is a set of people, each with
// rights, and one key. The only way in is Open, the door.
package space

import (
	"encoding/json"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/pure/right"
)

// ID names a space.
type ID = id.ID[Record]

// Record is an open space: what its opener may do there now, and the key. There is no
// other maker than Open, so a function that takes a *Record cannot be reached by somebody
// who was not let in.
type Record struct {
	space  ID
	about  string
	kind   right.Kind
	me     membership
	held   right.Right // what it was opened for
	key    seal.Key
	author who.ID
}

// membership is what is sealed about a member.
type membership struct {
	Role   right.Role `json:"r"`
	Agreed string     `json:"a,omitempty"` // version of the consent that the member gave
}

func (r *Record) Space() ID        { return r.space }
func (r *Record) Kind() right.Kind { return r.kind }
func (r *Record) Role() right.Role { return r.me.Role }

// About is what the space belongs to: a case's id.
func (r *Record) About() string { return r.about }

// Agreed is the version of the consent that its opener gave here; empty: none.
func (r *Record) Agreed() string { return r.me.Agreed }

// May tells whether the opener's role holds the right here, opened for it or not.
func (r *Record) May(want right.Right) bool { return right.Of(r.me.Role, r.kind).Has(want) }

// Open is the door. It checks that the author of the transaction is inside with that
// right now, unwraps the key, and leaves a line in the trail. To somebody with no right
// at all the space does not exist: NotFound. To a member who lacks this right it is
// Forbidden. Both are kept in the trail. Where kinds are given, a space of another kind
// does not exist either.
func Open(tx *db.Tx, space ID, want right.Right, kinds ...right.Kind) (*Record, error) {
	rec, err := enter(tx, space)
	if fault.Is(err, fault.NotFound) {
		refuse(tx, space, want)
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	held := right.Of(rec.me.Role, rec.kind)
	if held == 0 || (len(kinds) > 0 && !slices.Contains(kinds, rec.kind)) {
		refuse(tx, space, want)
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	if !held.Has(want) {
		refuse(tx, space, want)
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	rec.held = want
	tx.Note(string(space), "open "+want.String(), "")
	return rec, nil
}

func refuse(tx *db.Tx, space ID, want right.Right) {
	chain := string(space)
	if there, err := exists(tx, space); err != nil || !there {
		chain = trail.Practice
	}
	tx.Refuse(chain, "refused "+want.String(), string(space))
}

// enter finds the author among the members and opens the seal, without asking for a right.
func enter(tx *db.Tx, space ID) (*Record, error) {
	row, err := member(tx, space, names(tx.By))
	if err != nil {
		return nil, err
	}
	return row.open(tx)
}

// names are what the author may be called in a list of members.
func names(p who.Person) [2]who.ID {
	if p.Holds(who.Desk) {
		return [2]who.ID{p.ID, who.DeskID}
	}
	return [2]who.ID{p.ID, p.ID}
}

func (row row) open(tx *db.Tx) (*Record, error) {
	if tx.By.ID != who.House.ID {
		return row.as(tx)
	}
	rec, err := row.unwrap(tx)
	if err == nil {
		rec.me.Role = right.Clock
	}
	return rec, err
}

// as opens the seal as the member whose row it is.
func (row row) as(tx *db.Tx) (*Record, error) {
	rec, err := row.unwrap(tx)
	if err != nil {
		return nil, err
	}
	return rec, rec.key.Open(rec.place("member", string(row.person)), row.member, &rec.me)
}

func (row row) unwrap(tx *db.Tx) (*Record, error) {
	rec := &Record{space: row.space, about: row.about, author: tx.By.ID}
	var err error
	if rec.key, err = tx.Ring.Unwrap(keyPlace(row.space), row.wrapped); err != nil {
		return nil, err
	}
	return rec, rec.key.Open(rec.place("space", string(row.space)), row.sealed, &rec.kind)
}

func keyPlace(space ID) seal.Place { return seal.Place{Table: "space_key", Space: string(space)} }

func (r *Record) place(table, row string) seal.Place {
	return seal.Place{Table: table, Space: string(r.space), Row: row}
}

const writing = right.Write | right.Drop | right.Treat | right.Release | right.Admit

var errUnheld = fault.New(fault.Forbidden, "fault.forbidden")

// Holds is an error unless the space was opened for that right.
func (r *Record) Holds(want right.Right) error {
	if !r.held.Has(want) {
		return errUnheld
	}
	return nil
}

// Seal seals v for one row of a table in this space. A record opened only to read
// cannot.
func (r *Record) Seal(table, row string, v any) ([]byte, error) {
	if r.held&writing == 0 {
		return nil, errUnheld
	}
	if short, ok := v.(Packed); ok {
		return r.key.Bytes(r.place(table, row), packedOf(short))
	}
	return r.key.Seal(r.place(table, row), v)
}

// Unseal opens what Seal sealed. It needs Read.
func (r *Record) Unseal(table, row string, sealed []byte, v any) error {
	if err := r.Holds(right.Read); err != nil {
		return err
	}
	short, ok := v.(Unpacked)
	if !ok {
		return r.key.Open(r.place(table, row), sealed, v)
	}
	plain, err := r.key.OpenBytes(r.place(table, row), sealed)
	if err != nil {
		return err
	}
	if isPacked(plain) {
		return unpack(plain, short, nil)
	}
	return json.Unmarshal(plain, v) // an earlier Tillit wrote it
}

// Note adds an act on an object to the space's trail.
func (r *Record) Note(tx *db.Tx, act, object string) { tx.Note(string(r.space), act, object) }

// Touch tells open pages of this space which part changed.
func (r *Record) Touch(tx *db.Tx, part string) { tx.Touch(r.Topic(), part) }

// Topic is what open pages of this space listen to.
func (r *Record) Topic() string { return topic(r.space) }

func topic(space ID) string { return "space:" + string(space) }

// Topic is what a person's own pages listen to: it is touched when they come into a space,
// or leave one.
func Topic(person who.ID) string { return "person:" + string(person) }

// Make makes a space and opens it for its maker, who is inside with that role.
func Make(tx *db.Tx, kind right.Kind, about string, maker right.Role, want right.Right) (*Record, error) {
	space := id.New[Record](tx.Now)
	key, wrapped, err := tx.Ring.NewKey(keyPlace(space))
	if err != nil {
		return nil, err
	}
	rec := &Record{space: space, about: about, kind: kind, key: key}
	sealed, err := key.Seal(rec.place("space", string(space)), kind)
	if err != nil {
		return nil, err
	}
	if err := insert(tx, space, about, sealed, wrapped); err != nil {
		return nil, err
	}
	tx.Note(string(space), "make", "")
	if err := rec.put(tx, tx.By.ID, membership{Role: maker}, time.Time{}); err != nil {
		return nil, err
	}
	return Open(tx, space, want)
}

func (r *Record) put(tx *db.Tx, person who.ID, m membership, until time.Time) error {
	sealed, err := r.key.Seal(r.place("member", string(person)), m)
	if err != nil {
		return err
	}
	tx.Note(string(r.space), "admit "+string(m.Role), string(person))
	r.Touch(tx, web.Members)
	tx.Touch(Topic(person), web.Members)
	if err := upsertMember(tx, r.space, person, sealed, until); err != nil {
		return err
	}
	return r.enlist(tx, person, m.Role, until)
}

// Admit lets a person in, or changes what somebody inside may do. With a moment in until
// the membership ends by itself.
func (r *Record) Admit(tx *db.Tx, person who.ID, role right.Role, until time.Time) error {
	if err := r.Holds(right.Admit); err != nil {
		return err
	}
	return r.put(tx, person, membership{Role: role}, until)
}

// Agree keeps which version of the consent its opener gave here; an empty version takes
// it back.
func (r *Record) Agree(tx *db.Tx, version string) error {
	if err := r.Holds(right.Write); err != nil {
		return err
	}
	r.me.Agreed = version
	sealed, err := r.key.Seal(r.place("member", string(r.author)), r.me)
	if err != nil {
		return err
	}
	tx.Note(string(r.space), "agree", version)
	return changeMember(tx, r.space, r.author, sealed)
}

// End ends a membership, from this moment.
func (r *Record) End(tx *db.Tx, person who.ID) error {
	if err := r.Holds(right.Admit); err != nil {
		return err
	}
	tx.Note(string(r.space), "end", string(person))
	r.Touch(tx, web.Members)
	tx.Touch(Topic(person), web.Members)
	if err := endMember(tx, r.space, person); err != nil {
		return err
	}
	return r.unlist(tx, person)
}

// Stay lets somebody who is inside stay as they are, until a moment.
func (r *Record) Stay(tx *db.Tx, person who.ID, until time.Time) error {
	if err := r.Holds(right.Admit); err != nil {
		return err
	}
	tx.Note(string(r.space), "stay", string(person))
	r.Touch(tx, web.Members)
	return stayMember(tx, r.space, person, until)
}

// Member is somebody inside.
type Member struct {
	Person who.ID
	Role   right.Role
	Agreed string
	Until  time.Time // zero: no end is set
}

// Members are all who are inside now.
func (r *Record) Members(tx *db.Tx) ([]Member, error) {
	if err := r.Holds(right.Read); err != nil {
		return nil, err
	}
	return members(tx, r)
}

// Release keeps, in the trails of both spaces, that a copy of something was put from one
// into the other. The copying is the room's.
func Release(tx *db.Tx, from, to *Record, what string) error {
	if err := from.Holds(right.Release | right.Read); err != nil {
		return err
	}
	if err := to.Holds(right.Write); err != nil {
		return err
	}
	from.Note(tx, "release to "+string(to.space), what)
	to.Note(tx, "released from "+string(from.space), what)
	return nil
}

// Where is a space that the author is inside, and as what.
type Where struct {
	Space ID
	About string
	Kind  right.Kind
	Role  right.Role
}

// Topic is what open pages of the space listen to.
func (w Where) Topic() string { return topic(w.Space) }

// Left is a space that the author was inside once, as what, and until when.
type Left struct {
	Where
	Until time.Time
}

// Past are the spaces of those kinds that the author has left, or that have ended for them.
// It opens nothing in them, and neither can the author.
func Past(tx *db.Tx, kinds ...right.Kind) ([]Left, error) {
	rows, err := left(tx, tx.By.ID)
	if err != nil {
		return nil, err
	}
	var all []Left
	for _, gone := range rows {
		found, err := match(tx, []row{gone.row}, kinds)
		if err != nil {
			return nil, err
		}
		for _, where := range found {
			all = append(all, Left{where, gone.until})
		}
	}
	return all, nil
}

// Mine are the spaces of those kinds that the author is inside. It opens nothing in them.
func Mine(tx *db.Tx, kinds ...right.Kind) ([]Where, error) {
	rows, err := mine(tx, names(tx.By))
	if err != nil {
		return nil, err
	}
	return match(tx, rows, kinds)
}

// MineAbout are those of one case.
func MineAbout(tx *db.Tx, about string, kinds ...right.Kind) ([]Where, error) {
	rows, err := mineAbout(tx, names(tx.By), about)
	if err != nil {
		return nil, err
	}
	return match(tx, rows, kinds)
}

// Find is the author's space of that kind in a case, opened. When there is none, or none
// for this author, it is NotFound, and the trail keeps that it was tried.
func Find(tx *db.Tx, about string, kind right.Kind, want right.Right) (*Record, error) {
	rows, err := mineAbout(tx, names(tx.By), about)
	if err != nil {
		return nil, err
	}
	found, err := match(tx, rows, []right.Kind{kind})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		tx.Refuse(trail.Practice, "refused "+want.String()+" "+string(kind), about)
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	return Open(tx, found[0].Space, want)
}

func match(tx *db.Tx, rows []row, kinds []right.Kind) ([]Where, error) {
	var found []Where
	for _, row := range rows {
		rec, err := row.open(tx)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 && found[len(found)-1].Space == row.space {
			continue // inside by name and by a post: once, by name
		}
		for _, kind := range kinds {
			if rec.kind == kind {
				found = append(found, Where{rec.space, rec.about, rec.kind, rec.me.Role})
			}
		}
	}
	return found, nil
}
