package trust

import (
	"fmt"
	"testing"
	"time"

	"tillit.care/base/seal"
)

// TestLine: events stand in the order in which they happened, whatever is known of when, and
// never so close that their names run into each other.
func TestLine(t *testing.T) {
	at := func(i int, e *Event) Revision {
		return Revision{ID: ID(fmt.Sprint(i)), Thread: Thread(fmt.Sprint(i)), Said: Said{Kind: "event"}, Thing: e}
	}
	b := Board{Client: true, All: []Revision{
		at(0, &Event{Title: "told at 30", Sway: "good", Age: n(30)}),
		at(1, &Event{Title: "both", Sway: "hard", Year: n(1995), Age: n(8)}),
		at(2, &Event{Title: "in words", Sway: "hard", When: "around 2009"}),
		at(3, &Event{Title: "age in words", Sway: "both", When: "when I was 9"}),
		at(4, &Event{Title: "nobody knows", Sway: "hard", When: "long ago"}),
		at(5, &Event{Title: "later that year", Sway: "hard", Year: n(1995), Season: "winter"}),
		at(6, &Event{Title: "taken away", Sway: "hard", Year: n(2001)}),
	}}
	b.All[6].Away = true
	dated, undated := b.spots()
	var order []seal.Text
	for _, s := range dated {
		order = append(order, s.Title)
	}
	if got := fmt.Sprintf("%q", reveal(order)); got != `["both" "later that year" "age in words" "in words" "told at 30"]` || len(undated) != 1 {
		t.Errorf("the order is %s, and %d are without a time", got, len(undated))
	}
	for many := 1; many < 40; many++ {
		var crowd []spot
		for i := range many {
			crowd = append(crowd, spot{Event: &Event{Sway: "hard"}, at: 2000 + float64(i%3)/10, w: 10})
		}
		d := lying(crowd)
		for i, s := range d.spots {
			if s.x < 70 || s.x > d.wide-70 || i > 0 && s.x-d.spots[i-1].x < 113.9 || s.y > d.high-60 {
				t.Fatalf("%d events: number %d stands at %.0f, %.0f of %.0f, %.0f", many, i, s.x, s.y, d.wide, d.high)
			}
		}
	}
}

func reveal(all []seal.Text) (texts []string) {
	for _, t := range all {
		texts = append(texts, t.Reveal())
	}
	return texts
}

func moment(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }

func TestTitlesBreak(t *testing.T) {
	for title, want := range map[string]int{"": 1, "Dad left": 1, "The summer we moved": 2, "I told him that I had read his messages": 2, "Donaudampfschifffahrtsgesellschaft": 1} {
		for _, d := range []drawing{{}, {standing: true}} {
			rows := d.lines(title)
			if len(rows) > 2 || len(rows) < 1 || !d.standing && len(rows) != want {
				t.Errorf("%q breaks into %q", title, rows)
			}
		}
	}
}

// TestBelieved: the course has each change once, and what thought records found.
func TestBelieved(t *testing.T) {
	b := func(i, held int) Revision {
		return Revision{ID: ID(fmt.Sprint(i)), Thread: "x", N: i, At: moment(i), Said: Said{Kind: "stuck"}, Thing: &Stuck{Held: &held}}
	}
	after := 40
	record := Revision{ID: "r", Thread: "r", At: moment(5), Said: Said{Kind: "record"}, Thing: &Record{Stuck: []Thread{"x"}, After: &after}}
	aside := b(3, 10)
	aside.Aside = true
	course := believed([]Revision{b(6, 30), b(4, 80), aside, b(2, 95), b(1, 95)}, []Revision{record})
	got := ""
	for _, c := range course {
		got += fmt.Sprint(c.Held, " ")
	}
	if got != "95 80 40 30 " {
		t.Errorf("the course is %s", got)
	}
}
