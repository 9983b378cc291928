package disclose

import (
	"slices"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// seen are the kinds of space whose trail a client reads: those that they can open themselves.
// Of what both partners have in common only the staff is named: nobody follows a partner here.
var seen = []right.Kind{right.Shared, right.Apart, right.Joint, right.Contact, right.Own}

// Did is one kind of thing that was done, how often, and to whom, where it was about somebody.
type Did struct {
	Key   string
	Whom  string
	Count int
}

// Visit is what one person did in one space on one day.
type Visit struct {
	Day   time.Time // the first moment
	By    who.ID
	Name  string // empty: Tillit itself, or somebody who is not inside
	Key   string // what to call whoever has no name here
	Kind  right.Kind
	Dids  []Did
	Lists bool // it was a look at a list of cases
}

// Looked is one month of who looked, for the client.
type Looked struct {
	Around
	Month    time.Time // its first day
	Earlier  bool
	Later    bool
	Visits   []Visit // by others, newest first
	Own      []Visit // by the client
	Chosen   who.ID
	People   []Person // who can be looked for
	Grants   []Grant
	Question bool
}

// Person is somebody who works here, by name.
type Person struct {
	ID   who.ID
	Name string
}

// Grant is a time for which somebody was let in who does not treat.
type Grant struct {
	Name         string
	Role         right.Role
	Since, Until time.Time
	Now          bool
}

// LookedAt reads who opened or changed what, in one month of the practice's calendar, by
// month and person; an empty month is this one.
func LookedAt(tx *db.Tx, rec *space.Record, month string, by who.ID) (Looked, error) {
	l := Looked{Chosen: by}
	var err error
	if l.Around, err = AroundOf(tx, rec); err != nil {
		return l, err
	}
	now := tx.Now.In(l.Zone)
	l.Month = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, l.Zone)
	if month != "" {
		asked, err := time.ParseInLocation("2006-01", month, l.Zone)
		if err != nil || asked.After(l.Month) {
			return l, fault.New(fault.NotFound, "fault.notfound")
		}
		l.Later, l.Month = asked.Before(l.Month), asked
	}
	g := gathering{tx: tx, zone: l.Zone, names: map[who.ID]account.Account{}}
	if err := l.gather(&g, rec); err != nil {
		return l, err
	}
	slices.SortStableFunc(g.visits, func(a, b Visit) int { return b.Day.Compare(a.Day) })
	for _, v := range g.visits {
		switch {
		case v.By == tx.By.ID:
			l.Own = append(l.Own, v)
		case by == "" || v.By == by:
			l.Visits = append(l.Visits, v)
		}
	}
	l.people(&g)
	return l, nil
}

// gather reads the trails of all spaces of the case that the client can open.
func (l *Looked) gather(g *gathering, rec *space.Record) error {
	to := l.Month.AddDate(0, 1, 0)
	mine, err := space.MineAbout(g.tx, rec.About(), seen...)
	if err != nil {
		return err
	}
	for _, w := range mine {
		if w.Role != right.Client {
			continue
		}
		open, err := space.Open(g.tx, w.Space, right.Read, seen...)
		if err != nil {
			return err
		}
		entries, err := open.Trail(g.tx, l.Month, to)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := g.add(e, w.Kind, false); err != nil {
				return err
			}
		}
		if err := l.lists(g, open, to); err != nil {
			return err
		}
		if err := l.stays(g, open); err != nil {
			return err
		}
	}
	return nil
}

// lists adds the looks at lists in which the client's line stands: once, with the space where
// they answer, though the line tells of their other spaces too.
func (l *Looked) lists(g *gathering, rec *space.Record, to time.Time) error {
	if !slices.Contains(where, rec.Kind()) {
		return nil
	}
	looks, err := rec.Seen(g.tx, l.Month, to)
	for _, e := range looks {
		if err == nil {
			err = g.add(e, rec.Kind(), true)
		}
	}
	return err
}

