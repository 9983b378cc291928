package ui

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
)

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Liz Carver": "LC", "Dr. Ana Holm": "AH", "maría josé núñez": "MN", "Ø": "Ø", "": "", "  ": "",
		"Anne-Sofie": "AS", "山田 太郎": "山太", "Dr.": "D",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAFaceKeepsItsColour(t *testing.T) {
	hues := map[string]bool{}
	for _, name := range []string{"Ana", "Liz", "Dave", "Tom", "Jonas", "Ingrid", "Mari", "Siri", "Per", "Kari"} {
		f := Face{Name: name}
		if f.hue() != f.hue() || !regexp.MustCompile(`^hue-[1-4]$`).MatchString(f.hue()) {
			t.Errorf("%s has the colour %q", name, f.hue())
		}
		hues[f.hue()] = true
	}
	if len(hues) < 3 || (Face{Name: "Ana", You: true}).hue() != "you" {
		t.Errorf("colours: %v", hues)
	}
}

// TestIcons: each draws itself and nobody hears it; the ones that point turn round.
func TestIcons(t *testing.T) {
	if len(Icons()) < 14 {
		t.Errorf("only %d icons", len(Icons()))
	}
	path := regexp.MustCompile(`^[MLHVCSQTAZmlhvcsqtaz0-9 .,-]+$`)
	for _, name := range Icons() {
		if !path.MatchString(icons[name]) {
			t.Errorf("%s is no path: %s", name, icons[name])
		}
		if html := draw(t, Icon(name)); !strings.Contains(html, `aria-hidden="true"`) {
			t.Errorf("%s is heard: %s", name, html)
		}
	}
	for _, name := range pointing {
		if icons[name] == "" || !strings.Contains(draw(t, Icon(name)), "points") {
			t.Errorf("%s does not turn", name)
		}
	}
}

func TestAPlaceSaysWhoIsInsideAndWhereItLeads(t *testing.T) {
	place := PlaceProps{Title: "My journal", Faces: []Face{{Name: "Liz", You: true}}, Inside: "Only you", Eyes: "Only you can open this.", Href: "/spaces/1/pages"}
	for link, want := range map[string]string{"": `<a href="/spaces/1/pages">My journal</a>`, "Go in": `<a class="button plain" href="/spaces/1/pages">Go in</a>`} {
		place.Link = link
		html := draw(t, Place(place))
		for _, part := range []string{want, "Only you</span>", `class="eyes"`, "Only you can open this."} {
			if !strings.Contains(html, part) {
				t.Errorf("link %q: no %s in %s", link, part, html)
			}
		}
	}
	place.Href, place.Link = "", "Go in"
	if html := draw(t, Place(place)); strings.Contains(html, "<a ") {
		t.Errorf("a closed place leads somewhere: %s", html)
	}
}

func TestASparklineIsHeard(t *testing.T) {
	c := distress(Point{At: day(0), Value: 18}, Point{At: day(40), Value: 12}, Point{At: day(84), Value: 7})
	html := draw(t, Sparkline(c))
	if !strings.Contains(html, `aria-label="Low mood: From 18 to 7 in 12 weeks. Higher means more distress."`) {
		t.Error(html)
	}
	if err := xml.Unmarshal([]byte(html), new(struct{})); err != nil {
		t.Error(err)
	}
	for _, p := range c.Points {
		if x, y := c.spark()(p); x < 0 || x > sparkWide || y < 0 || y > sparkHigh {
			t.Errorf("%v is drawn at %v, %v", p, x, y)
		}
	}
	for _, want := range [][4]float64{{7, 14, 3.75, 13.5}, {0, 3, 0, 13.5}, {25, 27, 13.5, 13.5}, {2, 26, 2, 24}} {
		c := distress(Point{At: day(0), Value: want[0]}, Point{At: day(9), Value: want[1]})
		if low, span := c.sparkRange(c.scale()); low != want[2] || span != want[3] {
			t.Errorf("from %v to %v: shown is %v and %v above, want %v and %v", want[0], want[1], low, span, want[2], want[3])
		}
	}
	if got := draw(t, Sparkline(distress())); got != "" {
		t.Errorf("nothing is drawn as %s", got)
	}
	for days, want := range map[int]string{1: "in a day", 10: "in 10 days", 14: "in 2 weeks"} {
		if got := distress(Point{At: day(0), Value: 1}, Point{At: day(days), Value: 2}).Course(english(t)); !strings.Contains(got, want) {
			t.Errorf("%d days: %s", days, got)
		}
	}
	if got := distress(Point{At: day(0), Value: 1}, Point{At: day(0).Add(time.Hour), Value: 2}).Course(english(t)); got != "From 1 to 2 on one day." {
		t.Error(got)
	}
}

