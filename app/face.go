package app

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/ui"
)

// face is the design language on one page: every part in every state. ?theme= and ?dir=
// show it as somebody else's system would.
func (h *House) face(w http.ResponseWriter, r *http.Request) error {
	f := h.frame(r)
	f.Title, f.Eyes = words.T(r.Context(), "face.title"), words.T(r.Context(), "face.eyes")
	f.QuickExit, f.Help, f.Wide = true, "/help", true
	if theme := r.URL.Query().Get("theme"); slices.Contains(ui.Themes[:3], theme) {
		f.Theme = theme
	}
	if dir := r.URL.Query().Get("dir"); dir == "rtl" || dir == "ltr" {
		f.Direction = dir
	}
	return web.Draw(w, r, http.StatusOK, facePage(f))
}

// shades is the theme whose colours the page lists.
func shades(f ui.Frame) string {
	if f.Theme == "" {
		return ui.Themes[0]
	}
	return f.Theme
}

func contrast(theme, front, ground string) string {
	return fmt.Sprintf("%.1f", ui.Contrast(theme, front, ground))
}

// faces are the people of the samples.
func faces(ctx context.Context) []ui.Face {
	return []ui.Face{
		{Name: "Dr. Ana Holm", Role: words.T(ctx, "face.sample.therapist")},
		{Name: "Liz Carver", You: true},
		{Name: "Jonas Berg", Role: words.T(ctx, "face.sample.cover")},
	}
}

// sampleChart is a line that falls through its bands, with what happened meanwhile.
func sampleChart(ctx context.Context, id string, answers, events int) ui.Trajectory {
	day := func(n int) time.Time { return time.Date(2026, 1, 5+n, 9, 0, 0, 0, time.UTC) }
	c := ui.Trajectory{
		ID: id, Title: words.T(ctx, "face.sample.chart"), Unit: words.T(ctx, "face.sample.points"), Worse: words.T(ctx, "face.sample.worse"), Max: 27,
		Lines: []ui.Line{{Value: 10, Label: words.T(ctx, "face.sample.threshold")}},
	}
	for i, name := range strings.Split(words.T(ctx, "face.sample.bands"), ", ") {
		c.Bands = append(c.Bands, ui.Band{From: []float64{0, 5, 10, 15, 20}[i%5], To: []float64{4, 9, 14, 19, 27}[i%5], Label: name})
	}
	for i, v := range []float64{18, 19, 16, 17, 12, 13, 9, 7} {
		if i < answers {
			at, smooth := day(i*12), []float64{18.1, 17.9, 16.2, 15.4, 13.1, 11.9, 9.4, 7.5}[i]
			c.Points = append(c.Points, ui.Point{At: at, Value: v})
			c.Levels = append(c.Levels, ui.Level{At: at, Value: smooth, Low: smooth - 3, High: smooth + 3})
			if answers > 4 {
				c.Others = append(c.Others, ui.Expected{At: at, Mean: 18 - 3*math.Log(float64(i+1)), Edge: 22 - 3*math.Log(float64(i+1))})
			}
		}
	}
	for i, n := range []int{-3, 20, 24, 61} {
		if i < events {
			c.Events = append(c.Events, ui.ChartEvent{At: day(n), Label: words.T(ctx, fmt.Sprint("face.sample.event.", i+1))})
		}
	}
	return c
}

func options(ctx context.Context) []ui.Option {
	var all []ui.Option
	for i, text := range strings.Split(words.T(ctx, "face.sample.options"), ", ") {
		all = append(all, ui.Option{Value: fmt.Sprint(i), Label: text})
	}
	return all
}
