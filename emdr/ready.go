package emdr

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// items are what is looked at before memories are worked on. Each is said so that a yes speaks
// for it; a no, or not sure, takes a reason to go on.
var items = []string{"safe", "suicide", "substances", "support", "affect", "back", "resource", "dissociation",
	"head", "heart", "lungs", "pregnant", "eyes", "migraine", "crisis", "court", "honest"}

// asked is how many questions about dissociation are in the interview. No number comes of
// them: a score alone is not enough.
const asked = 8

var (
	answers = []string{"yes", "no", "unsure"}
	often   = []string{"no", "some", "often"}
)

// Gate is what was found about readiness, newest first. It lies where only the therapist reads:
// danger at home and thoughts of suicide are on it.
type Gate struct {
	Sheet
	Earlier []Sheet
}

// Open is the words key of what is still to be answered; empty: nothing.
func (g Gate) Open() string {
	if !g.Found() {
		return "emdr.gate.none"
	}
	if len(g.open()) > 0 {
		return "emdr.gate.open"
	}
	return ""
}

// open are the items that hold back.
func (g Gate) open() (some []string) {
	for _, item := range items {
		if g.Said(item) != "yes" && g.Said(item+".anyway") == "" || g.Said(item) == "" {
			some = append(some, item)
		}
	}
	return some
}

// anyway are the items that somebody goes on without.
func (g Gate) anyway() (some []string) {
	for _, item := range items {
		if g.Said(item) != "yes" && g.Said(item) != "" && g.Said(item+".anyway") != "" {
			some = append(some, item)
		}
	}
	return some
}

// sighted are the items that are looked at before anybody sees a light move (reference/emdr.md,
// safety: epilepsy and migraine before the first set that is seen; eye pain, clinical.md §3).
var sighted = []string{"head", "eyes", "migraine"}

// Dark is why no light, tone or touch may begin in this case by the author of this transaction,
// as a words key; empty: it may. For one that is seen, sighted were answered too.
func Dark(tx *db.Tx, rec *space.Record, seen bool) (string, error) {
	why, err := Hard(tx, rec)
	if err != nil || why != "" || !seen {
		return why, err
	}
	g, err := GateOf(tx, rec)
	if err == nil && slices.ContainsFunc(g.open(), func(item string) bool { return slices.Contains(sighted, item) }) {
		why = "emdr.dark.eyes"
	}
	return why, err
}

// GateOf is what was found about readiness; to whoever may not read it there is nothing.
func GateOf(tx *db.Tx, rec *space.Record) (g Gate, err error) {
	mine, err := space.MineAbout(tx, rec.About(), right.Safety)
	if err != nil || len(mine) == 0 || !rec.May(right.Treat) {
		return g, err
	}
	safety, err := space.Open(tx, mine[0].Space, right.Read, right.Safety)
	if err != nil {
		return g, err
	}
	all, err := sheets(tx, safety)
	for _, s := range all {
		if s.Kind == ready {
			if g.Found() {
				g.Earlier = append([]Sheet{g.Sheet}, g.Earlier...)
			}
			g.Sheet = s
		}
	}
	return g, err
}

// Look keeps what was found about readiness.
func Look(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := w.looked(); err != nil {
		return err
	}
	safety, err := care.Safe(tx, rec)
	if err != nil {
		return err
	}
	g, err := GateOf(tx, rec)
	if err != nil {
		return err
	}
	w.Kind, w.Of = ready, g.Of
	rec.Touch(tx, Part)
	_, err = w.keep(tx, safety)
	return err
}

// looked looks whether what was found can be kept.
func (w Written) looked() error {
	if w.Once == "" || len(w.Words) == 0 {
		return fault.New(fault.Invalid, "fault.form")
	}
	for field, text := range w.Words {
		if utf8.RuneCountInString(text.Reveal()) > longest {
			return fault.At(field, "emdr.long")
		}
	}
	for _, item := range items {
		if given := w.Words[item].Reveal(); given != "" && !slices.Contains(answers, given) {
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	for n := 1; n <= asked; n++ {
		if given := w.Words[question(n)].Reveal(); given != "" && !slices.Contains(often, given) {
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	return nil
}

func question(n int) string { return "d" + strconv.Itoa(n) }