// stays are who was let in for a while, and since when the client is here.
func (l *Looked) stays(g *gathering, rec *space.Record) error {
	all, err := rec.Ever(g.tx)
	for _, s := range all {
		if s.Since.Before(l.Month) {
			l.Earlier = true
		}
		if s.Role != right.Supervisor && s.Role != right.Cover {
			continue
		}
		a, err := g.account(s.Person)
		if err != nil {
			return err
		}
		l.Grants = append(l.Grants, Grant{a.Name.Reveal(), s.Role, s.Since, s.Until, s.Until.IsZero() || g.tx.Now.Before(s.Until)})
	}
	return err
}

// people are who can be looked for: whoever did something in this month.
func (l *Looked) people(g *gathering) {
	for _, v := range g.visits {
		if v.Name != "" && v.By != g.tx.By.ID && !slices.ContainsFunc(l.People, func(p Person) bool { return p.ID == v.By }) {
			l.People = append(l.People, Person{v.By, v.Name})
		}
	}
	slices.SortFunc(l.People, func(a, b Person) int { return strings.Compare(a.Name, b.Name) })
}

// gathering puts what one person did in one space on one day together.
type gathering struct {
	tx     *db.Tx
	zone   *time.Location
	names  map[who.ID]account.Account
	visits []Visit
}

func (g *gathering) account(which who.ID) (account.Account, error) {
	if a, known := g.names[which]; known {
		return a, nil
	}
	a, err := account.Of(g.tx, which)
	if fault.Is(err, fault.NotFound) {
		a, err = account.Account{}, nil
	}
	g.names[which] = a
	return a, err
}

func (g *gathering) add(e trail.Entry, kind right.Kind, listed bool) error {
	v, shown, err := g.begin(e, kind, listed)
	if err != nil || !shown {
		return err
	}
	for _, act := range e.Acts {
		did, told, err := g.did(act, e.By, kind)
		if err != nil {
			return err
		}
		if !told || v.By == who.House.ID && did.Whom == "" {
			continue
		}
		if listed {
			did = Did{Key: "disclose.did.list"}
		}
		v.count(did)
	}
	if len(v.Dids) == 0 {
		return nil
	}
	g.put(v)
	return nil
}

// begin says whose visit it is. A partner's is not shown.
func (g *gathering) begin(e trail.Entry, kind right.Kind, listed bool) (v Visit, shown bool, err error) {
	v = Visit{Day: e.At, By: e.By, Kind: kind, Lists: listed}
	if e.By == who.House.ID {
		v.Key = "disclose.who.house"
		return v, true, nil
	}
	a, err := g.account(e.By)
	if err != nil {
		return v, false, err
	}
	switch {
	case e.By == g.tx.By.ID:
		v.Key = "disclose.who.you"
	case a.Person().Holds(who.Staff):
		v.Name = a.Name.Reveal()
	case !refusal(e):
		return v, false, nil
	default:
		v.By, v.Key = "", "disclose.who.outside"
	}
	return v, true, nil
}

func refusal(e trail.Entry) bool {
	return slices.ContainsFunc(e.Acts, func(a trail.Act) bool { return strings.HasPrefix(a.Act, "refused ") })
}

// put adds a visit to that of the same person in the same space on the same day.
func (g *gathering) put(v Visit) {
	day := v.Day.In(g.zone).Format(time.DateOnly)
	for i, have := range g.visits {
		if have.By == v.By && have.Kind == v.Kind && have.Lists == v.Lists && have.Key == v.Key && have.Day.In(g.zone).Format(time.DateOnly) == day {
			for _, d := range v.Dids {
				g.visits[i].count(d)
			}
			return
		}
	}
	g.visits = append(g.visits, v)
}

func (v *Visit) count(d Did) {
	for i, have := range v.Dids {
		if have.Key == d.Key && have.Whom == d.Whom {
			v.Dids[i].Count++
			return
		}
	}
	d.Count = 1
	v.Dids = append(v.Dids, d)
}

