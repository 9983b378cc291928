package booking

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Entry is an appointment in a calendar: when, and who comes. Why they do is not in it.
type Entry struct {
	Appointment
	Space  space.ID // the contact space of the first of them
	People []string
	Left   bool // whoever holds it will have left by then
}

// Calendar is a day or a week, of one therapist or of all whose clients one may reach.
type Calendar struct {
	Around
	Day       time.Time // by the practice's clock
	Week      bool
	One       who.ID // only this therapist's; empty: everybody's
	Staff     []account.Account
	List      []Entry
	Therapist bool // its reader treats
}

// calendarOf reads what one may see of a stretch of days.
func calendarOf(tx *db.Tx, day string, week bool, with who.ID) (c Calendar, err error) {
	c = Calendar{Around: Around{Now: tx.Now, Names: map[who.ID]string{}}, Week: week, One: with, Therapist: tx.By.Holds(who.Therapist)}
	if c.Zone, err = zoneOf(tx); err != nil {
		return c, err
	}
	c.Own = c.Zone
	c.Day = c.begins(day)
	if err := c.people(tx); err != nil {
		return c, err
	}
	mine, err := space.Mine(tx, right.Contact)
	if err != nil {
		return c, err
	}
	inside := map[space.ID]bool{}
	for _, where := range mine {
		inside[where.Space] = true
	}
	there, err := whose(tx, c.Day, c.end())
	for _, where := range there {
		if err == nil && inside[where] {
			err = c.read(tx, where)
		}
	}
	slices.SortStableFunc(c.List, func(a, b Entry) int { return a.At.Compare(b.At) })
	return c, err
}

// begins is the first moment of the day that was asked for, or of today; of a week, its Monday.
func (c Calendar) begins(day string) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, day, c.Zone)
	if err != nil {
		at = c.Now.In(c.Zone)
	}
	at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, c.Zone)
	if c.Week {
		at = at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	}
	return at
}

func (c Calendar) length() int {
	if c.Week {
		return 7
	}
	return 1
}

func (c Calendar) end() time.Time { return c.Day.AddDate(0, 0, c.length()) }

// people are the therapists whose calendars there are. A therapist sees their own first.
func (c *Calendar) people(tx *db.Tx) error {
	staff, err := account.Staff(tx)
	for _, a := range staff {
		if a.Posts&who.Therapist == 0 {
			continue
		}
		c.Names[a.ID] = a.Name.Reveal()
		if tx.By.Holds(who.Desk) {
			c.Staff = append(c.Staff, a)
		}
	}
	return err
}

// read adds the appointments of one person.
func (c *Calendar) read(tx *db.Tx, where space.ID) error {
	rec, err := space.Open(tx, where, right.Read, right.Contact)
	if err != nil {
		return err
	}
	person, err := care.Reach(tx, rec)
	if err != nil {
		return err
	}
	every, err := between(tx, rec, c.Day, c.end())
	for _, a := range every {
		if c.One != "" && a.Therapist != c.One {
			continue
		}
		if err := c.name(tx, a.Therapist); err != nil {
			return err
		}
		at := slices.IndexFunc(c.List, func(e Entry) bool { return e.ID == a.ID })
		if at < 0 {
			there, err := treats(tx, rec, a.Therapist, a.At)
			if err != nil {
				return err
			}
			c.List = append(c.List, Entry{Appointment: a, Space: where, Left: !there && a.State == Booked && a.At.After(tx.Now)})
			at = len(c.List) - 1
		}
		c.List[at].People = append(c.List[at].People, person.Name.Reveal())
	}
	return err
}

// days are the days of it, each with what is on it.
func (c Calendar) days() (all []time.Time) {
	for n := range c.length() {
		all = append(all, c.Day.AddDate(0, 0, n))
	}
	return all
}

func (c Calendar) on(day time.Time) (all []Entry) {
	for _, e := range c.List {
		if !e.At.Before(day) && e.At.Before(day.AddDate(0, 0, 1)) {
			all = append(all, e)
		}
	}
	return all
}

// Called is who comes.
func (e Entry) Called() string { return strings.Join(e.People, ", ") }

func (e Entry) path() string { return "/contacts/" + string(e.Space) + "/appointments/" + string(e.ID) }

// at is the address of the calendar on another day.
func (c Calendar) at(day time.Time, week bool) string {
	to := "/calendar?day=" + day.In(c.Zone).Format(time.DateOnly)
	if week {
		to += "&view=week"
	}
	if c.One != "" {
		to += "&with=" + string(c.One)
	}
	return to
}

func (p Pages) calendar(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query()
	var c Calendar
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		c, err = calendarOf(tx, asked.Get("day"), asked.Get("view") == "week", who.ID(asked.Get("with")))
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, calendarPage(p.Frame(r), c))
}

// only is the address of the same days of one therapist.
func (c Calendar) only(person who.ID) string {
	c.One = person
	return c.at(c.Day, c.Week)
}

func (c Calendar) clock(at time.Time) string { return at.In(c.Zone).Format("15:04") }

func weekday(day time.Time) string { return strings.ToLower(day.Weekday().String()[:3]) }

// here marks the link to what is shown.
func here(is bool) templ.OrderedAttributes {
	if !is {
		return nil
	}
	return templ.OrderedAttributes{{Key: "aria-current", Value: "true"}}
}
