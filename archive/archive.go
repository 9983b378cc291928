// Package archive lets a case go out as one file: for people, for other programs, and whole
// for machines. In it is exactly what whoever asks may read, and never anybody's own notes.
package archive

import (
	"cmp"
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Room is how one room gives what it keeps. Tables are all in which it keeps something that
// belongs to a space; app/out_test.go finds one that nobody gives.
type Room struct {
	Name   string
	Tables []string
	Out    func(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To) (out.Given, error)
}

// Takes is what it takes to make a copy: client and therapist have it. Who covers or
// supervises reads, and takes nothing away.
const Takes = right.Read | right.Write

// Kinds are the spaces in which one asks for a copy.
var Kinds = []right.Kind{right.Shared, right.Apart, right.Joint, right.Own}

// Part is one space that a copy can have in it.
type Part struct {
	Space   space.ID
	Kind    right.Kind
	Name    string // of the partner, where a case has two
	Subject string // whose it is, as a FHIR reference
	Asks    bool   // it goes out only with a reason
	Chosen  bool
}

// Offer is what can go into a copy, for whoever asks for it.
type Offer struct {
	Space  space.ID
	Kind   right.Kind
	Client bool
	Parts  []Part
	Joint  bool   // what both partners said together is left out
	Made   []Copy // by the therapist, newest first
	Zone   *time.Location
	Eyes   string
}

// OfferOf finds what the author of a transaction may take out of a case, beginning at one
// open space of it. A client gets their own whole; a therapist chooses.
func OfferOf(tx *db.Tx, rec *space.Record) (Offer, error) {
	o := Offer{Space: rec.Space(), Kind: rec.Kind(), Client: rec.Role() == right.Client}
	if err := rec.Holds(Takes); err != nil {
		return o, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return o, err
	}
	o.Zone = settings.Location()
	o.Eyes = "archive.eyes." + o.audience() // each has a page of their own here, whoever is inside
	if o.Client {
		err = o.mine(tx, rec)
	} else {
		err = o.theirs(tx, rec)
	}
	if err == nil && rec.Kind() != right.Own {
		o.Made, err = copies(tx, rec)
		o.Made = slices.DeleteFunc(o.Made, func(c Copy) bool { return o.Client && o.Kind == right.Joint && !slices.Contains(c.Kinds, right.Joint) })
	}
	return o, err
}

// mine are a client's own spaces of the case. What two partners said together belongs to both,
// and one of them does not take it out alone (docs/decisions/0028).
func (o *Offer) mine(tx *db.Tx, rec *space.Record) error {
	found, err := space.MineAbout(tx, rec.About(), right.Shared, right.Apart, right.Own, right.Contact)
	if err != nil {
		return err
	}
	subject := "Patient/" + rec.About()
	order := []right.Kind{right.Shared, right.Apart, right.Own, right.Contact}
	slices.SortStableFunc(found, func(a, b space.Where) int {
		return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind))
	})
	for _, w := range found {
		if w.Kind == right.Shared || w.Kind == right.Apart {
			at, err := space.Open(tx, w.Space, right.Read)
			if err != nil {
				return err
			}
			c, err := care.Of(tx, at)
			if err != nil {
				return err
			}
			subject = "Patient/" + string(c.ID)
			o.Joint = c.Joint != ""
		}
		o.Parts = append(o.Parts, Part{Space: w.Space, Kind: w.Kind, Subject: subject, Chosen: true})
	}
	return nil
}

// theirs is what a therapist may take out of a case: from the page of a client or of one
// partner theirs alone, from that of a couple all of it, piece by piece.
func (o *Offer) theirs(tx *db.Tx, rec *space.Record) error {
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	if rec.Kind() != right.Joint {
		o.one(c, rec.Kind(), "", true)
		return nil
	}
	pair, err := care.PairOf(tx, rec)
	if err != nil {
		return err
	}
	o.Parts = []Part{{Space: rec.Space(), Kind: right.Joint, Subject: "Group/" + string(c.ID), Asks: true}}
	for _, p := range pair.Partners {
		o.one(p.Case, right.Apart, p.Name, false)
	}
	return nil
}

