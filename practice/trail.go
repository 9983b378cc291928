package practice

import (
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// Deed is what one person did at one moment, in words that an owner may read: an owner has
// no clinical right, so that of what was done in a space nothing is told but that somebody
// was there.
type Deed struct {
	At   time.Time
	By   Doer
	What []Did
}

// Did is one act of a deed, and how often at that moment.
type Did struct {
	Key   string // words
	Whom  Doer   // the account that it was about; the zero Doer: none
	Count int
}

// Doer is somebody in the trail: whoever works here by name, anybody else by what they are.
type Doer struct {
	Name string
	Key  string // words, where there is no name to tell
}

// search is what an owner looks for in the trail.
type search struct {
	Who string    // an account, or one of the words below; empty: everybody
	Day time.Time // the day's beginning; zero: any
	To  time.Time // the day's end
	Mark
}

// Mark is where a page of the trail begins; the zero Mark is now.
type Mark = trail.Mark

// Who else than by name one can look for.
const (
	clients = "clients"
	house   = "house"
	nobody  = "nobody"
)

const (
	onPage   = 40   // deeds on one page
	batch    = 500  // entries read at once
	furthest = 5000 // entries looked through for one page
)

// look reads one page of the trail, newest first, and where the next one begins; a zero
// mark: there is no more.
func (s search) look(tx *db.Tx) (deeds []Deed, next Mark, err error) {
	names := naming{tx, map[who.ID]Doer{}}
	at := s.Mark
	for read := 0; read < furthest; read += batch {
		entries, err := trail.Back(tx, at, batch)
		if err != nil {
			return nil, next, err
		}
		for _, e := range entries {
			if !s.Day.IsZero() && e.At.Before(s.Day) {
				return deeds, Mark{}, nil
			}
			same := len(deeds) > 0 && deeds[len(deeds)-1].At.Equal(e.At)
			if len(deeds) == onPage && !same {
				return deeds, at, nil
			}
			if deeds, err = s.add(names, deeds, e); err != nil {
				return nil, next, err
			}
			at = e.Mark()
		}
		if len(entries) < batch {
			return deeds, Mark{}, nil
		}
	}
	return deeds, at, nil
}

// add puts an entry to the deed of the same person at the same moment, or begins one.
func (s search) add(names naming, deeds []Deed, e trail.Entry) ([]Deed, error) {
	if e.Anchors() || (s.Who != house && ownLook(e)) {
		return deeds, nil
	}
	by, err := names.of(e.By)
	if err != nil || !s.wants(e.By, by) {
		return deeds, err
	}
	n := len(deeds) - 1
	if n < 0 || !deeds[n].At.Equal(e.At) || deeds[n].By != by {
		deeds = append(deeds, Deed{At: e.At, By: by})
		n++
	}
	for _, did := range told(e) {
		if did.whom != "" && did.whom != e.By {
			if did.Whom, err = names.of(did.whom); err != nil {
				return deeds, err
			}
		}
		deeds[n].count(did.Did)
	}
	return deeds, nil
}

// ownLook is Tillit itself, looking after a space when a timer runs out: so often that
// nothing else could be seen.
func ownLook(e trail.Entry) bool { return e.By == who.House.ID && e.Chain != trail.Practice }

func (s search) wants(id who.ID, by Doer) bool {
	switch s.Who {
	case "":
		return true
	case clients:
		return by.Key == "practice.trail.client"
	case house:
		return id == who.House.ID
	case nobody:
		return id == ""
	}
	return string(id) == s.Who
}

func (d *Deed) count(did Did) {
	for i, have := range d.What {
		if have.Key == did.Key && have.Whom == did.Whom {
			d.What[i].Count++
			return
		}
	}
	did.Count = 1
	d.What = append(d.What, did)
}

type whomDid struct {
	Did
	whom who.ID
}

// told is what an owner may read of an entry.
func told(e trail.Entry) (all []whomDid) {
	if e.Chain != trail.Practice {
		return []whomDid{{Did: Did{Key: inSpace(e)}}}
	}
	for _, act := range e.Acts {
		did := whomDid{Did: Did{Key: actKey(act.Act)}}
		if strings.HasPrefix(act.Act, "account.") {
			did.whom = who.ID(act.Object)
		}
		all = append(all, did)
	}
	return all
}

// inSpace is all that an owner is told of what was done in a space. Which clinical act it
// was, whom Tillit itself let in, and when, could tell an answer: they are left out.
func inSpace(e trail.Entry) string {
	came := "practice.trail.space.open"
	for _, act := range e.Acts {
		word, _, _ := strings.Cut(act.Act, " ")
		switch {
		case word == "refused":
			return "practice.trail.space.refused"
		case e.By == who.House.ID:
		case word == "make":
			came = "practice.trail.space.make"
		case (word == "admit" || word == "end") && came == "practice.trail.space.open":
			came = "practice.trail.space.admit"
		}
	}
	return came
}

// acts are those of the practice's own chain, by what stands in it.
var acts = map[string]string{
	"backup": "backup", "rewrap": "rewrap", "refused on the porch": "porch", "practice.keep": "keep", "practice.battery": "battery",
	"trail.read": "read", "trail.verify": "verify", "account.create": "create", "account.end": "end",
	"account.invite": "invite", "account.accept": "accept", "account.confirm": "confirm", "account.withdraw": "withdraw",
	"account.knock.failed": "knock.failed", "account.signin": "signin", "account.signin.password": "password",
	"account.signin.failed": "signin.failed", "account.signout": "signout", "account.prove": "prove", "account.prove.failed": "prove.failed",
	"account.secret": "secret", "account.lend": "lend", "room.licences": "licences", "account.secret.forget": "secret.forget",
	"emdr.training": "emdr.training", "emdr.confirm": "emdr.confirm",
	"booking.rules": "booking.rules", "booking.hours": "booking.hours", "booking.feed.make": "booking.feed.make", "booking.feed.end": "booking.feed.end",
	"expect.on": "expect.on", "expect.off": "expect.off",
	"instrument.bring": "instrument.bring", "instrument.cite": "instrument.cite", "instrument.withdraw": "instrument.withdraw",
	"retention.hold": "retention.hold", "retention.second": "retention.second", "retention.lift": "retention.lift", "retention.stay": "retention.stay",
	"retention.lifted": "retention.lifted", "retention.agree": "retention.agree", "retention.withdraw": "retention.withdraw",
	"retention.erase": "retention.erase", "retention.replay": "retention.replay",
	"stimulus.keep": "stimulus.keep", "stimulus.limit": "stimulus.limit", "stimulus.sound": "stimulus.sound",
	"instrument.retire": "instrument.retire", "instrument.resume": "instrument.resume",
}

func actKey(act string) string {
	if key, ok := acts[act]; ok {
		return "practice.trail.act." + key
	}
	if strings.HasPrefix(act, "refused ") {
		return "practice.trail.space.refused"
	}
	return "practice.trail.act.other"
}

// Told tells whether an act of the practice's chain has words of its own.
func Told(act string) bool {
	return act == "trail.anchor" || actKey(act) != "practice.trail.act.other"
}

// naming knows who is who, once a page.
type naming struct {
	tx    *db.Tx
	known map[who.ID]Doer
}

// of is somebody in the words of the trail. Nobody who is treated here has a name there.
func (n naming) of(id who.ID) (Doer, error) {
	switch id {
	case who.House.ID:
		return Doer{Key: "practice.trail.house"}, nil
	case "":
		return Doer{Key: "practice.trail.nobody"}, nil
	}
	if d, ok := n.known[id]; ok {
		return d, nil
	}
	d := Doer{Key: "practice.trail.client"}
	a, err := account.Of(n.tx, id)
	switch {
	case err != nil: // an invitation, or an account that is gone
		d, err = n.invited(id, err)
	case a.Person().Holds(who.Staff):
		d = Doer{Name: nameOf(a)}
	}
	n.known[id] = d
	return d, err
}

// invited is whoever an invitation is for.
func (n naming) invited(id who.ID, why error) (Doer, error) {
	if !fault.Is(why, fault.NotFound) {
		return Doer{}, why
	}
	inv, err := account.Invited(n.tx, account.InvitationID(id))
	if fault.Is(err, fault.NotFound) {
		return Doer{Key: "practice.trail.gone"}, nil
	}
	if err == nil && inv.Posts&who.Staff != 0 {
		return Doer{Name: inv.Name.Reveal()}, nil
	}
	return Doer{Key: "practice.trail.client"}, err
}
