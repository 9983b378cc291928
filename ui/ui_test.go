package ui

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tillit.care/base/fault"
	"tillit.care/base/words"
)

func english(t *testing.T) context.Context {
	t.Helper()
	book, err := words.Load(os.DirFS("../content"))
	if err != nil {
		t.Fatal(err)
	}
	return words.Speak(t.Context(), book, "en", nil)
}

func draw(t *testing.T, part templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := part.Render(english(t), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func day(n int) time.Time { return time.Date(2026, 1, 5+n, 9, 0, 0, 0, time.UTC) }

func distress(points ...Point) Trajectory {
	var course []Level
	for _, p := range points {
		course = append(course, Level{p.At, p.Value, p.Value - 2, p.Value + 2})
	}
	return Trajectory{
		Title: "Low mood", Unit: "points", Min: 0, Max: 27, Worse: "Higher means more distress.", Levels: course,
		Bands: []Band{{0, 4, "minimal"}, {5, 9, "mild"}, {10, 14, "moderate"}, {15, 19, "moderately severe"}, {20, 27, "severe"}},
		Lines: []Line{{10, "Worth talking about"}}, Points: points,
	}
}

// sample is one of everything, as a page would have it.
func sample() templ.Component {
	options := []Option{{"0", "Not at all"}, {"1", "Several days"}}
	text := templ.Raw("<p>text</p>")
	parts := templ.Join(
		Field(FieldProps{Name: "name", Label: "Name", Hint: "Any name", Error: "Please write a name", Required: true, MaxLength: 80}),
		Field(FieldProps{Name: "story", Label: "Story", Lines: 5, Value: "</textarea><script>"}),
		Select(SelectProps{Name: "pick", Label: "Pick", Options: options, Value: "1"}),
		CheckBox(CheckBoxProps{Name: "ok", Label: "Yes", Hint: "Really", Checked: true}),
		Radios(RadiosProps{Name: "few", Legend: "Few", Options: options, Required: true}),
		Choice(ChoiceProps{Name: "q1", Legend: "Item", Number: 1, Of: 9, Options: options, Chosen: "0", Optional: true, Error: "Please choose"}),
		Row(), Group("Group", "hint"), ButtonNamed("Save", Plain, "do", "save"), LinkButton("Back", "/", Quiet),
		Act("/do", "Do", Primary), Notice(Care, "Care"), Card("Card"), Empty("Nothing", "yet"),
		Time(day(0), nil), Day(day(0), nil), Table("Table", []string{"A", "B"}), Details("More"),
		Paragraphs("one\r\n\r\ntwo"), Progress(1, 3), LivePart("/part", "measures"),
		PassKey(PassKeyProps{Begin: "/b", Finish: "/f", Text: "Use a passkey"}),
		AnswerForm(AnswerProps{Action: "/answer", Draft: "/draft", Once: "o1", Problem: "One is missing", Meanwhile: text}), DeviceCard(), DeviceChoice(),
		Chart(distress()), Chart(distress(Point{At: day(0), Value: 3})),
		Chart(distress(Point{At: day(0), Value: 21, Label: "before"}, Point{At: day(40), Value: 8})),
		Scale(ScaleProps{Name: "sud", Legend: "Scale", To: 10, Low: "low", High: "high", Hint: "hint", Error: "wrong"}),
		Faces("Inside", []Face{{Name: "Ana Holm", Role: "therapist"}, {Name: "Liz", You: true}}),
		Place(PlaceProps{Title: "Place", Icon: "lock", Inside: "Only you", Eyes: "Only you.", Href: "/place", Note: "ended", Ended: true}),
		Dialog(DialogProps{ID: "sure", Title: "Sure?", Open: "Open"}), Tabs("Tabs", []Tab{{"one", "One"}}), Panel(Tab{"one", "One"}),
		PageTabs("Pages", []Link{{Href: "/a", Text: "A", Here: true, Icon: "work"}}), Timeline("Life"), Moment(MomentProps{Title: "born", Sway: Better}),
		Working(WorkProps{Label: "Copying", Text: "a minute"}), Sparkline(distress(Point{At: day(0), Value: 3})),
		text,
	)
	frame := Frame{
		Title: "Sample", Nav: []Link{{"/a", "Here", true, "today"}, {"javascript:alert(1)", "There", false, ""}}, Person: "Ada",
		QuickExit: true, ExitTo: "https://example.org/", Eyes: "Only you.", Demo: true, SignOut: true, Live: "/live", Help: "/help",
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return Page(frame).Render(templ.WithChildren(ctx, parts), w)
	})
}

func TestPagesKeepTheStrictPolicy(t *testing.T) {
	page := draw(t, sample())
	for _, bad := range []string{` style="`, "<style", " onclick", "javascript:", "</textarea><script>", "http://"} {
		if strings.Contains(page, bad) {
			t.Errorf("a page contains %q", bad)
		}
	}
	if n := strings.Count(page, "<script"); n != 1 {
		t.Errorf("%d scripts, want the one file", n)
	}
	if key := regexp.MustCompile(`\bui\.[a-z.]+`).FindString(page); key != "" {
		t.Errorf("words are missing: %s", key)
	}
}

func TestNoIdStandsTwiceAndEveryReferenceIsThere(t *testing.T) {
	page := strings.ReplaceAll(draw(t, sample()), "chart-Low-mood", "chart") // three charts of one title
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		ids[m[1]]++
	}
	for id, n := range ids {
		if n > 1 && !strings.HasPrefix(id, "chart") {
			t.Errorf("id %s stands %d times", id, n)
		}
	}
	for _, m := range regexp.MustCompile(` (?:for|aria-describedby|aria-labelledby)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if ids[id] == 0 {
				t.Errorf("%s is named and not there", id)
			}
		}
	}
}

func TestTicksAreRoundInsideAndFew(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 27, "[0 5 10 15 20 25]"}, {0, 21, "[0 5 10 15 20]"}, {0, 4, "[0 1 2 3 4]"}, {0, 80, "[0 20 40 60 80]"},
		{-3, 3, "[-2 0 2]"}, {1, 5, "[1 2 3 4 5]"}, {0, 100, "[0 20 40 60 80 100]"}, {0, 1, "[0 0.2 0.4 0.6 0.8 1]"}, {5, 5, "[5]"},
	} {
		got := ticks(c.low, c.high, 6)
		if fmt.Sprint(got) != c.want {
			t.Errorf("ticks(%v, %v) = %v, want %v", c.low, c.high, got, c.want)
		}
	}
	for high := 1.0; high < 400; high += 0.7 {
		got := ticks(0, high, 6)
		if len(got) < 2 || len(got) > 6 || got[0] < 0 || got[len(got)-1] > high+1e-6 {
			t.Fatalf("ticks(0, %v) = %v", high, got)
		}
	}
}

func TestTimeTicksFitTheSpan(t *testing.T) {
	ctx, from := english(t), time.Date(2025, 11, 20, 15, 0, 0, 0, time.UTC)
	for days, want := range map[int]string{
		0: "20 Nov", 2: "21 Nov · 22 Nov", 10: "20 Nov · 27 Nov", 21: "20 Nov · 27 Nov · 4 Dec · 11 Dec",
		100: "Dec 2025 · Jan 2026 · Feb", 400: "Jan 2026 · Apr · Jul · Oct",
		1100: "Jan 2026 · Jan 2027 · Jan 2028", 4000: "Jan 2030 · Jan 2035",
	} {
		var got []string
		for _, tick := range timeTicks(from, from.AddDate(0, 0, days), 4) {
			got = append(got, tick.text(ctx))
		}
		if strings.Join(got, " · ") != want {
			t.Errorf("%d days: %v, want %s", days, got, want)
		}
	}
}

func TestAChartSaysInWordsWhatItShows(t *testing.T) {
	got := distress(Point{At: day(0), Value: 21}, Point{At: day(40), Value: 8}).desc(english(t))
	want := "2 answers, from 21 on 5 January 2026 to 8 on 14 February 2026. Lowest 8, highest 21. " +
		"The latest is in the range “mild”. Higher means more distress."
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAChartStaysInsideItsFrame(t *testing.T) {
	c := distress(Point{At: day(0), Value: 40}, Point{At: day(1), Value: -3}, Point{At: day(1), Value: 5})
	d := c.draw(english(t))
	for _, p := range d.Dots {
		var x, y float64
		if _, err := fmt.Sscanf(p.X+" "+p.Y, "%f%% %f", &x, &y); err != nil {
			t.Fatal(err)
		}
		if x < plotLeft || x > plotRight || y < plotTop || y > plotTop+plotDeep {
			t.Errorf("a point outside the plot: %v", p)
		}
	}
	svg := regexp.MustCompile(`(?s)<svg.*</svg>`).FindString(draw(t, Chart(c)))
	if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
		t.Errorf("the drawing is not well-formed: %v", err)
	}
}

func TestAssetsAreKeptForEverByTheirPresentName(t *testing.T) {
	for _, name := range []string{"app.css", "app.js", "icon.svg"} {
		r := httptest.NewRequest("GET", Asset(name), nil)
		r.Header.Set("Accept-Encoding", "br, gzip;q=0.8")
		w := httptest.NewRecorder()
		if err := ServeAsset(w, r); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %v", name, w.Header())
		}
		zipped, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(zipped)
		if err != nil || !slices.Equal(text, assets[name].plain) {
			t.Errorf("%s does not unpack to itself", name)
		}
	}
}

func TestAnOldOrUnknownAssetIsNotKept(t *testing.T) {
	r, w := httptest.NewRequest("GET", "/assets/app.000000000000.css", nil), httptest.NewRecorder()
	r.Header.Set("Accept-Encoding", "gzip; q=0")
	if err := ServeAsset(w, r); err != nil || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%v %v", err, w.Header())
	}
	for _, gone := range []string{"/assets/other.css", "/assets/", "/assets/app..js.map"} {
		if err := ServeAsset(httptest.NewRecorder(), httptest.NewRequest("GET", gone, nil)); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", gone, err)
		}
	}
}

func TestWhatTheBrowserGetsIsSmall(t *testing.T) {
	for name, most := range map[string]int{"app.js": 40_000, "app.css": 55_000} { // with every room's; the shared parts are about 10 kB each
		if n := len(assets[name].plain); n > most {
			t.Errorf("%s has %d bytes, more than %d", name, n, most)
		}
	}
}

func TestNumbersAndDatesFollowTheReader(t *testing.T) {
	book, err := words.Load(os.DirFS("../content"))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.March, 3, 9, 5, 0, 0, time.UTC)
	for language, want := range map[string][4]string{
		"en": {"2.25", "−3", "3 March 2026", "3 March 2026, 09:05"},
		"es": {"2,25", "−3", "3 de marzo de 2026", "3 de marzo de 2026, 09:05"},
	} {
		ctx := words.Speak(t.Context(), book, language, nil)
		got := [4]string{Number(ctx, 2.254), Number(ctx, -3), dayText(ctx, at), timeText(ctx, at)}
		if got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

// A browser that remembers what was written would give it back to whoever presses Back or
// reloads. What helps to sign in is remembered all the same.
func TestAFormIsNotRemembered(t *testing.T) {
	if got := draw(t, Form("/spaces/x/pages", "")); !strings.Contains(got, `autocomplete="off"`) {
		t.Errorf("the browser may remember %s", got)
	}
	if got := draw(t, AnswerForm(AnswerProps{Action: "/x"})); !strings.Contains(got, `autocomplete="off"`) {
		t.Errorf("the browser may remember %s", got)
	}
	if got := draw(t, Field(FieldProps{Name: "password", Type: "password", Autocomplete: "current-password"})); !strings.Contains(got, `autocomplete="current-password"`) {
		t.Errorf("a password manager does not know %s", got)
	}
}
