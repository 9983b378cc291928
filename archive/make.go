package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// File is a copy that was made. It is nowhere but in memory, and goes to whoever asked.
type File struct {
	Name   string
	Body   []byte
	Digest string // SHA-256 of the list of its files, as the trail and the list of copies have it
	By     string // the name of whoever made it
}

// making is a copy on its way.
type making struct {
	ctx      context.Context
	tx       *db.Tx
	offer    Offer
	settings practice.Settings
	rooms    []Room
	people   map[string]person
	chapters []chapter
}

// person is somebody who is named in a copy.
type person struct {
	Name   string `json:"name"`
	Client bool   `json:"client,omitempty"`
}

// chapter is one space in a copy.
type chapter struct {
	Part
	dir     string
	eyes    string
	rec     *space.Record
	members []space.Member
	given   map[string]out.Given // by room
}

// Make makes a copy of what was chosen: each space is opened once more, for its author, in
// one transaction and so as all of them are at one moment. Each keeps in its trail that it
// went out, and the hash of the whole.
func Make(ctx context.Context, tx *db.Tx, o Offer, rooms []Room) (File, error) {
	settings, err := practice.Of(tx)
	if err != nil {
		return File{}, err
	}
	m := &making{ctx: ctx, tx: tx, offer: o, settings: settings, rooms: rooms, people: map[string]person{}}
	for _, p := range o.Parts {
		if p.Chosen && p.Kind == right.Contact {
			if err := m.knows(p); err != nil {
				return File{}, err
			}
		}
	}
	for _, p := range o.Parts {
		if p.Chosen {
			if err := m.open(p); err != nil {
				return File{}, err
			}
		}
	}
	f, err := m.pack()
	if err != nil {
		return File{}, err
	}
	for _, c := range m.chapters {
		c.rec.Note(tx, "archive.out", f.Digest)
	}
	f.Name, f.By = "copy-"+tx.Now.In(settings.Location()).Format("20060102")+".zip", m.name(string(tx.By.ID))
	return f, nil
}

// knows finds the name of a client: it stands where one reaches them, and nowhere else. Without
// that a copy names no client.
func (m *making) knows(p Part) error {
	rec, err := space.Open(m.tx, p.Space, right.Read, right.Contact)
	if err != nil {
		return err
	}
	reach, err := care.Reach(m.tx, rec)
	if err != nil {
		return err
	}
	members, err := rec.Members(m.tx)
	for _, member := range members {
		if member.Role == right.Client {
			m.people[string(member.Person)] = named(reach.Name.Reveal())
		}
	}
	return err
}

func named(name string) person { return person{Name: name, Client: true} }

// never are kinds of space that go out in no copy, whoever asks.
var never = []right.Kind{right.Process, right.List}

// open reads one space, room by room.
func (m *making) open(p Part) error {
	rec, err := space.Open(m.tx, p.Space, right.Read, p.Kind)
	if err != nil {
		return err
	}
	if slices.Contains(never, rec.Kind()) || m.offer.Client && rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	c := chapter{Part: p, rec: rec, eyes: rec.Eyes(), given: map[string]out.Given{}}
	c.dir = fmt.Sprintf("json/%d-%s/", len(m.chapters)+1, p.Kind)
	if c.members, err = rec.Members(m.tx); err != nil {
		return err
	}
	to := m.to(p)
	for _, room := range m.rooms {
		if c.given[room.Name], err = room.Out(m.ctx, m.tx, rec, to); err != nil {
			return err
		}
	}
	for _, member := range c.members {
		m.name(string(member.Person))
	}
	m.chapters = append(m.chapters, c)
	return nil
}

func (m *making) to(p Part) out.To {
	zone := m.settings.Location()
	return out.To{Subject: p.Subject, Client: m.offer.Client, Zone: zone,
		Say:    func(key string, args ...any) string { return words.T(m.ctx, key, args...) },
		Moment: func(at time.Time) string { return m.when(at, zone, ui.TimeText) },
		Day:    func(at time.Time) string { return m.when(at, zone, ui.DayText) },
		Name:   m.name,
		Ref:    func(person string) string { return m.ref(person, p.Subject) },
	}
}

func (m *making) when(at time.Time, zone *time.Location, say func(context.Context, time.Time, *time.Location) string) string {
	if at.IsZero() {
		return ""
	}
	return say(m.ctx, at, zone)
}

// name is who somebody is. Tillit itself, the front desk and nobody have names of ours.
func (m *making) name(of string) string {
	if of == "" {
		return ""
	}
	if p, known := m.people[of]; known {
		return p.Name
	}
	p := person{}
	switch who.ID(of) {
	case who.House.ID:
		p.Name = "Tillit"
	case who.DeskID:
		p.Name = words.T(m.ctx, "archive.desk")
	default:
		a, err := account.Of(m.tx, who.ID(of))
		if err != nil { // an account that is gone: who it was stays unsaid
			p.Name = words.T(m.ctx, "archive.gone")
			break
		}
		p = person{Name: a.Name.Reveal()}
		if !a.Person().Holds(who.Staff) {
			p = named(words.T(m.ctx, "archive.someone."+m.offer.audience()))
		}
	}
	m.people[of] = p
	return p.Name
}

func (m *making) ref(of, subject string) string {
	if of == "" {
		return ""
	}
	m.name(of)
	switch {
	case who.ID(of) == who.House.ID:
		return "Device/tillit"
	case m.people[of].Client:
		return subject
	}
	return "Practitioner/" + of
}

// bundle is everything that rooms gave in FHIR, and who is named there.
func (m *making) bundle() ([]byte, error) {
	var all []fhir.Resource
	there := map[string]bool{}
	for _, c := range m.chapters {
		there[c.Subject] = there[c.Subject] || c.Kind == right.Contact
		for _, room := range m.rooms {
			all = append(all, c.given[room.Name].FHIR...)
		}
	}
	for _, c := range m.chapters {
		if kind, id, _ := cut(c.Subject); kind == "Patient" && !there[c.Subject] {
			all = append([]fhir.Resource{fhir.New("Patient", id, "active", true)}, all...)
			there[c.Subject] = true
		}
	}
	for _, of := range m.inOrder() {
		switch p := m.people[of]; {
		case who.ID(of) == who.House.ID:
			all = append(all, fhir.New("Device", "tillit", "deviceName", []any{map[string]any{"name": "Tillit", "type": "manufacturer-name"}}))
		case !p.Client && who.ID(of) != who.DeskID:
			all = append(all, fhir.New("Practitioner", of, "name", []any{map[string]any{"text": p.Name}}))
		}
	}
	base := cmp.Or(m.settings.Address, "https://tillit.invalid") + "/fhir/"
	var entries []fhir.Entry
	for _, r := range all {
		e, err := r.Entry(base)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return fhir.Bundle("", m.tx.Now, entries)
}

func (m *making) inOrder() (all []string) {
	for of := range m.people {
		all = append(all, of)
	}
	slices.Sort(all)
	return all
}
