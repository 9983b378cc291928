package practice

import (
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
)

// fields are what stands in a form, by name, as it was written.
type fields map[string]string

// problems are the words keys of what is wrong, by field.
type problems map[string]string

// part is one form of the settings. The same form stands in setting up and afterwards.
type part struct {
	name  string
	title string // words keys
	eyes  string
	show  func(s Settings) fields
	take  func(f fields, s *Settings) problems
}

var parts = []part{
	{"about", "practice.about.title", "practice.eyes.everyone", showAbout, takeAbout},
	{"crisis", "practice.crisis.title", "practice.eyes.everyone", showCrisis, takeCrisis},
	{"hours", "practice.hours.title", "practice.eyes.everyone", showHours, takeHours},
	{"mail", "practice.mail.title", "practice.eyes.owner", showMail, takeMail},
	{"address", "practice.address.title", "practice.eyes.owner", showAddress, takeAddress},
	{"cover", "practice.cover.title", "practice.eyes.owner", showCover, takeCover},
	{"calls", "practice.calls.title", "practice.eyes.owner", showCalls, takeCalls},
	{"remind", "practice.remind.title", "practice.eyes.owner", showRemind, takeRemind},
	{"law", "practice.law.title", "practice.eyes.owner", showLaw, takeLaw},
	{"notices", "practice.notices.title", "practice.eyes.owner", showNotices, takeNotices},
}

func partOf(name string) (part, bool) {
	for _, p := range parts {
		if p.name == name {
			return p, true
		}
	}
	return part{}, false
}

func written(form web.Values) fields {
	f := fields{}
	for name := range form.All("") {
		f[name] = form.Text(name)
	}
	return f
}

func showAbout(s Settings) fields {
	return fields{"name": s.Name, "place": s.Place, "zone": s.Zone, "jurisdiction": s.Jurisdiction}
}

func takeAbout(f fields, s *Settings) problems {
	wrong := problems{}
	if f["name"] == "" {
		wrong["name"] = "practice.name.missing"
	}
	if !ZoneKnown(f["zone"]) {
		wrong["zone"] = "practice.zone.unknown"
	}
	if f["jurisdiction"] == "" {
		wrong["jurisdiction"] = "practice.jurisdiction.missing"
	}
	s.Name, s.Place, s.Zone, s.Jurisdiction = f["name"], f["place"], f["zone"], f["jurisdiction"]
	return wrong
}

// mostNumbers is how many crisis numbers a frightened person can choose among.
const mostNumbers = 8

func showCrisis(s Settings) fields {
	f := fields{}
	for i, n := range s.Crisis {
		at := "crisis." + strconv.Itoa(i)
		f[at+".who"], f[at+".number"], f[at+".when"] = n.Who, n.Number, n.When
	}
	return f
}

func takeCrisis(f fields, s *Settings) problems {
	wrong := problems{}
	s.Crisis = nil
	for i := range mostNumbers {
		at := "crisis." + strconv.Itoa(i)
		n := Number{Who: f[at+".who"], Number: f[at+".number"], When: f[at+".when"]}
		switch {
		case n == Number{}:
			continue
		case n.Who == "":
			wrong[at+".who"] = "practice.crisis.who.missing"
		case !strings.ContainsAny(n.Number, "0123456789"):
			wrong[at+".number"] = "practice.crisis.number.missing"
		}
		s.Crisis = append(s.Crisis, n)
	}
	if len(s.Crisis) == 0 {
		wrong["crisis.0.who"] = "practice.crisis.missing"
	}
	return wrong
}

// rows is how many numbers the form has room for: some more than are written.
func rows(f fields) []int {
	last := -1
	for i := range mostNumbers {
		at := "crisis." + strconv.Itoa(i)
		if f[at+".who"]+f[at+".number"]+f[at+".when"] != "" {
			last = i
		}
	}
	all := make([]int, min(max(last+3, 3), mostNumbers))
	for i := range all {
		all[i] = i
	}
	return all
}

// week begins on Monday, where most of the world begins it.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// stretches is how many times a day somebody may be there: before and after lunch.
const stretches = 2

