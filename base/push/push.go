// Package push wakes a device to say that something is waiting, and never what. Who makes
// the device's browser carries the signal and learns that there was one; the sentence in
// it is sealed for the device and says nothing.
package push

import (
	"crypto/ecdh"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// ID names a device that may be woken.
type ID = id.ID[Device]

// Device is where one browser listens, as the browser gave it (Push API, RFC 8030).
type Device struct {
	ID       ID        `json:"-"`
	At       time.Time `json:"-"`
	Name     string    `json:"name"` // "Firefox on Android"
	Endpoint string    `json:"endpoint"`
	Key      string    `json:"p256dh"` // base64url, the device's public key (RFC 8291)
	Auth     string    `json:"auth"`   // base64url, 16 bytes
}

// Policy is what the owner allowed. The zero Policy allows nothing.
type Policy struct {
	On      bool     `json:"on"`
	Hosts   []string `json:"hosts"` // that signals may be given to; a leading dot means every host below
	Public  string   `json:"public"`
	Private string   `json:"private"` // base64url, by which the practice signs (RFC 8292)
}

// Usual are the hosts of the browsers that most people have.
var Usual = []string{"fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"}

// Signing gives the policy keys to sign with, once: with new keys, every device would have
// to agree again.
func (p *Policy) Signing() (err error) {
	if p.Private == "" {
		p.Private, p.Public, err = webpush.GenerateVAPIDKeys()
	}
	return err
}

// Allows tells whether a signal may be given to the host of that address.
func (p Policy) Allows(endpoint string) bool {
	at, err := url.Parse(endpoint)
	if err != nil || at.Scheme != "https" || at.User != nil || !p.On {
		return false
	}
	return slices.ContainsFunc(p.Hosts, func(host string) bool {
		return at.Host == host || strings.HasPrefix(host, ".") && strings.HasSuffix(at.Host, host)
	})
}

// can tells whether the device gave keys that a signal can be sealed with.
func (d Device) can() bool {
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(d.Key, "="))
	if err != nil {
		return false
	}
	auth, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(d.Auth, "="))
	if err != nil || len(auth) != 16 {
		return false
	}
	_, err = ecdh.P256().NewPublicKey(key)
	return err == nil
}

// most is how many devices of one person are woken. The oldest makes room.
const most = 8

func place(d ID) seal.Place { return seal.Place{Table: "push_device", Row: string(d)} }

// Keep has a device of the author be woken from now on. A device listens for one person:
// who used it before is no longer told there.
func Keep(tx *db.Tx, p Policy, d Device) error {
	if !p.Allows(d.Endpoint) || !d.can() {
		return fault.New(fault.Invalid, "fault.form")
	}
	mine, err := Of(tx, tx.By.ID)
	if err != nil {
		return err
	}
	for i := most - 1; i < len(mine); i++ {
		if err := forget(tx, mine[i].ID); err != nil {
			return err
		}
	}
	at := tx.Ring.Hash("push", d.Endpoint)
	if err := forgetAt(tx, at); err != nil {
		return err
	}
	d.ID = id.New[Device](tx.Now)
	sealed, err := tx.Ring.Key("push").Seal(place(d.ID), d)
	if err != nil {
		return err
	}
	return insert(tx, d.ID, tx.By.ID, at, sealed)
}

// Of are the devices of a person, newest first.
func Of(tx *db.Tx, person who.ID) ([]Device, error) { return of(tx, person) }

// End has a device of the author's sleep. A device of somebody else's is NotFound.
func End(tx *db.Tx, which ID) error { return end(tx, which, tx.By.ID) }

// EndAll has all devices of a person sleep.
func EndAll(tx *db.Tx, person who.ID) error { return endAll(tx, person) }

// note is what a job remembers of a signal.
type note struct {
	Device ID     `json:"device"`
	Text   string `json:"text"`
	Until  int64  `json:"until"` // milliseconds
}

// Stale is when a signal that could not be given is no longer worth giving.
const Stale = 24 * time.Hour

// Wake puts a signal for every device of a person into the transaction. The text is one
// that anybody may read over a shoulder.
func Wake(tx *db.Tx, person who.ID, text string) error {
	all, err := of(tx, person)
	if err != nil {
		return err
	}
	for _, d := range all {
		if _, err := job.Add(tx, Kind, tx.Now, note{d.ID, text, db.Ms(tx.Now.Add(Stale))}); err != nil {
			return err
		}
	}
	return nil
}
