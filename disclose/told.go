package disclose

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ToldID names something that was told.
type ToldID = id.ID[Told]

// Basis is by what right something was told.
type Basis string

// Permitted is the client's permission; the others are what law allows or asks without one
// (45 CFR 164.506, 164.512).
const (
	Permitted Basis = "permit"
	Court     Basis = "court"     // an order, or what law counts as one
	Protect   Basis = "protect"   // somebody is in serious danger
	Abuse     Basis = "abuse"     // a report of abuse or neglect
	Oversight Basis = "oversight" // who watches over health care
	Statute   Basis = "law"       // another law asks for it
	Treatment Basis = "treatment" // somebody else who treats the client
	Payment   Basis = "payment"
)

// Bases are all of them.
var Bases = []Basis{Permitted, Court, Protect, Abuse, Oversight, Statute, Treatment, Payment}

// reaches tells whether a basis other than a permission can reach psychotherapy notes
// (45 CFR 164.508(a)(2)(ii)).
func (b Basis) reaches() bool {
	return b == Court || b == Protect || b == Oversight || b == Statute
}

// named tells whether it must be written down which order or law it was.
func (b Basis) named() bool { return b == Court || b == Oversight || b == Statute }

// Told is something that somebody outside was told: when, to whom, what, and why (45 CFR
// 164.528(b)(2)). It is only ever added.
type Told struct {
	ID ToldID    `json:"-"`
	At time.Time `json:"-"` // when it was written down

	By      who.ID    `json:"by"`
	Name    seal.Text `json:"name"` // of who wrote it, as it was then
	Day     string    `json:"day"`
	To      seal.Text `json:"to"`
	Address seal.Text `json:"address,omitempty"`
	Records []Records `json:"records"`
	What    seal.Text `json:"what"`
	Purpose seal.Text `json:"purpose"`
	Basis   Basis     `json:"basis"`
	Ground  seal.Text `json:"ground,omitempty"` // which order or law
	Permit  PermitID  `json:"permit,omitempty"`
	Notice  bool      `json:"notice,omitempty"` // that it may not be passed on went with it

	Hold  Hold      `json:"hold,omitzero"`
	Shown time.Time `json:"shown,omitzero"` // one that was held back: when it came into the client's list
}

// Hold is why something is not in the client's list yet, and until when at the latest
// somebody looks again.
type Hold struct {
	Why   Why       `json:"why,omitempty"`
	Words seal.Text `json:"words,omitempty"`
	Until time.Time `json:"until,omitzero"`
}

// Why something is held back.
type Why string

const (
	Danger Why = "danger" // that it is seen would put somebody in danger
	Delay  Why = "delay"  // an agency has asked for it, until a day (45 CFR 164.528(a)(2))
)

// Least keeps a short one as large as a long one.
func (t Told) Least() int { return 4096 }

// Tell writes down that somebody outside was told. It is refused where neither a permission
// covers it nor law allows it. One that is held back stands in the safety space.
func Tell(tx *db.Tx, rec *space.Record, t Told, hold string) error {
	if err := rec.Holds(right.Read | right.Treat); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if t.Basis == Permitted {
		if err := t.under(tx, rec, settings); err != nil {
			return err
		}
	}
	if err := t.check(tx, settings); err != nil {
		return err
	}
	t.At, t.By = tx.Now, tx.By.ID
	if t.Name, err = nameOf(tx, tx.By.ID); err != nil {
		return err
	}
	if t.Hold.Why != "" {
		return t.keepBack(tx, rec, settings, hold)
	}
	if done, err := found(oneTold(tx, rec, t.ID)); done || err != nil {
		return err
	}
	rec.Note(tx, "disclose.tell", string(t.ID))
	rec.Touch(tx, Part)
	return insertTold(tx, rec, t)
}

// check looks whether all is there that law wants in the list.
func (t Told) check(tx *db.Tx, s practice.Settings) error {
	day, _, err := dayOf(t.Day, s.Location())
	switch {
	case !slices.Contains(Bases, t.Basis):
		return fault.At("basis", "disclose.basis.missing")
	case err != nil || day.After(tx.Now):
		return fault.At("day", "disclose.told.day.odd")
	case t.To == "":
		return fault.At("to", "disclose.to.missing")
	case !known(t.Records):
		return fault.At("records", "disclose.told.records.missing")
	case slices.Contains(t.Records, Process) && t.Basis != Permitted && !t.Basis.reaches():
		return fault.At("records", "disclose.process.basis")
	case t.What == "":
		return fault.At("what", "disclose.what.missing")
	case t.Purpose == "":
		return fault.At("purpose", "disclose.purpose.missing")
	case t.Basis.named() && t.Ground == "":
		return fault.At("ground", "disclose.ground.missing")
	}
	return long(map[string]seal.Text{"to": t.To, "address": t.Address, "what": t.What, "purpose": t.Purpose, "ground": t.Ground, "words": t.Hold.Words})
}