func (o *Offer) one(c care.Case, kind right.Kind, name string, chosen bool) {
	subject := "Patient/" + string(c.ID)
	o.Parts = append(o.Parts, Part{c.Shared, kind, name, subject, false, chosen}, Part{c.Contact, right.Contact, name, subject, false, chosen})
	if c.Safety != "" {
		o.Parts = append(o.Parts, Part{c.Safety, right.Safety, name, subject, true, false})
	}
}

// Wanted is what was chosen, and why.
type Wanted struct {
	Once   CopyID // made when the form was drawn: a form sent twice is one line in the list
	Chosen []space.ID
	Why    string
}

// longest is how many letters a reason may have.
const longest = 1000

// Choose takes what was chosen; a client's copy has everything of theirs.
func (o *Offer) Choose(w Wanted) error {
	any, asks := false, false
	for i, p := range o.Parts {
		if !o.Client {
			o.Parts[i].Chosen = slices.Contains(w.Chosen, p.Space)
		}
		any = any || o.Parts[i].Chosen
		asks = asks || o.Parts[i].Chosen && p.Asks
	}
	switch {
	case !any:
		return fault.At("part", "archive.none")
	case asks && w.Why == "":
		return fault.At("why", "archive.why.missing")
	case utf8.RuneCountInString(w.Why) > longest:
		return fault.At("why", "archive.why.long")
	}
	return nil
}

// CopyID names a copy.
type CopyID = id.ID[Copy]

// Copy is that a therapist made a copy: of which spaces, why, and the hash of what was in it.
type Copy struct {
	ID CopyID    `json:"-"`
	At time.Time `json:"-"`

	By     who.ID       `json:"by"`
	Name   seal.Text    `json:"name"`
	Kinds  []right.Kind `json:"kinds"`
	Spaces []space.ID   `json:"spaces"`
	Why    seal.Text    `json:"why,omitempty"`
	Digest string       `json:"digest"` // SHA-256 of the list of its files
}

// Least keeps a copy without a reason as large as one with it.
func (c Copy) Least() int { return 2048 }

// Keep remembers a copy in the space where it was asked for. The same form sent twice is one.
func Keep(tx *db.Tx, rec *space.Record, o Offer, w Wanted, f File) error {
	if err := rec.Holds(Takes); err != nil || rec.Role() == right.Client {
		return err // what somebody takes of their own is theirs: the trail has it, and no list
	}
	c := Copy{ID: w.Once, At: tx.Now, By: tx.By.ID, Name: seal.Text(f.By), Why: seal.Text(w.Why), Digest: f.Digest}
	for _, p := range o.Parts {
		if p.Chosen {
			c.Kinds, c.Spaces = append(c.Kinds, p.Kind), append(c.Spaces, p.Space)
		}
	}
	rec.Touch(tx, "copies")
	return insert(tx, rec, c)
}

// told is what a client gets of a copy that their therapist made.
type told struct {
	Name   seal.Text    `json:"name"`
	Kinds  []right.Kind `json:"kinds"`
	Digest string       `json:"digest"`
}

// Out is which copies were made, as it goes into the next one.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := copies(tx, rec)
	s := out.Section{Title: to.Say("archive.made")}
	for _, c := range every {
		row := out.Row{Table: "copied", ID: string(c.ID), At: c.At, Value: c}
		if to.Client {
			row.Value = told{c.Name, c.shown(true), c.Digest}
		}
		g.Rows = append(g.Rows, row)
		s.Add("", to.By(string(c.By), c.At))
	}
	g.Sections = []out.Section{s}
	return g, err
}

// shown are the kinds of space in a copy: to a client, without that of which they read nothing.
// Of a copy of a couple's case each partner reads only of what both share.
func (c Copy) shown(client bool) []right.Kind {
	both := slices.Contains(c.Kinds, right.Joint)
	return slices.DeleteFunc(slices.Clone(c.Kinds), func(k right.Kind) bool { return client && (k == right.Safety || both && k != right.Joint) })
}
