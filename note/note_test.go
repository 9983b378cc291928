package note

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/meeting"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// house is a real database with a practice, a therapist, and a clock that tests move.
type house struct {
	t   testing.TB
	db  *db.DB
	now time.Time
	ana who.Person
}

func newHouse(t testing.TB) *house {
	t.Helper()
	dir := t.TempDir()
	key, err := seal.NewFile(filepath.Join(dir, "root.key"))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	h.db, err = db.Open(context.Background(), db.Config{
		URL: filepath.Join(dir, "tillit.db"), Schema: os.DirFS("../app/schema"), Trail: trail.Append, Clock: func() time.Time { return h.now },
		Unlock: func(wrapped []byte) (*seal.Ring, []byte, error) {
			if wrapped == nil {
				return seal.NewRing(key)
			}
			ring, err := seal.OpenRing(key, wrapped)
			return ring, nil, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	h.must(who.House, func(tx *db.Tx) error {
		a, err := account.Create(tx, who.Therapist, "Dr. Ana Holm", "ana@practice.example")
		h.ana = a.Person()
		if err != nil {
			return err
		}
		return practice.Keep(tx, practice.Settings{Name: "A practice", Zone: "UTC", Jurisdiction: "US-NY", Demo: true})
	})
	return h
}

func (h *house) must(by who.Person, act func(*db.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(context.Background(), by, act); err != nil {
		h.t.Fatal(err)
	}
}

// open is a new case of Ana's.
func (h *house) open() (where space.ID) {
	h.must(h.ana, func(tx *db.Tx) error {
		c, err := care.Open(tx, care.Contact{Name: "Liz"}, "a reason")
		where = c.Shared
		return err
	})
	return where
}

// try does something as Ana in a case. That it is refused is all right; that anything breaks
// is not.
func (h *house) try(t fataler, where space.ID, do func(tx *db.Tx, rec, own *space.Record) error) error {
	h.now = h.now.Add(time.Minute)
	err := h.db.Write(context.Background(), h.ana, func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, signs, right.Shared)
		if err != nil {
			return err
		}
		own, err := meeting.OwnOf(tx, rec)
		if err != nil {
			return err
		}
		return do(tx, rec, own)
	})
	if fault.Is(err, fault.Internal) {
		t.Fatalf("%v", err)
	}
	return err
}

type fataler interface{ Fatalf(string, ...any) }

// stored is every row of a case's notes and amendments as the database has it, by id.
func (h *house) stored(where space.ID) map[string]string {
	rows := map[string]string{}
	h.must(h.ana, func(tx *db.Tx) error {
		for _, table := range []string{"note", "amendment"} {
			_, err := db.List(tx, func(scan db.Scan) (string, error) {
				var id string
				var at int64
				var sealed []byte
				err := scan(&id, &at, &sealed)
				rows[table+" "+id] = string(sealed)
				return id, err
			}, "select id, at, sealed from "+table+" where space = $1", where)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return rows
}

// acts are all that can be done around a note, each with what rapid draws for it.
func (h *house) acts(rt *rapid.T, where space.ID, sessions *[]meeting.ID) map[string]func(*rapid.T) {
	pick := func(rt *rapid.T) meeting.ID {
		if len(*sessions) == 0 {
			rt.Skip()
		}
		return rapid.SampledFrom(*sessions).Draw(rt, "session")
	}
	words := rapid.SampledFrom([]string{"", "one", "two words", "three\nlines\nof it"})
	do := func(act func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error) func(*rapid.T) {
		return func(rt *rapid.T) {
			m := pick(rt)
			h.try(rt, where, func(tx *db.Tx, rec, own *space.Record) error { return act(rt, tx, rec, own, m) })
		}
	}
	before := h.stored(where)
	return map[string]func(*rapid.T){
		"": func(rt *rapid.T) {
			now := h.stored(where)
			for id, sealed := range before {
				if now[id] != sealed {
					rt.Fatalf("%s has changed", id)
				}
			}
			before = now
		},
		"hold": func(rt *rapid.T) {
			m := id.New[meeting.Meeting](h.now)
			h.try(rt, where, func(tx *db.Tx, rec, own *space.Record) error {
				if _, err := meeting.Plan(tx, rec, m, tx.Now, meeting.InPerson); err != nil {
					return err
				}
				facts := meeting.Facts{Begun: tx.Now.Add(-time.Hour), Ended: tx.Now.Add(-time.Minute), Way: meeting.InPerson}
				*sessions = append(*sessions, m)
				if err := meeting.Correct(tx, rec, m, facts, ""); err != nil {
					return err
				}
				return meeting.Save(tx, own, meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: m, Use: meeting.Note, Fields: whole()}, meeting.Over{})
			})
		},
		"write": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			s := meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: m, Use: meeting.Note, Fields: map[string]seal.Text{
				"template": seal.Text(rapid.SampledFrom(order).Draw(rt, "template")), "s.text": seal.Text(words.Draw(rt, "text")), "s.data": "data", "s.plan": "plan", "risk": seal.Text(Nothing)}}
			_, _, err := meeting.Keep(tx, rec, s, meeting.Over{})
			return err
		}),
		"sign": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			d, err := DraftOf(tx, rec, own, m, nil)
			if err != nil {
				return err
			}
			for _, other := range d.Others {
				if err := meeting.Drop(tx, own, other.ID); err != nil {
					return err
				}
			}
			seen, err := d.Note.Digest()
			if err != nil {
				return err
			}
			_, err = Sign(tx, rec, own, m, nil, seen)
			return err
		}),
		"add": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			return Add(tx, rec, own, m, Added{Once: id.New[Amendment](tx.Now), Why: words.Draw(rt, "why"), Text: words.Draw(rt, "added")})
		}),
		"add again": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			all, err := amendments(tx, rec, m)
			if err != nil || len(all) == 0 {
				return err
			}
			return Add(tx, rec, own, m, Added{Once: all[0].ID, Why: "other", Text: "other"})
		}),
		"correct": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			return meeting.Correct(tx, rec, m, meeting.Facts{Begun: tx.Now.Add(-3 * time.Hour), Ended: tx.Now.Add(-2 * time.Hour), Way: meeting.Phone, Place: "x"}, "why")
		}),
		"talk": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			held, err := meeting.One(tx, rec, m)
			if err != nil {
				return err
			}
			if err := meeting.Add(tx, rec, id.New[meeting.Point](tx.Now), "a point"); err != nil {
				return err
			}
			return meeting.Talk(tx, rec, held, func(meeting.PointID) bool { return rapid.Bool().Draw(rt, "ticked") })
		}),
		"pad": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			held, err := meeting.One(tx, rec, m)
			if err != nil {
				return err
			}
			if err := meeting.Save(tx, own, meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: m, Use: meeting.Pad, Fields: map[string]seal.Text{"own": "mine"}}, meeting.Over{}); err != nil {
				return err
			}
			return meeting.KeepPad(tx, own, held, true)
		}),
		"settle, end, call off": do(func(rt *rapid.T, tx *db.Tx, rec, own *space.Record, m meeting.ID) error {
			if _, err := meeting.End(tx, rec, m); err != nil {
				return err
			}
			if err := meeting.Settle(tx, rec, m); err != nil {
				return err
			}
			return meeting.CallOff(tx, rec, m, meeting.Missed)
		}),
	}
}

