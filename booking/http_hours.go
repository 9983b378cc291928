package booking

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/web"
)

// week are the days in the order in which people read them.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// opening is what a therapist opened, as it stands in the form.
type opening struct {
	sent
	Kept bool
	Self bool // clients may book
}

func short(day time.Weekday) string { return strings.ToLower(day.String()[:3]) }

// fieldsOf are the hours as a form has them.
func (h Hours) fieldsOf() map[string]string {
	f := map[string]string{"minutes": strconv.Itoa(h.Minutes), "rest": strconv.Itoa(h.Rest), "way": string(h.Way)}
	for _, open := range h.Week {
		name := "open." + short(open.Day)
		if f[name] != "" {
			f[name] += ", "
		}
		f[name] += fmt.Sprintf("%02d:%02d-%02d:%02d", open.From/60, open.From%60, open.To/60, open.To%60)
	}
	for _, a := range h.Away {
		f["away"] += a.From + " " + a.Until + "\n"
	}
	return f
}

func (p Pages) hours(w http.ResponseWriter, r *http.Request) error {
	o := opening{Kept: r.URL.Query().Has("kept")}
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		h, err := HoursOf(tx, tx.By.ID)
		if err != nil {
			return err
		}
		o.Fields = h.fieldsOf()
		rules, err := RulesOf(tx)
		o.Self = rules.Self
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, hoursPage(p.Frame(r), o))
}

// hoursIn reads what a therapist entered.
func hoursIn(form web.Values) (h Hours, err error) {
	h = Hours{Minutes: number(form, "minutes"), Rest: number(form, "rest"), Way: Way(form.Text("way"))}
	for _, day := range week {
		open, ok := spans(day, form.Text("open."+short(day)))
		if !ok {
			return h, fault.At("open."+short(day), "booking.open.odd")
		}
		h.Week = append(h.Week, open...)
	}
	var ok bool
	if h.Away, ok = awayIn(form.Whole("away")); !ok {
		return h, fault.At("away", "booking.away.odd")
	}
	return h, nil
}

func (p Pages) keepHours(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	h, err := hoursIn(form)
	if err == nil {
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return KeepHours(tx, h) })
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		o := opening{sent: sent{Fields: map[string]string{}, Field: f.Field, Problem: f.Key}}
		for _, name := range append([]string{"minutes", "rest", "way", "away"}, openNames()...) {
			o.Fields[name] = form.Whole(name)
		}
		return web.Draw(w, r, http.StatusUnprocessableEntity, hoursPage(p.Frame(r), o))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/opening?kept")
}

func openNames() (all []string) {
	for _, day := range week {
		all = append(all, "open."+short(day))
	}
	return all
}

// ruling are the practice's rules, as they stand in the form.
type ruling struct {
	sent
	Rules
	Kept bool
}

func (p Pages) rules(w http.ResponseWriter, r *http.Request) error {
	v := ruling{Kept: r.URL.Query().Has("kept")}
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		v.Rules, err = RulesOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, rulesPage(p.Frame(r), v))
}

func (p Pages) keepRules(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v := ruling{Rules: Rules{Self: form.Ticked("self"), Hours: number(form, "hours"), Words: seal.Text(form.Whole("words"))}}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return KeepRules(tx, v.Rules) })
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		v.sent = sent{Field: f.Field, Problem: f.Key, Fields: map[string]string{"hours": form.Text("hours")}}
		return web.Draw(w, r, http.StatusUnprocessableEntity, rulesPage(p.Frame(r), v))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/booking-rules?kept")
}
