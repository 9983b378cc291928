package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tillit.care/account"
	"tillit.care/archive"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/booking"
	"tillit.care/content"
	"tillit.care/duty"
	"tillit.care/emdr"
	"tillit.care/handover"
	"tillit.care/intake"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/note"
	"tillit.care/plan"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
	"tillit.care/room"
	"tillit.care/space"
	"tillit.care/stimulus"
	"tillit.care/trust"
)

// stays are the tables of spaces that no room gives when a case goes out, each with its reason.
var stays = map[string]string{
	"member": "who is inside: the archive itself says it of every space",
	"course": "what responses meant, folded: made of responses, which go out whole",
	"sheet":  "what a therapist is still writing, in the space that goes out in no copy",
}

// withheld are tables of which a client gets less than there is, or nothing: what no page of
// Tillit shows them.
var withheld = []string{"care_case", "alert", "decision", "bring", "bring_part", "copied", "ending", "adopted", "meeting", "handover_told"}

// TestEveryTableGoesOut: whatever lies in a space goes out, row by row and word by word, as it
// was sealed. A table that nobody gives fails here, so that no later room forgets.
func TestEveryTableGoesOut(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	fillUp(t, h, people[liz.person.Email.Reveal()], people[ana])
	var tables []db.Table
	seen := map[string]int{}
	err = h.DB.Read(t.Context(), who.House, func(tx *db.Tx) (err error) { tables, err = db.Tables(tx); return err })
	if err != nil {
		t.Fatal(err)
	}
	tables = slices.DeleteFunc(tables, func(d db.Table) bool { return whereColumn(d) == "" })
	for _, table := range tables {
		given := slices.ContainsFunc(Outs, func(r archive.Room) bool { return slices.Contains(r.Tables, table.Name) })
		if given == (stays[table.Name] != "") {
			t.Errorf("%s: give it in the Out of its room and name it in Outs, or say here why it stays", table.Name)
		}
	}
	for _, p := range people {
		err := h.DB.Read(t.Context(), p, func(tx *db.Tx) error {
			mine, err := space.Mine(tx, right.Kinds...)
			for _, w := range mine {
				if err == nil && right.Of(w.Role, w.Kind).Has(right.Read|right.Write) && w.Role != right.Desk && w.Kind != right.Process {
					err = goesOut(t, words.Speak(t.Context(), book, "en", nil), tx, w, tables, seen)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range tables {
		if seen[table.Name] == 0 && stays[table.Name] == "" {
			t.Errorf("%s: the demo practice has none, so nobody knows whether it goes out", table.Name)
		}
	}
	t.Log(seen)
}

// contactOf is the contact space of a client.
func contactOf(t *testing.T, h *House, client who.Person) (which space.ID) {
	t.Helper()
	err := h.DB.Read(t.Context(), client, func(tx *db.Tx) error {
		mine, err := space.Mine(tx, right.Contact)
		for _, w := range mine {
			which = w.Space
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return which
}

// fillUp puts something into the tables in which the demo practice has nothing: earlier answers
// that were brought, one of which is refused, what was begun and not sent, what was added to a
// note, and a copy.
func fillUp(t *testing.T, h *House, client, therapist who.Person) {
	t.Helper()
	var shared, own, process space.ID
	at := func(by who.Person, where space.ID, want right.Right, do func(*db.Tx, *space.Record) error) {
		t.Helper()
		err := h.DB.Write(t.Context(), by, func(tx *db.Tx) error {
			rec, err := space.Open(tx, where, want)
			if err != nil {
				return err
			}
			return do(tx, rec)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := h.DB.Read(t.Context(), client, func(tx *db.Tx) error {
		mine, err := space.Mine(tx, right.Shared, right.Own)
		for _, w := range mine {
			if w.Kind == right.Own {
				own = w.Space
			} else {
				shared = w.Space
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var piece plan.PieceID
	var ask measure.ID
	at(therapist, shared, archive.Takes|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		mine, err := space.MineAbout(tx, rec.About(), right.Process)
		if err != nil {
			return err
		}
		process = mine[0].Space
		b, err := measure.Receive(tx, rec, "paper", []byte("instrument,date,gad7-1\ngad7,2025-02-05,2\nnothing,2025-02-05,1\n"))
		if err == nil {
			err = measure.Start(tx, rec, b.ID)
		}
		work, wrong := plan.Work(tx, rec)
		asked, odd := measure.Of(tx, rec)
		piece, ask = work[0].ID, asked[0].ID
		return errors.Join(err, wrong, odd)
	})
	at(therapist, shared, archive.Takes|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		own, err := space.Open(tx, process, right.Read|right.Write)
		if err != nil {
			return err
		}
		signed, err := note.Of(tx, rec)
		if err != nil {
			return err
		}
		o, err := archive.OfferOf(tx, rec)
		if err != nil {
			return err
		}
		return errors.Join(note.Add(tx, rec, own, signed[0].ID, note.Added{Once: id.New[note.Amendment](tx.Now), Why: "why", Text: "more"}),
			archive.Keep(tx, rec, o, archive.Wanted{Once: id.New[archive.Copy](tx.Now), Why: "why"}, archive.File{By: "Ana", Digest: "0"}))
	})
	afar := id.New[meeting.Meeting](time.Now())
	at(therapist, shared, right.Read|right.Write|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		_, err := meeting.Plan(tx, rec, afar, tx.Now, meeting.Phone)
		return errors.Join(err, room.KeepLicences(tx, room.Licences{{Where: "New York"}}))
	})
	at(therapist, shared, right.Read|right.Write|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		g := room.Gate{ID: id.New[room.Gate](tx.Now), Meeting: afar, Agreed: true, Known: true, Where: "New York", Opened: true, Words: map[string]seal.Text{}}
		for _, name := range []string{"address", "call", "emergency", "service", "plan"} {
			g.Words[name] = "words"
		}
		g.Words["private"] = "yes"
		err := room.Answer(tx, rec, g)
		for _, step := range []tool.Step{{Tool: "door", Act: "in"}, {Tool: "table", Act: "lay", Name: "sud"}, {Tool: "dial", Act: "set", Name: "sud", Values: []int{7}}, {Tool: "board", Act: "lay", Name: "stuck"}, {Tool: "board", Act: "write", Name: "text", Text: "a sentence"}} {
			if step.ID = string(id.New[room.Gate](tx.Now)); err == nil {
				_, err = room.Do(tx, rec, afar, tool.State{}, step)
			}
		}
		return err
	})
	at(therapist, shared, right.Treat|right.Read, func(tx *db.Tx, rec *space.Record) error {
		return stimulus.KeepOf(tx, rec, stimulus.Written{Once: id.New[stimulus.Preset](tx.Now), Name: "slow", Phase: 4, With: stim.Settings{"ppm": 40.0, "path": "eight", "sound": true}})
	})
	at(therapist, shared, archive.Takes|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		safety, err := duty.Safe(tx, rec)
		if err != nil {
			return err
		}
		return duty.Keep(tx, safety, duty.Sheet{ID: id.New[duty.Sheet](tx.Now), Thread: id.New[duty.Worksheet](tx.Now), Form: "belief", Said: map[string]seal.Text{"true.said": "half"}}, duty.Over{})
	})
	at(therapist, shared, archive.Takes|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		_, err := emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "theme", Words: emdr.Words{"title": "people lie to me"}})
		s := emdr.Step{ID: id.New[emdr.Step](tx.Now), Meeting: afar, Minutes: 90} // it was begun by letting the client in
		s.Do = "length"
		return errors.Join(err, emdr.Take(tx, rec, s))
	})
	at(client, shared, archive.Takes, func(tx *db.Tx, rec *space.Record) error {
		return trust.Begin(tx, rec, "event/", trust.Half{Fields: map[string][]string{"title": {"half"}}})
	})
	at(client, contactOf(t, h, client), right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		return errors.Join(booking.Wait(tx, rec, "mornings"), booking.Hear(tx, rec, booking.Hearing{Before: 2}))
	})
	at(client, own, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		return errors.Join(intake.SaveDraft(tx, rec, intake.History()[0], intake.Words{"text": "half"}), plan.SaveDraft(tx, rec, piece, plan.Draft{Happened: "half"}), measure.SaveDraft(tx, rec, ask, fhir.Answers{"gad7-1": "LA6568-5"}))
	})
	at(therapist, shared, archive.Takes|right.Treat|right.Admit, func(tx *db.Tx, rec *space.Record) error {
		staff, err := account.Staff(tx)
		for _, a := range staff {
			if err == nil && a.Email.Reveal() == jonas {
				err = handover.Give(tx, rec, handover.Offer{Once: id.New[handover.Handover](tx.Now), To: a.ID, Summary: "go slowly"})
			}
		}
		return err
	})
	if err := h.Jobs.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func whereColumn(d db.Table) string {
	if !slices.ContainsFunc(d.Columns, func(c db.Column) bool { return c.Name == "sealed" }) {
		return ""
	}
	for _, c := range d.Columns {
		if c.Name == "space" || c.Name == "shared" {
			return c.Name
		}
	}
	return ""
}

// nameColumn is what a row is called where it is sealed.
func nameColumn(table string) string {
	if name, ok := map[string]string{"contact": "space", "hearing": "space", "waiting": "space", "draft": "measure", "work_draft": "work", "trust_draft": "space", "intake_draft": "space"}[table]; ok {
		return name
	}
	return "id"
}

// goesOut compares what rooms give of a space with what is sealed there.
func goesOut(t *testing.T, ctx context.Context, tx *db.Tx, w space.Where, tables []db.Table, seen map[string]int) error {
	rec, err := space.Open(tx, w.Space, right.Read)
	if err != nil {
		return err
	}
	client := w.Role == right.Client
	given := map[string]out.Row{}
	for _, room := range Outs {
		g, err := room.Out(ctx, tx, rec, plainly(ctx, client))
		if err != nil {
			t.Errorf("%s in a %s space, to a %s", room.Name, w.Kind, w.Role)
			return err
		}
		for _, r := range g.Rows {
			given[r.Table+" "+r.ID] = r
		}
		readable(t, room.Name, g)
	}
	for _, table := range tables {
		if stays[table.Name] != "" || client && slices.Contains(withheld, table.Name) {
			continue
		}
		if table.Name == "bring_part" { // sealed by two names, and read as what was refused once it was done
			for _, r := range given {
				if text, err := json.Marshal(r.Value); r.Table == table.Name && err == nil && bytes.Contains(text, []byte("measure.bring.why.form")) {
					seen[table.Name]++
				}
			}
			continue
		}
		rows, err := sealedIn(tx, table, w.Space)
		if err != nil {
			return err
		}
		for id, sealed := range rows {
			var is json.RawMessage
			if err := rec.Unseal(table.Name, id, sealed, &is); err != nil {
				return err
			}
			seen[table.Name]++
			if r, there := given[table.Name+" "+id]; !there {
				t.Errorf("%s: a row of a %s space does not go out to a %s", table.Name, w.Kind, w.Role)
			} else if got, err := json.Marshal(r.Value); err != nil || !sameJSON(got, is) {
				t.Errorf("%s: it goes out as\n%s and is\n%s (%v)", table.Name, got, is, err)
			}
		}
	}
	return nil
}

func sealedIn(tx *db.Tx, table db.Table, where space.ID) (map[string][]byte, error) {
	found := map[string][]byte{}
	_, err := db.List(tx, func(scan db.Scan) (none struct{}, err error) {
		var id string
		var sealed []byte
		err = scan(&id, &sealed)
		found[id] = sealed
		return none, err
	}, "select "+nameColumn(table.Name)+", sealed from "+table.Name+" where "+whereColumn(table)+" = $1", where)
	return found, err
}

func sameJSON(a, b []byte) bool {
	var one, other any
	if json.Unmarshal(a, &one) != nil || json.Unmarshal(b, &other) != nil {
		return false
	}
	x, err := json.Marshal(one)
	y, other2 := json.Marshal(other)
	return err == nil && other2 == nil && bytes.Equal(x, y)
}

func plainly(ctx context.Context, client bool) out.To {
	day := func(at time.Time) string { return at.Format(time.DateOnly) }
	return out.To{Subject: "Patient/x", Client: client, Zone: time.UTC, Moment: day, Day: day,
		Say:  func(key string, args ...any) string { return words.T(ctx, key, args...) },
		Name: func(string) string { return "Somebody" }, Ref: func(string) string { return "Practitioner/x" }}
}

var unsaid = regexp.MustCompile(`^[a-z]+(\.[a-z0-9-]+)+$|\{[a-z]+\}|\[sealed\]`)

// readable: no text for people is a key that nobody has written words for.
func readable(t *testing.T, room string, g out.Given) {
	t.Helper()
	check := func(text string) {
		for _, line := range strings.Split(text, "\n") {
			if unsaid.MatchString(strings.TrimSpace(line)) && !strings.Contains(line, "@") {
				t.Errorf("%s says %q", room, line)
			}
		}
	}
	for _, s := range g.Sections {
		if s.Empty() {
			continue
		}
		check(s.Title)
		for _, row := range append(s.Table.Rows, s.Table.Head) {
			for _, cell := range row {
				check(cell)
			}
		}
		for _, i := range s.Items {
			check(i.Title)
			check(i.At)
			for _, l := range i.Lines {
				check(l.Label)
				check(l.Text)
			}
		}
	}
}