// TestASignedTextNeverChanges: whatever is done, in whatever order, every note and every
// amendment stays byte for byte what it was when it was signed.
func TestASignedTextNeverChanges(t *testing.T) {
	h := newHouse(t)
	signed := 0
	rapid.Check(t, func(rt *rapid.T) {
		where := h.open()
		var sessions []meeting.ID
		rt.Repeat(h.acts(rt, where, &sessions))
		signed += len(h.stored(where))
	})
	if signed < 20 {
		t.Errorf("only %d texts were signed in all", signed)
	}
	t.Logf("%d signed texts stayed as they were", signed)
}

// held is one session that was held, and its note as far as it was written.
func (h *house) held(where space.ID, fields map[string]seal.Text) (m meeting.ID, sheet meeting.Sheet) {
	h.t.Helper()
	err := h.try(h.t, where, func(tx *db.Tx, rec, own *space.Record) error {
		m = id.New[meeting.Meeting](tx.Now)
		if _, err := meeting.Plan(tx, rec, m, tx.Now, meeting.Phone); err != nil {
			return err
		}
		if err := meeting.Correct(tx, rec, m, meeting.Facts{Begun: tx.Now.Add(-time.Hour), Ended: tx.Now.Add(-time.Minute), Way: meeting.Phone, Place: "at home"}, ""); err != nil {
			return err
		}
		sheet = meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: m, Use: meeting.Note, Fields: fields}
		return meeting.Save(tx, own, sheet, meeting.Over{})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return m, sheet
}

func whole() map[string]seal.Text {
	return map[string]seal.Text{"template": "free", "s.text": "text", "s.plan": "plan", "risk": seal.Text(Nothing)}
}

// TestTheTrailKeepsWhatWasSigned: the digest in the trail, which nobody changes, is that of
// the note; the draft is gone; and nothing but what was looked at is signed.
func TestTheTrailKeepsWhatWasSigned(t *testing.T) {
	h := newHouse(t)
	where := h.open()
	m, _ := h.held(where, whole())
	if err := h.try(t, where, func(tx *db.Tx, rec, own *space.Record) error {
		_, err := Sign(tx, rec, own, m, nil, "something else")
		return err
	}); !fault.Is(err, fault.Conflict) {
		t.Fatalf("signed what nobody looked at: %v", err)
	}
	var seen string
	if err := h.try(t, where, func(tx *db.Tx, rec, own *space.Record) error {
		d, err := DraftOf(tx, rec, own, m, nil)
		if err != nil {
			return err
		}
		if seen, err = d.Note.Digest(); err != nil {
			return err
		}
		_, err = Sign(tx, rec, own, m, nil, seen)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.try(t, where, func(tx *db.Tx, rec, own *space.Record) error {
		kept, err := One(tx, rec, m)
		if err != nil {
			t.Error(err)
		}
		if digest, _ := kept.Digest(); digest != seen {
			t.Errorf("what is kept is %s, what was signed %s", digest, seen)
		}
		if left, _ := meeting.Sheets(tx, own, m, meeting.Note); len(left) > 0 {
			t.Errorf("%d drafts are left", len(left))
		}
		entries, err := trail.Of(tx, string(where), 1000)
		found := false
		for _, e := range entries {
			for _, act := range e.Acts {
				found = found || act.Act == "note.sign "+seen
			}
		}
		if !found {
			t.Errorf("the digest is not in the trail: %v", err)
		}
		return nil
	})
}

// TestWhatIsMissing: each thing that the law wants, left out by itself, is named.
func TestWhatIsMissing(t *testing.T) {
	full := Note{Facts: meeting.Facts{Begun: time.Unix(1, 0), Ended: time.Unix(2, 0), Way: meeting.Phone, Place: "at home"}, Risk: Nothing,
		Sections: []Section{{ID: "text", Text: "x"}, {ID: "plan", Text: "y"}}}
	if l := full.Lacks(); len(l) > 0 {
		t.Errorf("a whole note lacks %v", l)
	}
	for want, without := range map[string]func(*Note){
		"note.lacks.times": func(n *Note) { n.Facts.Ended = time.Time{} },
		"note.lacks.way":   func(n *Note) { n.Facts.Way = "" },
		"note.lacks.place": func(n *Note) { n.Facts.Place = "" },
		"note.lacks.body":  func(n *Note) { n.Sections = []Section{{ID: "text"}, {ID: "plan", Text: "y"}} },
		"note.lacks.plan":  func(n *Note) { n.Sections = []Section{{ID: "text", Text: "x"}, {ID: "plan"}} },
		"note.lacks.risk":  func(n *Note) { n.Risk = "" },
		"note.lacks.words": func(n *Note) { n.Risk = Unasked },
		"note.lacks.alert": func(n *Note) { n.Record = []Deed{{Room: "alert", Fixed: true}} },
	} {
		n := full
		without(&n)
		if l := n.Lacks(); len(l) != 1 || l[0].Key != want {
			t.Errorf("%s: %v", want, l)
		}
	}
}

// FuzzTurn: whichever way a note is written, and then another, no line that was written is
// lost.
func FuzzTurn(f *testing.F) {
	f.Add("a", "b", "c", byte(1), byte(3))
	f.Add("", "x\ny", "", byte(2), byte(0))
	f.Fuzz(func(t *testing.T, one, two, three string, from, to byte) {
		a, _ := templateOf(order[int(from)%len(order)])
		b, _ := templateOf(order[int(to)%len(order)])
		fields, texts := map[string]seal.Text{}, []string{one, two, three}
		for i, p := range a.Sections {
			fields["s."+p.ID] = seal.Text(strings.TrimSpace(texts[i%3]))
		}
		all := ""
		for _, text := range moved(meeting.Sheet{Fields: fields}, a, b) {
			all += text + "\n"
		}
		for _, text := range fields {
			if !strings.Contains(all, text.Reveal()) {
				t.Errorf("%q is lost from %s to %s", text.Reveal(), a.ID, b.ID)
			}
		}
	})
}

// TestTwoWindows: what one window wrote is never written over by another, and each takes the
// place of what it began with only while that stands.
func TestTwoWindows(t *testing.T) {
	h := newHouse(t)
	where := h.open()
	m, began := h.held(where, whole())
	sheet := func(text string) meeting.Sheet {
		return meeting.Sheet{ID: id.New[meeting.Sheet](h.now), Meeting: m, Use: meeting.Note, Fields: map[string]seal.Text{"s.text": seal.Text(text)}}
	}
	left := func() (all []string) {
		h.try(t, where, func(tx *db.Tx, _, own *space.Record) error {
			sheets, err := meeting.Sheets(tx, own, m, meeting.Note)
			for _, s := range sheets {
				all = append(all, s.Field("s.text"))
			}
			return err
		})
		return all
	}
	save := func(s meeting.Sheet, over meeting.Over) {
		if err := h.try(t, where, func(tx *db.Tx, _, own *space.Record) error { return meeting.Save(tx, own, s, over) }); err != nil {
			t.Fatal(err)
		}
	}
	over := meeting.Over{ID: began.ID, N: 1}
	first, second := sheet("first"), sheet("second")
	save(first, over)
	if got := left(); len(got) != 1 || got[0] != "first" {
		t.Fatalf("one window: %q", got)
	}
	save(second, over)
	if got := left(); len(got) != 2 {
		t.Fatalf("two windows: %q", got)
	}
	first.Fields = map[string]seal.Text{"s.text": "first, and more"}
	save(first, over)
	save(first, over)
	if got := left(); len(got) != 2 || got[0] != "first, and more" || got[1] != "second" {
		t.Fatalf("both went on: %q", got)
	}
}
