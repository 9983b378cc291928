package practice

import (
	"context"
	_ "embed"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/ui"
)

//go:embed zones.txt
var zoneList string

// Zones are the time zones to choose from, and one that is in use already. None is what
// stands first, for no zone.
func Zones(chosen, none string) []ui.Option {
	all := []ui.Option{{Label: none}}
	found := chosen == ""
	for zone := range strings.FieldsSeq(zoneList) {
		all = append(all, ui.Option{Value: zone, Label: strings.ReplaceAll(zone, "_", " ")})
		found = found || zone == chosen
	}
	if !found {
		all = append(all, ui.Option{Value: chosen, Label: chosen})
	}
	return all
}

// jurisdictions are the places whose law a practice may be under. The words hold them as
// code, space, name, divided by bars.
func jurisdictions(ctx context.Context, chosen string) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "practice.choose")}}
	found := chosen == ""
	for line := range strings.SplitSeq(words.T(ctx, "practice.jurisdictions"), "|") {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		all = append(all, ui.Option{Value: code, Label: name})
		found = found || code == chosen
	}
	if !found {
		all = append(all, ui.Option{Value: chosen, Label: chosen})
	}
	return all
}

// problem is the sentence about one field; empty when it is right.
func (v view) problem(ctx context.Context, field string) string {
	if key := v.Wrong[field]; key != "" {
		return words.T(ctx, key)
	}
	return ""
}

// summary stands above a form in which something is wrong.
func (v view) summary(ctx context.Context) string {
	if len(v.Wrong) == 0 {
		return ""
	}
	return words.T(ctx, "practice.look")
}

// field is one thing to write.
func (v view) field(ctx context.Context, name, label, hint string) ui.FieldProps {
	f := ui.FieldProps{Name: name, Label: words.T(ctx, label), Value: v.Fields[name], Error: v.problem(ctx, name), Required: true, MaxLength: 200, Autocomplete: "off"}
	if hint != "" {
		f.Hint = words.T(ctx, hint)
	}
	return f
}

func may(f ui.FieldProps) ui.FieldProps { f.Required = false; return f }

func typed(f ui.FieldProps, kind string) ui.FieldProps { f.Type = kind; return f }

// button is what sending the form is called: going on, or keeping.
func (v view) button(ctx context.Context) string {
	if v.At > 0 {
		return words.T(ctx, "practice.next")
	}
	return words.T(ctx, "practice.keep")
}

// therapists are those of the staff who treat.
func (v view) therapists() []account.Account {
	var all []account.Account
	for _, a := range v.Staff {
		if a.Person().Holds(who.Therapist) {
			all = append(all, a)
		}
	}
	return all
}

// twice tells whether anything stands in the second stretch of a day.
func (v view) twice(day time.Weekday) bool {
	from, to := hoursField(day, 1, "from"), hoursField(day, 1, "to")
	return v.Fields[from]+v.Fields[to]+v.Wrong[from]+v.Wrong[to] != ""
}

// others are the clinicians who could cover for a therapist.
func (v view) others(ctx context.Context, of who.ID) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "practice.cover.nobody")}}
	for _, a := range v.Staff {
		if a.ID != of && a.Person().Holds(who.Therapist|who.Supervisor) {
			all = append(all, ui.Option{Value: string(a.ID), Label: nameOf(a)})
		}
	}
	return all
}

// uncovered tells whether some therapist has nobody who covers.
func (v view) uncovered() bool {
	for _, a := range v.therapists() {
		if !v.Settings.Cover[a.ID].Named() {
			return true
		}
	}
	return false
}

func nameOf(a account.Account) string {
	if a.Name != "" {
		return a.Name.Reveal()
	}
	return a.Email.Reveal()
}

// postsOf are what somebody is here, in words.
func postsOf(ctx context.Context, holds who.Post) string {
	var all []string
	for _, each := range posts {
		if holds&each.post != 0 {
			all = append(all, words.T(ctx, each.label))
		}
	}
	return strings.Join(all, ", ")
}

// HoursText are the covered hours in one line. Days after one another with the same hours
// stand together.
func HoursText(ctx context.Context, s Settings) string {
	var all []string
	for first := 0; first < len(week); first++ {
		hours, last := s.hoursOn(week[first]), first
		for last+1 < len(week) && s.hoursOn(week[last+1]) == hours {
			last++
		}
		if hours != "" {
			all = append(all, daysText(ctx, first, last)+" "+hours)
		}
		first = last
	}
	if all == nil {
		return words.T(ctx, "practice.hours.none")
	}
	return strings.Join(all, "; ")
}

// daysText is one day of the week, two, or a stretch of them.
func daysText(ctx context.Context, first, last int) string {
	from, to := words.T(ctx, days[week[first]]), words.T(ctx, days[week[last]])
	switch last - first {
	case 0:
		return from
	case 1:
		return from + ", " + to
	}
	return from + "–" + to
}

// hoursOn are the covered hours of one day; empty: none.
func (s Settings) hoursOn(day time.Weekday) string {
	var all []string
	for _, h := range s.Hours {
		if h.Day == day {
			all = append(all, clock(h.From)+"–"+clock(h.To))
		}
	}
	return strings.Join(all, ", ")
}

var days = [...]string{"practice.sunday", "practice.monday", "practice.tuesday", "practice.wednesday", "practice.thursday", "practice.friday", "practice.saturday"}

var states = map[account.State]string{
	account.Open:     "practice.invitation.open",
	account.Accepted: "practice.invitation.accepted",
	account.Spent:    "practice.invitation.spent",
}

// addressCheck is what can be said of an address from where the owner sits: whether it is
// the one by which this very page came, and the one that Tillit was started with.
func (v view) addressCheck() (key string, tone ui.Tone) {
	address := strings.TrimRight(strings.ToLower(v.Fields["address"]), "/")
	switch {
	case address == "" || v.Wrong["address"] != "":
		return "", ui.Calm
	case address != v.Started:
		return "practice.address.started", ui.Warning
	case address != v.Browser:
		return "practice.address.other", ui.Warning
	case strings.HasPrefix(address, "http://") || strings.Contains(address, "//localhost"):
		return "practice.address.here", ui.Warning
	}
	return "practice.address.right", ui.Good
}
