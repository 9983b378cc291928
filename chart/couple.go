package chart

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/follow"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pair is a couple as its therapist sees it: both partners beside each other, each by
// themselves. Nothing of two people is ever added up or averaged.
type Pair struct {
	care.Pair
	Charts [2]Chart
	Coming []booking.Appointment // what would be called off if the case ended now
}

// PairOf draws up both partners of a couple from its open joint space.
func PairOf(tx *db.Tx, joint *space.Record) (Pair, error) {
	var p Pair
	var err error
	if p.Pair, err = care.PairOf(tx, joint); err != nil {
		return p, err
	}
	for i, which := range p.Case.Apart {
		apart, err := space.Open(tx, which, right.Read, right.Apart)
		if err != nil {
			return p, err
		}
		if p.Charts[i], err = Of(tx, apart); err != nil {
			return p, err
		}
	}
	if p.Case.Ended.IsZero() {
		p.Coming, err = booking.Coming(tx, joint)
	}
	return p, err
}

func (p Pages) pair(r *http.Request) (Pair, error) {
	var pair Pair
	which, err := space.Asked(r)
	if err != nil {
		return pair, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		joint, err := space.Open(tx, which, right.Read|right.Admit, right.Joint)
		if err != nil {
			return err
		}
		pair, err = PairOf(tx, joint)
		return err
	})
	return pair, err
}

// couple is the case of a couple on one page, kept true by the list of its reader.
func (p Pages) couple(w http.ResponseWriter, r *http.Request) error {
	pair, err := p.pair(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live, f.Wide = "/live", true
	return web.Draw(w, r, http.StatusOK, pairPage(f, pair))
}

func (p Pages) couplePart(w http.ResponseWriter, r *http.Request) error {
	pair, err := p.pair(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, pairPart(pair))
}

// sideBySide is one questionnaire that at least one of them answered, with the line of each; the
// zero Line: that partner has none.
type sideBySide struct {
	name  measure.Line
	lines [2]measure.Line
}

// beside are the courses of both, those of one questionnaire beside each other.
func (p Pair) beside() (rows []sideBySide) {
	for i, chart := range p.Charts {
		for _, line := range chart.Course.Lines {
			if len(line.Points) == 0 {
				continue
			}
			at := slices.IndexFunc(rows, func(r sideBySide) bool { return r.name.Key() == line.Key() && r.lines[i].Instrument == nil })
			if at < 0 {
				at, rows = len(rows), append(rows, sideBySide{name: line})
			}
			rows[at].lines[i] = line
		}
	}
	return rows
}

// waiting are the alerts of one partner that nobody has closed.
func (c Chart) waiting() (open []alert.Alert) {
	for _, a := range c.Board.Alerts {
		if a.Waits() {
			open = append(open, a)
		}
	}
	return open
}

// couple reads a line about two partners: what each of them needs stays theirs, and the
// couple has every reason that one of them has.
func (l *Judged) couple(tx *db.Tx, contacts, apart []space.Placed, judges judges) (err error) {
	if l.Glance, err = care.GlanceAt(tx, l.place, space.Placed{}); err != nil {
		return err
	}
	var names []string
	for _, part := range apart {
		whose, err := care.With(part, contacts)
		if err != nil {
			return err
		}
		one := &Listed{Judged: &Judged{line: l.line, place: part, Space: part.Space, Role: part.Role}}
		if err := one.read(tx, []space.Placed{whose}, judges); err != nil {
			return err
		}
		names = append(names, one.Name.Reveal())
		l.Partners = append(l.Partners, one)
	}
	l.Couple = seal.Text(strings.Join(names, ", "))
	return nil
}

// together is how a couple stands at a moment. It is judged anew for each reading.
func (l *Listed) together(now time.Time) error {
	for _, one := range l.Partners {
		if err := one.stands(now); err != nil {
			return err
		}
		l.needs(one)
	}
	return nil
}

// needs takes over the reasons of one partner.
func (l *Listed) needs(one *Listed) {
	l.Arrived = l.Arrived || one.Arrived
	l.Worse = l.Worse || one.Worse
	l.Alerts = append(l.Alerts, one.Alerts...)
	slices.SortFunc(l.Alerts, func(a, b alert.Alert) int { return cmp.Compare(b.ID, a.ID) })
	if one.Why != follow.Nothing && (l.Why == follow.Nothing || one.Due.Track.Rank() > l.Due.Track.Rank()) {
		l.Why, l.Due = one.Why, one.Due
	}
	if one.Asked > 0 && (l.Asked == 0 || one.AskedBy.Before(l.AskedBy)) {
		l.AskedBy = one.AskedBy
	}
	l.Asked += one.Asked
	if l.Silent.IsZero() || !one.Silent.IsZero() && one.Silent.Before(l.Silent) {
		l.Silent = one.Silent
	}
}

// each are those of whom a line tells: both partners of a couple, or the one client.
func (l *Listed) each() []*Listed {
	if len(l.Partners) > 0 {
		return l.Partners
	}
	return []*Listed{l}
}

// parted makes a line of its own of each partner whom a clinician looks at alone: whoever
// stands in or supervises, and is not inside what both partners share.
func parted(lines []space.Line) []space.Line {
	alone := func(l space.Line) bool {
		return !slices.ContainsFunc(l.Places, func(p space.Placed) bool { return p.Kind != right.Apart })
	}
	if !slices.ContainsFunc(lines, alone) {
		return lines
	}
	var all []space.Line
	for _, l := range lines {
		if !alone(l) {
			all = append(all, l)
			continue
		}
		for _, p := range l.Places {
			all = append(all, space.Line{About: l.About, Places: []space.Placed{p}})
		}
	}
	return all
}

// titled is a course of one partner, as it is drawn beside the other's. What happened
// meanwhile stands on the partner's own page.
func titled(t ui.Trajectory, c Chart, name string) ui.Trajectory {
	t.ID, t.Title, t.Events = t.ID+"-"+string(c.Space), name, nil
	return t
}
