package e2e_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// TestWhatIsLockedStays: whatever client and therapist do with an experiment, in any order,
// over old versions, at the same time, with the clock going forwards and backwards: once it
// is locked, what was guessed, how likely, the rule and the day are what they were, for good.
func TestWhatIsLockedStays(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t)} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, database)
			h := tinkers{w: w, therapist: w.Person("tove@practice.example", who.Therapist), client: w.Person("lise@mail.example", who.Client)}
			h.where = w.Treated(h.therapist, h.client, "lise@mail.example").Spaces[right.Shared]
			h.begin()
			w.Jump(120 * 24 * time.Hour) // nobody was inside before the case began
			rounds := 0
			rapid.Check(t, func(t *rapid.T) {
				if rounds++; rounds <= 40 {
					h.play(t)
				}
			})
			w.Jump(120 * 24 * time.Hour)
			if h.locks < 5 || h.judged == 0 || h.refused == 0 {
				t.Errorf("%d were locked, %d judged, %d acts refused: this shows little", h.locks, h.judged, h.refused)
			}
		})
	}
}

// tinkers are two people at one experiment.
type tinkers struct {
	w                      *world.World
	therapist, client      who.Person
	where                  space.ID
	mark                   trust.Thread
	thing                  trust.Thread
	seen                   []trust.Sheet // every version that somebody has open
	locks, judged, refused int
}

// act does something as somebody; a refusal is one of the answers.
func (h *tinkers) act(by who.Person, do func(*db.Tx, *space.Record) error) error {
	want := right.Read | right.Write
	if by.ID == h.therapist.ID {
		want |= right.Treat | right.Admit
	}
	return h.w.House.DB.Write(context.Background(), by, func(tx *db.Tx) error {
		rec, err := space.Open(tx, h.where, want)
		if err != nil {
			return err
		}
		return do(tx, rec)
	})
}

func (h *tinkers) must(by who.Person, do func(*db.Tx, *space.Record) error) {
	if err := h.act(by, do); err != nil {
		panic(err)
	}
}

func fresh(tx *db.Tx) trust.ID { return id.New[trust.Revision](tx.Now) }

// begin is a person whom the two have talked through.
func (h *tinkers) begin() {
	h.must(h.therapist, func(tx *db.Tx, rec *space.Record) (err error) {
		if h.mark, err = trust.Keep(tx, rec, trust.Written{Once: fresh(tx), Thing: &trust.Person{Alias: "Mark"}}); err != nil {
			return err
		}
		return trust.Talk(tx, rec, h.mark, fresh(tx), true)
	})
}

func (h *tinkers) look() (s trust.Sheet) {
	h.must(h.client, func(tx *db.Tx, rec *space.Record) error {
		b, err := trust.Of(tx, rec)
		if err != nil {
			return err
		}
		s, err = trust.SheetOf(tx, rec, b, h.thing)
		return err
	})
	return s
}

func day(now time.Time, days int) seal.Text {
	return seal.Text(now.AddDate(0, 0, days).Format("2006-01-02"))
}

// play is one experiment, and everything that may be tried with it.
func (h *tinkers) play(t *rapid.T) {
	h.w.Jump(15 * 24 * time.Hour)
	h.must(h.client, func(tx *db.Tx, rec *space.Record) (err error) {
		likely := 80
		h.thing, err = trust.Keep(tx, rec, trust.Written{Once: fresh(tx), Thing: &trust.Experiment{Act: "ask him", Person: []trust.Thread{h.mark}, Day: day(tx.Now, 3), Fear: "he shouts", Likely: &likely, Own: "he nods", Rule: "a raised voice"}})
		return err
	})
	h.seen = []trust.Sheet{h.look()}
	var locked *trust.Experiment
	for range rapid.IntRange(8, 24).Draw(t, "acts") {
		h.step(t)
		now := h.look()
		h.seen = append(h.seen, now)
		is, _ := now.Thing.(*trust.Experiment)
		if locked == nil && is.Locked != "" {
			locked = is
			h.locks++
		}
		if locked != nil && (part(is) != part(locked) || is.Seal != locked.Seal) {
			t.Fatalf("locked %v, and now %v", part(locked), part(is))
		}
		if is.Came != "" {
			h.judged++
		}
		if is.Came != "" && (is.Locked == "") {
			t.Fatal("judged before it was locked")
		}
	}
}

