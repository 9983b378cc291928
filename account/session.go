package account

import (
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// How long one stays signed in without doing anything, and at the very longest. Somebody
// who works here has many records open; a client may put the phone down in the middle of
// a hard question.
const (
	idleStaff  = 30 * time.Minute
	idleClient = 2 * time.Hour
	longest    = 12 * time.Hour
	seenEvery  = 5 * time.Minute
	freshFor   = 10 * time.Minute // how long one may change how one signs in
)

// session is somebody signed in on one device.
type session struct {
	hash             string
	account          Account
	made, seen, ends time.Time
	body             sessionBody
}

// sessionBody is what is sealed about a session.
type sessionBody struct {
	Device string `json:"d"`
	Proved int64  `json:"p"`           // when the person last proved who they are
	Lent   string `json:"l,omitempty"` // what it may show while it is in a client's hands
}

// Device is one place where a person is signed in.
type Device struct {
	ID         string // names the session, and does not open it
	Name       string
	Made, Seen time.Time
}

func (s session) alive(now time.Time) bool {
	idle := idleClient
	if s.account.Person().Holds(who.Staff) && s.body.Lent == "" {
		idle = idleStaff
	}
	return s.account.Ended.IsZero() && now.Before(s.ends) && now.Before(s.seen.Add(idle))
}

func (s session) fresh(now time.Time) bool { return now.Before(db.At(s.body.Proved).Add(freshFor)) }

func sessionHash(tx *db.Tx, secret string) string { return tx.Ring.Hash("session", secret) }

// SignIn begins a session on a device. Only the secret's hash is kept.
func SignIn(tx *db.Tx, person who.ID, device string) (secret string, err error) {
	a, err := Of(tx, person)
	if err != nil {
		return "", err
	}
	if !a.Ended.IsZero() {
		return "", fault.New(fault.Forbidden, "account.signin.wrong")
	}
	secret = id.Secret()
	hash := sessionHash(tx, secret)
	sealed, err := fixed(tx, "session", hash, sessionBody{Device: device, Proved: db.Ms(tx.Now)})
	if err != nil {
		return "", err
	}
	tx.Note(trail.Practice, "account.signin", string(person))
	return secret, insertSession(tx, hash, person, tx.Now.Add(longest), sealed)
}

// Session is who is signed in with a secret. One that is unknown, idle too long, over, or
// of an account that ended is NotFound.
func Session(tx *db.Tx, secret string) (who.Person, error) {
	s, err := sessionOf(tx, secret)
	return s.person(), err
}

// person is who acts by a session. Of one that is lent every post is taken away: it opens the
// one page that it was lent for.
func (s session) person() who.Person {
	p := s.account.Person()
	if s.body.Lent != "" {
		p.Posts, p.Lent = who.Lent, s.body.Lent
	}
	return p
}

func sessionOf(tx *db.Tx, secret string) (session, error) {
	s, err := oneSession(tx, sessionHash(tx, secret))
	if err != nil {
		return session{}, err
	}
	if !s.alive(tx.Now) {
		return session{}, fault.New(fault.NotFound, "fault.notfound")
	}
	return s, nil
}

// Seen keeps that somebody is still there.
func Seen(tx *db.Tx, secret string) error {
	s, err := sessionOf(tx, secret)
	if err != nil || tx.Now.Sub(s.seen) < seenEvery {
		return err
	}
	return touchSession(tx, s.hash)
}

// Prove keeps that the person at this device has just shown again who they are.
func Prove(tx *db.Tx, secret string) error {
	s, err := sessionOf(tx, secret)
	if err != nil {
		return err
	}
	s.body.Proved = db.Ms(tx.Now)
	sealed, err := fixed(tx, "session", s.hash, s.body)
	if err != nil {
		return err
	}
	tx.Note(trail.Practice, "account.prove", string(s.account.ID))
	return changeSession(tx, s.hash, sealed)
}

// SignOut ends a session. One that is over already is no fault.
func SignOut(tx *db.Tx, secret string) error {
	s, err := oneSession(tx, sessionHash(tx, secret))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	tx.Note(trail.Practice, "account.signout", string(s.account.ID))
	return dropSession(tx, s.account.ID, s.hash)
}

// Devices are where the person is signed in now, newest first.
func Devices(tx *db.Tx, person who.ID) ([]Device, error) {
	all, err := sessionsOf(tx, person)
	if err != nil {
		return nil, err
	}
	var devices []Device
	for _, s := range all {
		if s.alive(tx.Now) {
			devices = append(devices, Device{s.hash, s.body.Device, s.made, s.seen})
		}
	}
	return devices, nil
}

// EndDevice signs a person out of one device.
func EndDevice(tx *db.Tx, person who.ID, device string) error {
	tx.Note(trail.Practice, "account.signout", string(person))
	return dropSession(tx, person, device)
}

// EndOthers signs a person out of every device but this one.
func EndOthers(tx *db.Tx, person who.ID, secret string) error {
	return dropOtherSessions(tx, person, sessionHash(tx, secret))
}

// deviceName says in a few words what kind of device it is, and no more: the full
// name of a browser tells people apart.
func deviceName(agent string) string {
	pick := func(names ...string) string {
		for i := 0; i+1 < len(names); i += 2 {
			if strings.Contains(agent, names[i]) {
				return names[i+1]
			}
		}
		return "?"
	}
	browser := pick("Edg", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "SamsungBrowser", "Samsung Internet",
		"Chrome/", "Chrome", "CriOS", "Chrome", "FxiOS", "Firefox", "Safari/", "Safari")
	system := pick("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows",
		"Mac OS", "Mac", "CrOS", "Chromebook", "Linux", "Linux")
	return browser + " · " + system
}