// TestNamesInAPlotStandClear: whatever the course of the line, no name is crossed by it,
// by a threshold or by another name; a threshold always has its name.
func TestNamesInAPlotStandClear(t *testing.T) {
	drawn := 0
	for seed := range 400 {
		var points []Point
		for i := range 2 + seed%11 {
			points = append(points, Point{At: day(i * 7), Value: float64((seed*7919 + i*i*31 + i*17*(seed%5)) % 28)})
		}
		c := distress(points...)
		s := c.scale()
		var d drawing
		c.name(t.Context(), &d, s)
		if len(d.Lines) != 1 || d.Lines[0].Name.Text == "" {
			t.Fatalf("%d: the threshold has no name", seed)
		}
		var boxes []box
		for _, b := range d.Bands {
			if b.Name.Text == "" {
				continue
			}
			at := boxOf(t, b.Name)
			if c.crosses(s, at) {
				t.Errorf("%d: the line runs through %q", seed, b.Name.Text)
			}
			for _, other := range boxes {
				if at.meets(other) {
					t.Errorf("%d: %q stands on another name", seed, b.Name.Text)
				}
			}
			boxes = append(boxes, at)
			drawn++
		}
	}
	if drawn < 400*2 {
		t.Errorf("only %d names were drawn", drawn)
	}
}

// boxOf is the room that a drawn name takes.
func boxOf(t *testing.T, n inscription) box {
	t.Helper()
	for _, s := range spots(n.Text, 0) {
		at := s.inscribed(n.Text)
		if at.X == n.X && at.Anchor == n.Anchor {
			var y float64
			if _, err := fmt.Sscanf(n.Y, "%f", &y); err != nil {
				t.Fatal(err)
			}
			s.box.top, s.box.foot = y-14, y-14+nameHigh
			return s.box
		}
	}
	t.Fatalf("%v stands nowhere", n)
	return box{}
}

// walks tells whether a walk in small steps along a line comes into a box.
func walks(b box, x1, y1, x2, y2 float64) bool {
	for i := range 2001 {
		part := float64(i) / 2000
		if x, y := x1+part*(x2-x1), y1+part*(y2-y1); x >= b.left && x <= b.right && y >= b.top && y <= b.foot {
			return true
		}
	}
	return false
}

// grazes tells whether a line passes a corner so close that steps may miss it.
func grazes(b box, x1, y1, x2, y2 float64) bool {
	return walks(box{b.left - 0.001, b.right + 0.001, b.top - 0.1, b.foot + 0.1}, x1, y1, x2, y2)
}

// TestALineCutsABox compares with walking along the line in small steps.
func TestALineCutsABox(t *testing.T) {
	b := box{0.3, 0.6, 40, 80}
	met := 0
	for n := range 4000 {
		at := func(k int) float64 { return float64((n*k+k*k)%211) / 211 }
		x1, y1, x2, y2 := at(7), at(13)*120, at(29), at(31)*120
		touches := walks(b, x1, y1, x2, y2)
		if touches {
			met++
		}
		if got := b.cut(x1, y1, x2, y2); touches && !got || got && !touches && !grazes(b, x1, y1, x2, y2) {
			t.Fatalf("(%v, %v) to (%v, %v): cut is %v, touches is %v", x1, y1, x2, y2, got, touches)
		}
	}
	if met < 400 || met > 3600 {
		t.Errorf("%d of 4000 lines met the box: the comparison says little", met)
	}
}