// under looks whether a permission covers it: it held on that day, and all that was told is
// among what may be.
func (t *Told) under(tx *db.Tx, rec *space.Record, s practice.Settings) error {
	if t.Permit == "" {
		return fault.At("permit", "disclose.permit.missing")
	}
	p, err := onePermit(tx, rec, t.Permit)
	if fault.Is(err, fault.NotFound) {
		return fault.At("permit", "disclose.permit.missing")
	}
	if err != nil {
		return err
	}
	from, to, err := dayOf(t.Day, s.Location())
	switch {
	case err != nil:
		return fault.At("day", "disclose.told.day.odd")
	case !p.held(from, to):
		return fault.At("permit", "disclose.permit.not-then")
	case !known(t.Records):
		return fault.At("records", "disclose.told.records.missing")
	case !within(t.Records, p.Records):
		return fault.At("records", "disclose.permit.narrow")
	case p.Use && !t.Notice:
		return fault.At("notice", "disclose.notice.missing")
	}
	t.To, t.Address = p.To, p.Address
	if t.Purpose == "" {
		t.Purpose = p.Purpose
	}
	return nil
}

// keepBack writes it into the safety space, and sets the day on which somebody looks again.
// The space that the client reads says nothing of it.
func (t Told) keepBack(tx *db.Tx, rec *space.Record, s practice.Settings, until string) error {
	if t.Hold.Why != Danger && t.Hold.Why != Delay {
		return fault.New(fault.Invalid, "fault.form")
	}
	if t.Hold.Words == "" {
		return fault.At("words", "disclose.hold.words.missing")
	}
	var err error
	if t.Hold.Until, err = lookAgain(tx, s, until); err != nil {
		return err
	}
	safe, err := safeOf(tx, rec)
	if err != nil {
		return err
	}
	if done, err := found(oneTold(tx, safe, t.ID)); done || err != nil {
		return err
	}
	safe.Note(tx, "disclose.hold", string(t.ID))
	if err := insertTold(tx, safe, t); err != nil {
		return err
	}
	if err := insertAsk(tx, rec, Ask{ID: AskID(t.ID), At: tx.Now, Kind: review, By: tx.By.ID, Due: t.Hold.Until}); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// lookAgain is the end of the day on which something that is held back is looked at again: a
// year from now at the latest.
func lookAgain(tx *db.Tx, s practice.Settings, day string) (time.Time, error) {
	_, end, err := dayOf(day, s.Location())
	if err != nil || !end.After(tx.Now) || end.After(tx.Now.AddDate(1, 0, 1)) {
		return end, fault.At("until", "disclose.hold.until.odd")
	}
	return end, nil
}

// safeOf opens the space into which the client only drops.
func safeOf(tx *db.Tx, rec *space.Record) (*space.Record, error) {
	c, err := care.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	if rec.Role() != right.Therapist || c.Safety == "" {
		return nil, fault.At("hold", "disclose.hold.therapist")
	}
	return space.Open(tx, c.Safety, right.Read|right.Write, right.Safety)
}

// Show puts something that was held back into the client's list, as it was written.
func Show(tx *db.Tx, rec *space.Record, which ToldID) error {
	if err := rec.Holds(right.Read | right.Treat); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	safe, err := safeOf(tx, rec)
	if err != nil {
		return err
	}
	t, err := oneTold(tx, safe, which)
	if err != nil || !t.Shown.IsZero() {
		return err
	}
	copied := t
	copied.Hold = Hold{}
	if err := insertTold(tx, rec, copied); err != nil {
		return err
	}
	t.Shown = tx.Now
	safe.Note(tx, "disclose.show", string(which))
	rec.Note(tx, "disclose.tell", string(which))
	rec.Touch(tx, Part)
	if err := updateTold(tx, safe, t); err != nil {
		return err
	}
	return settleReview(tx, rec, which)
}

// HoldOn keeps it back until another day, for a reason that is written anew.
func HoldOn(tx *db.Tx, rec *space.Record, which ToldID, why, until string) error {
	if err := rec.Holds(right.Read | right.Treat); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	safe, err := safeOf(tx, rec)
	if err != nil {
		return err
	}
	t, err := oneTold(tx, safe, which)
	if err != nil || !t.Shown.IsZero() {
		return err
	}
	if why == "" {
		return fault.At("words", "disclose.hold.words.missing")
	}
	if t.Hold.Until, err = lookAgain(tx, settings, until); err != nil {
		return err
	}
	t.Hold.Words += "\n\n" + seal.Text(why)
	if err := long(map[string]seal.Text{"words": t.Hold.Words}); err != nil {
		return err
	}
	safe.Note(tx, "disclose.hold", string(which))
	if err := updateTold(tx, safe, t); err != nil {
		return err
	}
	a, err := oneAsk(tx, rec, AskID(which))
	if err != nil {
		return err
	}
	a.Due = t.Hold.Until
	if err := updateAsk(tx, rec, a); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// Accounted is what was told of the client of a space, the newest first.
func Accounted(tx *db.Tx, rec *space.Record) ([]Told, error) {
	all, err := allTold(tx, rec)
	sortTold(all)
	return all, err
}

// HeldBack is what is not in the client's list yet. Only their therapist reads it; to anybody
// else there is nothing.
func HeldBack(tx *db.Tx, rec *space.Record) ([]Told, error) {
	if rec.Role() != right.Therapist {
		return nil, nil
	}
	safe, err := safeOf(tx, rec)
	if err != nil {
		if fault.Is(err, fault.Invalid) {
			return nil, nil
		}
		return nil, err
	}
	all, err := allTold(tx, safe)
	sortTold(all)
	return slices.DeleteFunc(all, func(t Told) bool { return !t.Shown.IsZero() }), err
}

func sortTold(all []Told) {
	slices.SortStableFunc(all, func(a, b Told) int {
		switch {
		case a.Day > b.Day:
			return -1
		case a.Day < b.Day:
			return 1
		}
		return 0
	})
}
