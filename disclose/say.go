package disclose

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/ui"
)

// dayText is a day of the calendar in the reader's words.
func dayText(ctx context.Context, day string, zone *time.Location) string {
	from, _, err := dayOf(day, zone)
	if err != nil {
		return day
	}
	return ui.DayText(ctx, from, zone)
}

// hintOf explains a kind of record where its name does not.
func hintOf(ctx context.Context, r Records) string {
	switch r {
	case Summary, Process, Attendance:
		return words.T(ctx, "disclose.hint."+string(r))
	}
	return ""
}

// text is somebody inside a space, in words.
func (s Sitting) text(ctx context.Context) string {
	switch {
	case s.You:
		return words.T(ctx, "disclose.inside.you")
	case s.Role == right.Client:
		return words.T(ctx, "disclose.inside.partner")
	case s.Role == right.Desk:
		return words.T(ctx, "disclose.inside.desk")
	}
	return s.Name + ", " + words.T(ctx, "disclose.role."+string(s.Role))
}

// heldProblem and heldValue are what was wrong in the form of one that is held back.
func (s Sharing) heldProblem(ctx context.Context, which ToldID) string {
	if s.Failed != which || s.Problem == "" {
		return ""
	}
	return words.T(ctx, s.Problem)
}

func (s Sharing) heldValue(which ToldID, text string) string {
	if s.Failed != which {
		return ""
	}
	return text
}

func holds(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "disclose.hold.no")}}
	for _, w := range []Why{Danger, Delay} {
		all = append(all, ui.Option{Value: string(w), Label: words.T(ctx, "disclose.hold."+string(w))})
	}
	return all
}

// problemIn is the summary of one of the forms of a page: that which has one of those fields.
func (f form) problemIn(ctx context.Context, fields ...string) string {
	if !slices.Contains(fields, f.Field) {
		return ""
	}
	return f.summary(ctx)
}

// byDay are visits with those of one day together, in order.
func byDay(all []Visit, zone *time.Location) (days [][]Visit) {
	last := ""
	for _, v := range all {
		if day := v.Day.In(zone).Format(time.DateOnly); day != last || days == nil {
			days, last = append(days, nil), day
		}
		days[len(days)-1] = append(days[len(days)-1], v)
	}
	return days
}

func (v Visit) name(ctx context.Context) string {
	if v.Name != "" {
		return v.Name
	}
	return words.T(ctx, v.Key)
}

// text is what was done, in one sentence. That a space was opened is said only where nothing
// else was done in it.
func (v Visit) text(ctx context.Context) string {
	var all []string
	for _, d := range v.Dids {
		if d.Key == "disclose.did.open" && len(v.Dids) > 1 {
			continue
		}
		all = append(all, words.T(ctx, d.Key, "count", d.Count, "name", d.Whom))
	}
	return strings.Join(all, " · ")
}

func (l Looked) month(ctx context.Context) string {
	return words.T(ctx, "disclose.month", "month", strings.Fields(words.T(ctx, "ui.months"))[l.Month.Month()-1], "year", l.Month.Format("2006"))
}

// at is the address of a month, for one person or all.
func (l Looked) at(month time.Time, by who.ID) string {
	at := l.path() + "/looked?month=" + month.Format("2006-01")
	if by != "" {
		at += "&who=" + string(by)
	}
	return at
}

// question leads to the form that asks about a line.
func (l Looked) question(v Visit) string {
	return l.path() + "/ask/question?day=" + v.Day.In(l.Zone).Format(time.DateOnly) + "&who=" + string(v.By)
}

func grantEnds(g Grant) string {
	if g.Now {
		return "disclose.grants.until"
	}
	return "disclose.grants.ended"
}

func here(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// into ends the key of where a copy was put.
func (b Brought) into() string {
	if b.To == "" {
		return "gone"
	}
	return string(b.To)
}

// right is by what right something was told, with the order or the law.
func (t Told) right(ctx context.Context) string {
	text := words.T(ctx, "disclose.basis."+string(t.Basis))
	if t.Ground != "" {
		text += ": " + t.Ground.Reveal()
	}
	return text
}