// acts are what stands in a trail, and what a client is told of it: which part, and whether
// it was read or changed. It never says what was written, and the trail does not know.
var acts = map[string]string{
	"open": "disclose.did.open", "measure.read": "disclose.did.answers.read", "measure.answer": "disclose.did.answers.write", "measure.export": "disclose.did.answers.file",
	"measure": "disclose.did.asks", "note.read": "disclose.did.note.read", "note.sign": "disclose.did.note.write", "note.amend": "disclose.did.note.write", "meeting": "disclose.did.session",
	"message.read": "disclose.did.message.read", "message.send": "disclose.did.message.write", "journal.read": "disclose.did.pages.read", "journal.write": "disclose.did.pages.write",
	"safety.read": "disclose.did.safety.read", "safety.write": "disclose.did.safety.write", "trust.read": "disclose.did.trust.read", "trust.write": "disclose.did.trust.write",
	"plan.read": "disclose.did.plan.read", "plan": "disclose.did.plan.write", "work": "disclose.did.work", "care.contact": "disclose.did.contact", "care": "disclose.did.case", "agree": "disclose.did.case",
	"admit": "disclose.did.admit", "end": "disclose.did.end", "stay": "disclose.did.stay", "make": "disclose.did.make", "release": "disclose.did.release", "released": "disclose.did.released",
	"refused": "disclose.did.refused", "alert": "disclose.did.alert", "follow": "disclose.did.follow", "disclose.read": "disclose.did.rights", "disclose": "disclose.did.sharing",
}

// told is how an act is told; nothing is silent, so what has no words is "something else".
func told(act string) string {
	word, _, _ := strings.Cut(act, " ")
	room, _, _ := strings.Cut(word, ".")
	for _, name := range []string{word, room} {
		if key, ok := acts[name]; ok {
			return key
		}
	}
	return "disclose.did.other"
}

// did is one act in words. Who was let in, or left, is named where they work here.
func (g *gathering) did(act trail.Act, by who.ID, kind right.Kind) (Did, bool, error) {
	d := Did{Key: told(act.Act)}
	if d.Key != "disclose.did.admit" && d.Key != "disclose.did.end" && d.Key != "disclose.did.stay" {
		return d, kind != right.Joint || d.Key == "disclose.did.open" || d.Key == "disclose.did.refused", nil
	}
	if act.Object == string(who.DeskID) || act.Object == string(by) {
		return d, false, nil
	}
	a, err := g.account(who.ID(act.Object))
	if err != nil || !a.Person().Holds(who.Staff) {
		return d, false, err
	}
	d.Whom = a.Name.Reveal()
	return d, true, nil
}

// Around is what every page of this room knows of the case.
type Around struct {
	Space  space.ID
	Kind   right.Kind
	Eyes   string
	Role   right.Role
	Client bool
	Writes bool // they may prepare a permission
	Treats bool // they may write down what was told, and answer
	Zone   *time.Location
	Now    time.Time
}

// AroundOf reads it.
func AroundOf(tx *db.Tx, rec *space.Record) (Around, error) {
	settings, err := practice.Of(tx)
	a := Around{Space: rec.Space(), Kind: rec.Kind(), Eyes: rec.Eyes(), Role: rec.Role(), Client: rec.Role() == right.Client,
		Writes: rec.May(right.Write), Treats: rec.May(right.Treat), Now: tx.Now}
	if err == nil {
		a.Zone = settings.Location()
	}
	return a, err
}

func (a Around) path() string { return "/spaces/" + string(a.Space) + "/sharing" }

// audience ends the key of a sentence that is not the same for a client and for others.
func (a Around) audience() string {
	if a.Client {
		return "client"
	}
	return "staff"
}

func nameOf(tx *db.Tx, which who.ID) (seal.Text, error) {
	a, err := account.Of(tx, which)
	return a.Name, err
}
