package booking

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Hours are when a therapist can be booked by clients: hours of the week, days on which they
// are away, how long an appointment takes and how long they rest after it.
type Hours struct {
	Week    []practice.Hours `json:"week,omitempty"`
	Away    []Away           `json:"away,omitempty"`
	Minutes int              `json:"minutes,omitempty"`
	Rest    int              `json:"rest,omitempty"` // minutes between two
	Way     Way              `json:"way,omitempty"`
}

// Away are days on which nobody can be booked, the last one included.
type Away struct {
	From  string `json:"from"` // 2026-04-01
	Until string `json:"until"`
}

// Least keeps hours of which little is said as large as others.
func (h Hours) Least() int { return 2048 }

const (
	mostSlots = 60
	ahead     = 6 * 7 // days that clients see
	mostRest  = 120
)

// HoursOf are those of a therapist; the zero Hours: clients cannot book them.
func HoursOf(tx *db.Tx, therapist who.ID) (h Hours, err error) {
	err = opened(tx, string(therapist), &h)
	if h.Minutes == 0 {
		h.Minutes = Usual
	}
	if h.Way == "" {
		h.Way = InPerson
	}
	return h, err
}

// KeepHours changes one's own.
func KeepHours(tx *db.Tx, h Hours) error {
	switch {
	case !tx.By.Holds(who.Therapist):
		return fault.New(fault.Forbidden, "fault.forbidden")
	case h.Minutes < leastLong || h.Minutes > mostLong:
		return fault.At("minutes", "booking.minutes.odd")
	case h.Rest < 0 || h.Rest > mostRest:
		return fault.At("rest", "booking.rest.odd")
	case !slices.Contains(Ways, h.Way):
		return fault.At("way", "booking.way.missing")
	}
	tx.Note(trail.Practice, "booking.hours", "")
	return keepOpened(tx, string(tx.By.ID), h)
}

// away tells whether a day of the practice's calendar is one of those.
func (h Hours) away(day time.Time) bool {
	text := day.Format(time.DateOnly)
	return slices.ContainsFunc(h.Away, func(a Away) bool { return a.From <= text && text <= a.Until })
}

// slots are the beginnings of one day, whether they are taken or not.
func (h Hours) slots(day time.Time, zone *time.Location) (all []time.Time) {
	if h.away(day) {
		return nil
	}
	for _, open := range h.Week {
		if open.Day != day.Weekday() {
			continue
		}
		for at := open.From; at+h.Minutes <= open.To; at += h.Minutes + h.Rest {
			all = append(all, onWall(day.Year(), day.Month(), day.Day(), at/60, at%60, zone))
		}
	}
	return all
}

// Free are the times that a client may choose of a therapist: opened, not taken, and no sooner
// than the practice asks. But is the appointment that would be moved there.
func Free(tx *db.Tx, therapist who.ID, but ID) (all []time.Time, err error) {
	rules, err := RulesOf(tx)
	if err != nil || !rules.Self {
		return nil, err
	}
	h, err := HoursOf(tx, therapist)
	if err != nil {
		return nil, err
	}
	zone, err := zoneOf(tx)
	if err != nil {
		return nil, err
	}
	there, err := busy(tx, therapist, tx.Now, tx.Now.AddDate(0, 0, ahead+1))
	today := tx.Now.In(zone)
	for n := 0; n <= ahead && len(all) < mostSlots; n++ {
		day := time.Date(today.Year(), today.Month(), today.Day()+n, 12, 0, 0, 0, zone)
		for _, at := range h.slots(day, zone) {
			if !rules.late(tx.Now, at) && !h.meets(at, there, but) && len(all) < mostSlots {
				all = append(all, at)
			}
		}
	}
	return all, err
}

// freeFor are those of them for one person: none once their case has ended, and none after the
// last day of a therapist who leaves.
func freeFor(tx *db.Tx, rec *space.Record, therapist who.ID, but ID) ([]time.Time, error) {
	if over := goes(tx, rec, tx.Now); over != nil {
		if fault.Is(over, fault.Conflict) {
			return nil, nil
		}
		return nil, over
	}
	m, there, err := treating(tx, rec, therapist)
	if err != nil || !there {
		return nil, err
	}
	all, err := Free(tx, therapist, but)
	return slices.DeleteFunc(all, func(at time.Time) bool { return !until(m, at) }), err
}

// meets tells whether an appointment at a moment would touch another, or the rest after it.
func (h Hours) meets(at time.Time, there []taken, but ID) bool {
	rest := time.Duration(h.Rest) * time.Minute
	until := at.Add(time.Duration(h.Minutes)*time.Minute + rest)
	return slices.ContainsFunc(there, func(t taken) bool {
		return t.of != but && t.at.Before(until) && at.Before(t.until.Add(rest))
	})
}

// asked is an error to a client who asks for a time that is not open for them.
func asked(tx *db.Tx, rec *space.Record, at time.Time, therapist who.ID, but ID) error {
	if rec.Role() != right.Client {
		return nil
	}
	free, err := freeFor(tx, rec, therapist, but)
	if err == nil && !slices.ContainsFunc(free, at.Equal) {
		err = fault.New(fault.Conflict, "booking.closed")
	}
	return err
}

// opens fills in what a client does not choose: they ask for a time, and nothing else.
func opens(tx *db.Tx, rec *space.Record, w *Want) error {
	if rec.Role() != right.Client {
		return nil
	}
	h, err := HoursOf(tx, w.Therapist)
	w.Minutes, w.Way, w.Place, w.Rhythm = h.Minutes, h.Way, "", Rhythm{}
	return err
}

// spans reads the hours of one day as people write them: "9-12, 13:00-16:30".
func spans(day time.Weekday, text string) (all []practice.Hours, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		from, to, cut := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		begin, ok1 := minute(from)
		end, ok2 := minute(to)
		if !cut || !ok1 || !ok2 || begin >= end {
			return nil, false
		}
		all = append(all, practice.Hours{Day: day, From: begin, To: end})
	}
	return all, true
}

// minute reads a time of day as minutes after midnight.
func minute(text string) (int, bool) {
	hour, rest, _ := strings.Cut(strings.TrimSpace(text), ":")
	h, err := strconv.Atoi(hour)
	m := 0
	if err == nil && rest != "" {
		m, err = strconv.Atoi(rest)
	}
	return h*60 + m, err == nil && h >= 0 && m >= 0 && m < 60 && h*60+m <= 24*60
}

// awayIn reads days on which somebody is away, one stretch a line: "2026-04-01 2026-04-14".
func awayIn(text string) (all []Away, ok bool) {
	for line := range strings.Lines(text) {
		days := strings.FieldsFunc(line, func(r rune) bool { return r != '-' && (r < '0' || r > '9') })
		days = slices.DeleteFunc(days, func(d string) bool { return d == "-" })
		if len(days) == 0 {
			continue
		}
		a := Away{days[0], days[len(days)-1]}
		for _, day := range []string{a.From, a.Until} {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				return nil, false
			}
		}
		if all = append(all, a); len(days) > 2 || a.From > a.Until || len(all) > 50 {
			return nil, false
		}
	}
	return all, true
}
