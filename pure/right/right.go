// Package right says who may do what in which kind of space: one pure function, written
// out by hand as sentences in testdata/rights.txt, which the test compares it with.
package right

import "strings"

// Right is something that one may do inside a space.
type Right uint8

const (
	Read    Right = 1 << iota // see what is in it
	Write                     // add to it and change one's own
	Drop                      // put something in, and never read it back
	Treat                     // clinical acts: assign, answer an alert, end the case
	Release                   // put a copy of something into another space
	Admit                     // change who is inside
)

var names = []struct {
	Right
	name string
}{{Read, "read"}, {Write, "write"}, {Drop, "drop"}, {Treat, "treat"}, {Release, "release"}, {Admit, "admit"}}

// Has tells whether all of want are among r.
func (r Right) Has(want Right) bool { return want != 0 && r&want == want }

func (r Right) String() string {
	var held []string
	for _, n := range names {
		if r&n.Right != 0 {
			held = append(held, n.name)
		}
	}
	if held == nil {
		return "nothing"
	}
	return strings.Join(held, ", ")
}

// Kind is a kind of space.
type Kind string

const (
	Contact Kind = "contact" // a person's name, address and the safe way to reach them
	Shared  Kind = "shared"  // client and therapist
	Own     Kind = "own"     // the client alone
	Process Kind = "process" // the therapist who writes it, alone
	Joint   Kind = "joint"   // both partners of a couple and the therapist
	Apart   Kind = "apart"   // one partner of a couple and the therapist
	Safety  Kind = "safety"  // a client drops in, the therapist alone reads
	List    Kind = "list"    // one clinician's own list of their cases

	Handover Kind = "handover" // what one therapist tells another who is to take a case over
)

// Kinds are all kinds of space.
var Kinds = []Kind{Contact, Shared, Own, Process, Joint, Apart, Safety, List, Handover}

// Measured are the kinds of space where what a client is asked and answers lives, with all
// that follows from it: reminders, alerts and who covers them, decisions, the plan.
var Measured = []Kind{Shared, Apart}

// Role is what a member is inside one space. Outside of a space nobody has a role.
type Role string

const (
	Client     Role = "client"
	Therapist  Role = "therapist"
	Cover      Role = "cover"      // the covering clinician, while an alert is open
	Supervisor Role = "supervisor" // by dated grant
	Desk       Role = "desk"       // front desk
	Clock      Role = "clock"      // Tillit itself, when a timer runs out
	Next       Role = "next"       // the therapist who is asked to take a case over
)

// Roles are all roles.
var Roles = []Role{Client, Therapist, Cover, Supervisor, Desk, Clock, Next}

// Of is what a member with that role may do in a space of that kind. What is not
// listed is refused.
func Of(role Role, kind Kind) Right {
	switch kind {
	case Contact:
		switch role {
		case Client, Desk:
			return Read | Write
		case Therapist:
			return Read | Write | Admit
		case Clock:
			return Read
		}
	case Shared, Apart:
		switch role {
		case Client:
			return Read | Write
		case Therapist:
			return Read | Write | Treat | Admit
		case Cover:
			return Read | Treat
		case Supervisor:
			return Read
		case Clock:
			return Read | Admit
		}
	case Own:
		if role == Client {
			return Read | Write | Release
		}
	case Process:
		if role == Therapist {
			return Read | Write
		}
	case Joint:
		switch role {
		case Client:
			return Read | Write
		case Therapist:
			return Read | Write | Treat | Admit
		}
	case List:
		switch role {
		case Therapist, Cover, Supervisor:
			return Read
		}
	case Handover:
		switch role {
		case Therapist:
			return Read | Write | Admit
		case Next:
			return Read | Write
		}
	case Safety:
		switch role {
		case Client:
			return Drop
		case Therapist:
			return Read | Write | Admit
		}
	}
	return 0
}