func TestEventsTooCloseShareANumber(t *testing.T) {
	c := distress(Point{At: day(0), Value: 3}, Point{At: day(100), Value: 5})
	for i, n := range []int{-20, 10, 12, 13, 90, 140} {
		c.Events = append(c.Events, ChartEvent{At: day(n), Label: fmt.Sprint("event ", i)})
	}
	var got []string
	for _, m := range c.draw(english(t)).Marks {
		var x float64
		if _, err := fmt.Sscanf(m.X, "%f%%", &x); err != nil || x < plotLeft || x > plotRight {
			t.Errorf("%v stands outside the plot", m)
		}
		got = append(got, m.Text)
	}
	if strings.Join(got, " ") != "1 2–4 5 6" {
		t.Errorf("marks %v", got)
	}
	html := draw(t, Chart(c))
	if strings.Count(html, "<li>") != 6 || !strings.Contains(html, "event 5") {
		t.Error("not every event has its words")
	}
	c.Events = append(c.Events, ChartEvent{At: day(141), Label: "a seventh"})
	if html := draw(t, Chart(c)); strings.Count(html, "<details>") != 2 || !strings.Contains(html, "a seventh") {
		t.Error("seven events do not fold away")
	}
}

func TestAScaleSaysItsEnds(t *testing.T) {
	html := draw(t, Scale(ScaleProps{Name: "sud", Legend: "How strong?", To: 10, Low: "not at all", High: "as strong as can be", Chosen: "4", Optional: true}))
	if n := strings.Count(html, `type="radio"`); n != 12 {
		t.Errorf("%d choices", n)
	}
	for _, part := range []string{`value="4" checked`, `<span class="unseen">not at all</span>`, `<span class="unseen">as strong as can be</span>`, `class="steps long"`} {
		if !strings.Contains(html, part) {
			t.Errorf("no %s in %s", part, html)
		}
	}
}

func TestAMomentWithoutADateIsShownAsOne(t *testing.T) {
	for want, m := range map[string]MomentProps{
		"No date": {Title: "x"}, "when I was seven": {Title: "x", When: "when I was seven", At: day(0)}, "5 January 2026": {Title: "x", At: day(0)},
	} {
		if html := draw(t, Moment(m)); !strings.Contains(html, want) {
			t.Errorf("no %q in %s", want, html)
		}
	}
	if html := draw(t, Moment(MomentProps{Title: "x", Sway: Harder})); !strings.Contains(html, ">hard</span>") {
		t.Errorf("hard is told by shape alone: %s", html)
	}
}

func TestLongWork(t *testing.T) {
	for html, want := range map[string]string{
		draw(t, Working(WorkProps{Label: "Checking", Done: 3, Of: 9})): `<progress value="3" max="9" aria-label="Checking">`,
		draw(t, Working(WorkProps{Label: "Copying"})):                  `<progress aria-label="Copying">`,
	} {
		if !strings.Contains(html, want) || !strings.Contains(html, `role="status"`) {
			t.Errorf("no %s in %s", want, html)
		}
	}
}

func TestADialogAndTabsAreLinksWithoutScript(t *testing.T) {
	html := draw(t, Dialog(DialogProps{ID: "sure", Title: "Sure?", Open: "Look"}))
	for _, part := range []string{`href="#sure"`, `<dialog id="sure"`, `href="#sure-open"`, `id="sure-open"`} {
		if !strings.Contains(html, part) {
			t.Errorf("no %s in %s", part, html)
		}
	}
	tab := Tab{"week", "This week"}
	if html := draw(t, templ.Join(Tabs("Parts", []Tab{tab}), Panel(tab))); !strings.Contains(html, `href="#week"`) || !strings.Contains(html, `id="week"`) {
		t.Error(html)
	}
}

func TestALengthIsWrittenToATenth(t *testing.T) {
	for v, want := range map[float64]string{0: "0", -0.04: "0", 0.05: "0.1", 3: "3", 12.34: "12.3", 99.96: "100", -0.26: "-0.3", -7: "-7", 104.5: "104.5"} {
		if got := px(v); got != want {
			t.Errorf("%v is written %q, not %q", v, got, want)
		}
	}
}
