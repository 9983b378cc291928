package trust

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tillit.care/base/words"
)

// spot is one event on the line of a life.
type spot struct {
	Revision
	*Event
	at   float64 // a year with its fraction, or an age where no year is known
	x, y float64
	w    int // how much it weighs today, 0 to 10
}

var seasons = map[string]float64{"spring": .3, "summer": .5, "autumn": .75, "winter": .95}

// spots are the events of the line in order of time, and those whose time nobody knows.
func (b Board) spots() (dated, undated []spot) {
	events := b.Every("event")
	birth, years := bornIn(events)
	for _, r := range events {
		e, _ := r.Thing.(*Event)
		s := spot{Revision: r, Event: e, w: 5}
		if e.Weight != nil {
			s.w = *e.Weight
		}
		year, age := e.year(), e.age()
		switch {
		case year > 0:
			s.at = float64(year)
		case age >= 0 && (birth > 0 || !years):
			s.at = float64(birth + age)
		default:
			undated = append(undated, s)
			continue
		}
		s.at += cmp.Or(seasons[e.Season], .5)
		dated = append(dated, s)
	}
	slices.SortStableFunc(dated, func(a, b spot) int { return cmp.Compare(a.at, b.at) })
	return dated, undated
}

// bornIn is the year that the events tell the client was born in, where one has both a year
// and an age; 0: none does. years tells whether any event has a year.
func bornIn(events []Revision) (birth int, years bool) {
	for _, r := range events {
		e, _ := r.Thing.(*Event)
		year, age := e.year(), e.age()
		years = years || year > 0
		if year > 0 && age >= 0 && birth == 0 {
			birth = year - age
		}
	}
	return birth, years
}

var (
	yearIn = regexp.MustCompile(`\b(19|20)\d\d\b`)
	ageIn  = regexp.MustCompile(`\b(?:was|were|age|aged|tenía|tenia)\s+(?:about\s+|unos\s+)?(\d{1,2})\b`)
)

// year is the one that was given, or that stands in the words; 0: none.
func (e *Event) year() int {
	if e.Year != nil {
		return *e.Year
	}
	year, _ := strconv.Atoi(yearIn.FindString(e.When.Reveal()))
	return year
}

// age is the same for how old the client was; -1: not said.
func (e *Event) age() int {
	if e.Age != nil {
		return *e.Age
	}
	if m := ageIn.FindStringSubmatch(strings.ToLower(e.When.Reveal())); m != nil {
		age, _ := strconv.Atoi(m[1])
		return age
	}
	return -1
}

// when is the time of an event in words: the client's own where there are some.
func (e *Event) when(ctx context.Context) string {
	switch {
	case e.When != "":
		return e.When.Reveal()
	case e.Year != nil && e.Season != "" && e.Exact != "around":
		return words.T(ctx, "trust.event.season."+e.Season) + " " + strconv.Itoa(*e.Year)
	case e.Year != nil && e.Exact != "" && e.Exact != "exact":
		return words.T(ctx, "trust.around", "year", strconv.Itoa(*e.Year))
	case e.Year != nil:
		return strconv.Itoa(*e.Year)
	case e.Age != nil:
		return words.T(ctx, "trust.aged", "age", strconv.Itoa(*e.Age))
	}
	return ""
}

// up is how far from the line an event stands: good above, hard below, and further the more
// it weighs today.
func (s spot) up() float64 {
	far := .32 + .068*float64(s.w)
	switch s.Sway {
	case "good":
		return far
	case "hard":
		return -far
	}
	return 0
}

// radius is how large its mark is.
func (s spot) radius() float64 { return 5.5 + .45*float64(s.w) }

// drawing is the line of a life on a sheet: lying on a desk, standing on a phone.
type drawing struct {
	id         string
	wide, high float64
	middle     float64 // where the line would be if nothing had happened
	far        float64 // how far the furthest event is from it
	standing   bool
	spots      []spot
}

// lying is drawn from left to right: at least so far from each other that their names fit.
func lying(spots []spot) drawing {
	const step, edge = 114.0, 74.0
	d := drawing{id: "lying", high: 380, middle: 190, far: 104}
	d.wide = max(1080, edge*2+1.15*step*float64(len(spots)-1))
	d.spots = slices.Clone(spots)
	room := d.wide - 2*edge
	span := spots[len(spots)-1].at - spots[0].at
	for i := range d.spots {
		s := &d.spots[i]
		s.x, s.y = edge+room/2, d.middle-s.up()*d.far
		if span > 0 {
			s.x = edge + (s.at-spots[0].at)/span*room
		} else if len(spots) > 1 {
			s.x = edge + room*float64(i)/float64(len(spots)-1)
		}
	}
	spread(d.spots, step, d.wide-edge)
	return d
}

// spread moves events apart that stand too close, and keeps their order.
func spread(spots []spot, step, last float64) {
	for i := 1; i < len(spots); i++ {
		spots[i].x = max(spots[i].x, spots[i-1].x+step)
	}
	for i := len(spots) - 1; i >= 0 && spots[i].x > last; i-- {
		spots[i].x, last = last, last-step
	}
}

// standing is drawn from top to bottom, one event below the other.
func standing(spots []spot) drawing {
	const step = 78.0
	d := drawing{id: "standing", wide: 340, middle: 62, far: 50, standing: true, high: step * float64(len(spots))}
	d.spots = slices.Clone(spots)
	for i := range d.spots {
		s := &d.spots[i]
		s.x, s.y = d.middle+s.up()*d.far, step*(float64(i)+.5)
	}
	return d
}

func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// path is the line through all events, which never goes beyond one.
func (d drawing) path() string {
	x, y := 0.0, d.middle
	if d.standing {
		x, y = d.middle, 0
	}
	var all strings.Builder
	all.WriteString("M" + px(x) + " " + px(y))
	to := func(nx, ny float64) {
		if d.standing {
			half := (y + ny) / 2
			all.WriteString(" C" + px(x) + " " + px(half) + " " + px(nx) + " " + px(half) + " " + px(nx) + " " + px(ny))
		} else {
			half := (x + nx) / 2
			all.WriteString(" C" + px(half) + " " + px(y) + " " + px(half) + " " + px(ny) + " " + px(nx) + " " + px(ny))
		}
		x, y = nx, ny
	}
	for _, s := range d.spots {
		to(s.x, s.y)
	}
	if d.standing {
		to(d.middle, d.high)
	} else {
		to(d.wide, d.middle)
	}
	return all.String()
}

// lines breaks a title into at most two lines of so many letters.
func (d drawing) lines(title string) (all []string) {
	most := 15
	if d.standing {
		most = 22
	}
	row := ""
	for _, word := range strings.Fields(title) {
		switch {
		case row == "":
			row = word
		case utf8.RuneCountInString(row)+1+utf8.RuneCountInString(word) <= most:
			row += " " + word
		default:
			all, row = append(all, short(row, most)), word
		}
	}
	all = append(all, short(row, most))
	if len(all) > 2 {
		all = []string{all[0], short(all[1]+"…", most)}
	}
	return all
}

// short cuts a text that is longer than there is room for.
func short(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// label is where the words of an event begin, and how far apart its lines are.
func (d drawing) label(s spot, rows int) (x, y float64) {
	switch {
	case d.standing:
		return 136, s.y - 8*float64(rows)
	case s.up() >= 0:
		return s.x, s.y - s.radius() - 12 - 16*float64(rows)
	}
	return s.x, s.y + s.radius() + 20
}