func hoursField(day time.Weekday, stretch int, end string) string {
	return fmt.Sprintf("hours.%d.%d.%s", day, stretch, end)
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutes reads a time of the day as people write it: 9, 9.30, 09:30, 24:00.
func minutes(text string) (int, bool) {
	hour, minute, _ := strings.Cut(strings.ReplaceAll(text, ".", ":"), ":")
	if minute == "" {
		minute = "0"
	}
	h, err := strconv.Atoi(hour)
	m, also := strconv.Atoi(minute)
	ok := err == nil && also == nil && h >= 0 && m >= 0 && m < 60 && h*60+m <= 24*60
	return h*60 + m, ok
}

func showHours(s Settings) fields {
	f := fields{}
	seen := map[time.Weekday]int{}
	for _, h := range s.Hours {
		f[hoursField(h.Day, seen[h.Day], "from")] = clock(h.From)
		f[hoursField(h.Day, seen[h.Day], "to")] = clock(h.To)
		seen[h.Day]++
	}
	return f
}

func takeHours(f fields, s *Settings) problems {
	wrong := problems{}
	s.Hours = nil
	for _, day := range week {
		for n := range stretches {
			from, to := f[hoursField(day, n, "from")], f[hoursField(day, n, "to")]
			if from == "" && to == "" {
				continue
			}
			h := Hours{Day: day}
			var fits, ends bool
			h.From, fits = minutes(from)
			h.To, ends = minutes(to)
			if !fits {
				wrong[hoursField(day, n, "from")] = "practice.hours.odd"
			}
			if !ends || fits && h.From >= h.To {
				wrong[hoursField(day, n, "to")] = "practice.hours.order"
			}
			s.Hours = append(s.Hours, h)
		}
	}
	return wrong
}

func showMail(s Settings) fields {
	f := fields{"host": s.Mail.Host, "user": s.Mail.User, "from": s.Mail.From}
	if s.Mail.Port != 0 {
		f["port"] = strconv.Itoa(s.Mail.Port)
	}
	if s.Mail.Plain {
		f["plain"] = "yes"
	}
	return f
}

// takeMail leaves the password as it is when none is written. Another server or another
// name is another password.
func takeMail(f fields, s *Settings) problems {
	wrong := problems{}
	if f["host"] == "" && f["from"] == "" {
		s.Mail.Host, s.Mail.From = "", "" // letters wait until there is a server
		return wrong
	}
	if f["host"] == "" || strings.ContainsAny(f["host"], " /@:") {
		wrong["host"] = "practice.mail.host.odd"
	}
	port, err := strconv.Atoi(f["port"])
	if err != nil || port < 1 || port > 65535 {
		wrong["port"] = "practice.mail.port.odd"
	}
	if a, err := mail.ParseAddress(f["from"]); err != nil || a.Address != f["from"] {
		wrong["from"] = "practice.mail.from.odd"
	}
	plain := f["plain"] != ""
	if plain && f["host"] != "localhost" && !strings.HasPrefix(f["host"], "127.") {
		wrong["plain"] = "practice.mail.plain.far"
	}
	password := f["password"]
	if password == "" && f["host"] == s.Mail.Host && f["user"] == s.Mail.User {
		password = s.Mail.Password
	}
	s.Mail.Host, s.Mail.Port, s.Mail.User, s.Mail.Password = f["host"], port, f["user"], password
	s.Mail.From, s.Mail.Plain = f["from"], plain
	return wrong
}

func showAddress(s Settings) fields { return fields{"address": s.Address} }

func takeAddress(f fields, s *Settings) problems {
	at, err := url.Parse(strings.TrimRight(f["address"], "/"))
	switch {
	case err != nil || at.Host == "" || at.Path != "" || at.RawQuery != "" || at.User != nil:
		return problems{"address": "practice.address.odd"}
	case at.Scheme != "https" && !(at.Scheme == "http" && here(at.Hostname())):
		return problems{"address": "practice.address.plain"}
	}
	s.Address = at.Scheme + "://" + strings.ToLower(at.Host)
	return nil
}

// here tells whether a name means this computer.
func here(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}

func showCover(s Settings) fields {
	f := fields{}
	for person, c := range s.Cover {
		f["cover."+string(person)+".person"], f["cover."+string(person)+".email"] = string(c.Person), c.Email.Reveal()
	}
	return f
}

// takeCover reads who covers. That each of them is a clinician of this practice is looked
// at where the accounts are known.
func takeCover(f fields, s *Settings) problems {
	wrong := problems{}
	cover := map[who.ID]Cover{}
	for name := range f {
		rest, ok := strings.CutPrefix(name, "cover.")
		person, _, both := strings.Cut(rest, ".")
		if !ok || !both {
			continue
		}
		at := "cover." + person
		c := Cover{Person: who.ID(f[at+".person"]), Email: seal.Text(f[at+".email"])}
		if c.Person != "" && c.Email != "" {
			wrong[at+".email"] = "practice.cover.both"
		}
		if a, err := mail.ParseAddress(c.Email.Reveal()); c.Email != "" && (err != nil || a.Address != c.Email.Reveal()) {
			wrong[at+".email"] = "practice.cover.email.odd"
		}
		if c.Named() {
			cover[who.ID(person)] = c
		}
	}
	s.Cover = cover
	return wrong
}