// part is what is locked.
func part(e *trust.Experiment) [7]string {
	likely := ""
	for _, f := range e.Fields() {
		if f.Name == "likely" && *f.Mark != nil {
			likely = string(rune('0' + **f.Mark))
		}
	}
	return [7]string{e.Act.Reveal(), e.Day.Reveal(), e.Fear.Reveal(), likely, e.Own.Reveal(), e.Rule.Reveal(), e.Locked.Reveal()}
}

// step is one thing that one of the two tries, over any version that they have open.
func (h *tinkers) step(t *rapid.T) {
	by := h.client
	if rapid.Bool().Draw(t, "therapist") {
		by = h.therapist
	}
	over := h.seen[rapid.IntRange(0, len(h.seen)-1).Draw(t, "version")]
	latest := h.seen[len(h.seen)-1]
	err := h.act(by, func(tx *db.Tx, rec *space.Record) error {
		switch rapid.SampledFrom([]string{"lock", "lock", "write", "write", "write", "tell", "tell", "move", "drop", "take", "choose", "clock", "clock"}).Draw(t, "act") {
		case "lock":
			return trust.Lock(tx, rec, h.thing, fresh(tx), latest.ID)
		case "write":
			return h.write(tx, rec, over, meddle(t, over))
		case "tell":
			return h.write(tx, rec, latest, func(e *trust.Experiment) {
				e.Happened, e.Came = "he said yes", rapid.SampledFrom([]string{"came", "not", "unclear"}).Draw(t, "came")
			})
		case "move":
			return trust.Move(tx, rec, h.thing, fresh(tx), day(tx.Now, rapid.IntRange(-3, 5).Draw(t, "to")), "he was ill")
		case "drop":
			if rapid.IntRange(0, 3).Draw(t, "really") > 0 {
				return nil
			}
			return trust.Drop(tx, rec, h.thing, fresh(tx), "not now")
		case "take":
			return trust.Take(tx, rec, h.thing, fresh(tx), rapid.Bool().Draw(t, "away"))
		case "choose":
			return choose(t, tx, rec, over)
		}
		h.w.Jump(time.Duration(rapid.IntRange(-5*24, 9*24).Draw(t, "hours")) * time.Hour)
		return nil
	})
	if err != nil && fault.Is(err, fault.Internal) {
		t.Fatal(err)
	}
	if err != nil {
		h.refused++
	}
}

// write sends a thing as it was changed over a version.
func (h *tinkers) write(tx *db.Tx, rec *space.Record, over trust.Sheet, change func(*trust.Experiment)) error {
	was, _ := over.Thing.(*trust.Experiment)
	e := *was
	change(&e)
	_, err := trust.Keep(tx, rec, trust.Written{Once: fresh(tx), Thread: h.thing, After: over.ID, Thing: &e})
	return err
}

// meddle changes one of the places that may be locked, or one that never is.
func meddle(t *rapid.T, over trust.Sheet) func(*trust.Experiment) {
	return func(e *trust.Experiment) {
		likely := rapid.SampledFrom([]int{0, 20, 50, 100}).Draw(t, "likely")
		word := seal.Text(rapid.SampledFrom([]string{"he laughs", "he goes", "nothing"}).Draw(t, "words"))
		switch rapid.IntRange(0, 9).Draw(t, "place") {
		case 0:
			e.Fear = word
		case 1:
			e.Likely = &likely
		case 2:
			e.Own = word
		case 3:
			e.Rule = word
		case 4:
			e.Day = day(over.Now, rapid.IntRange(-2, 6).Draw(t, "day"))
		case 5:
			e.Locked, e.LockedAs, e.Seal = "", "", ""
		case 6:
			e.Locked = seal.Text(over.Now.Format(time.RFC3339Nano))
		case 7:
			e.Moved, e.Dropped = day(over.Now, -1), ""
		default:
			e.Cope = word
		}
	}
}

// choose settles what was written at the same time, if anything was.
func choose(t *rapid.T, tx *db.Tx, rec *space.Record, over trust.Sheet) error {
	for _, c := range over.Clashes {
		of := map[string]string{}
		for _, name := range c.Fields {
			of[name] = rapid.SampledFrom([]string{"first", "second"}).Draw(t, name)
		}
		return trust.Choose(tx, rec, trust.Chosen{Once: fresh(tx), Thread: over.Thread, After: over.ID, Aside: c.Aside, Of: of})
	}
	return nil
}
