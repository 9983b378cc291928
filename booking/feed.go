package booking

import (
	"net/http"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/ical"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// A calendar of one's own is found by an address that nobody can guess: 256 random bits, of
// which only a hash is kept. It says when, and nothing else.

func feedHash(tx *db.Tx, secret string) string { return tx.Ring.Hash("booking feed", secret) }

// addressed is the page of one's own calendar address.
type addressed struct {
	Since  time.Time // zero: there is none
	Secret string    // the whole address, this once
	Zone   *time.Location
}

func (p Pages) address(w http.ResponseWriter, r *http.Request) error {
	var a addressed
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		if a.Since, err = feedSince(tx); err != nil {
			return err
		}
		a.Zone, err = zoneOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, addressPage(p.Frame(r), a))
}

// keepAddress makes a new address, which ends the one before, or ends it alone.
func (p Pages) keepAddress(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	makes := form.Text("act") == "make"
	var a addressed
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		a = addressed{}
		if a.Zone, err = zoneOf(tx); err != nil {
			return err
		}
		if !makes {
			tx.Note(trail.Practice, "booking.feed.end", "")
			return dropFeed(tx)
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		tx.Note(trail.Practice, "booking.feed.make", "")
		secret := id.Secret()
		a.Secret = strings.TrimRight(settings.Address, "/") + "/calendars/" + secret
		return keepFeed(tx, feedHash(tx, secret))
	})
	if err != nil {
		return err
	}
	if !makes {
		return web.See(w, r, "/calendar-address")
	}
	return web.Draw(w, r, http.StatusOK, addressPage(p.Frame(r), a))
}

// feed is a calendar, to whoever knows its address. It is read as the person whose it is, so
// that it never says more than their own pages.
func (p Pages) feed(w http.ResponseWriter, r *http.Request) error {
	var whose account.Account
	var today, seen time.Time
	err := p.DB.Read(r.Context(), who.House, func(tx *db.Tx) error {
		person, at, err := feedOf(tx, feedHash(tx, strings.TrimSuffix(r.PathValue("feed"), ".ics")))
		if err != nil {
			return err
		}
		zone, err := zoneOf(tx)
		if err != nil {
			return err
		}
		seen, today = at, midnight(tx.Now, zone)
		whose, err = account.Of(tx, person)
		return err
	})
	if err == nil && !whose.Ended.IsZero() {
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	if err != nil {
		return err
	}
	text, err := p.fetched(r, whose.Person(), today, seen.Before(today))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.File(w, "appointments.ics", "text/calendar; charset=utf-8", text)
}

// fetched is the calendar. That it was fetched is kept in the trail the first time on a day.
func (p Pages) fetched(r *http.Request, whose who.Person, today time.Time, first bool) (text []byte, err error) {
	if !first {
		err = p.DB.Read(r.Context(), whose, func(tx *db.Tx) error { text, err = feedText(tx, false); return err })
		return text, err
	}
	err = p.DB.Write(r.Context(), whose, func(tx *db.Tx) error {
		if err := sawFeed(tx, today); err != nil {
			return err
		}
		text, err = feedText(tx, true)
		return err
	})
	return text, err
}

// midnight is when a day began.
func midnight(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
}

// How far a calendar reaches back and ahead.
const (
	feedBack  = 31
	feedAhead = 366
)

// feedText are the appointments of the author: their own as a client, and those they hold as
// a therapist.
func feedText(tx *db.Tx, first bool) ([]byte, error) {
	l := listener{}
	var err error
	if l.settings, err = practice.Of(tx); err != nil {
		return nil, err
	}
	l.account.Language = tx.By.Language
	ctx, err := l.speaks()
	if err != nil {
		return nil, err
	}
	from, to := tx.Now.AddDate(0, 0, -feedBack), tx.Now.AddDate(0, 0, feedAhead)
	mine, err := space.Fetch(tx, right.Contact, first)
	var events []ical.Event
	seen := map[ID]bool{}
	for _, rec := range mine {
		if err != nil {
			return nil, err
		}
		var every []Appointment
		every, err = between(tx, rec, from, to)
		for _, a := range every {
			if rec.Role() == right.Therapist && a.Therapist != tx.By.ID || !a.Stands() || seen[a.ID] {
				continue
			}
			seen[a.ID] = true
			events = append(events, a.event(ctx, tx.Now))
		}
	}
	return ical.Calendar("", events), err
}
