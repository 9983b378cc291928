// Package who names the author of an act.
package who

import "tillit.care/base/id"

// ID names a person with an account.
type ID = id.ID[Person]

// Post is what a person is in the practice. One person may hold several: a solo
// therapist is Owner and Therapist. A post opens the porch; what is inside a space is
// decided by membership alone.
type Post uint8

const (
	Client Post = 1 << iota
	Therapist
	Supervisor
	Desk
	Owner
	Lent // not a post: a browser of a therapist that is in a client's hands
)

// Staff are the posts of people who work in the practice.
const Staff = Therapist | Supervisor | Desk | Owner

// Person is the author of a transaction.
type Person struct {
	ID       ID
	Posts    Post
	Language string // that they chose to read; empty: as their browser asks
	Lent     string // what a browser that was lent to a client may show; empty: it is not lent
}

// Nobody is somebody who has not signed in.
var Nobody = Person{}

// House is Tillit itself, acting when a timer runs out.
var House = Person{ID: "house"}

// DeskID stands in a space for everybody who holds the post Desk, so that people at the
// front desk may come and go without touching every space.
const DeskID ID = "desk"

// Holds tells whether the person holds any of the posts.
func (p Person) Holds(any Post) bool { return p.Posts&any != 0 }

// SignedIn tells whether there is anybody.
func (p Person) SignedIn() bool { return p.ID != "" && p.ID != House.ID }
