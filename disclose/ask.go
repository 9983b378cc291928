package disclose

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/note"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// AskID names something that a client asked.
type AskID = id.ID[Ask]

// Kind is what was asked.
type Kind string

const (
	Copy       Kind = "copy"       // to have a copy, or to look
	Correction Kind = "correction" // that something be set right
	Question   Kind = "question"   // about who looked
	review     Kind = "review"     // nobody asked: something that was held back is looked at again
)

// Kinds are what a client can ask.
var Kinds = []Kind{Copy, Correction, Question}

// Ask is something that a client asked about their record, and what became of it.
type Ask struct {
	ID AskID     `json:"-"`
	At time.Time `json:"-"`

	Kind    Kind      `json:"kind"`
	By      who.ID    `json:"by"`
	Records []Records `json:"records,omitempty"` // of a copy
	Form    string    `json:"form,omitempty"`    // of a copy: paper or file
	Note    note.ID   `json:"note,omitempty"`    // of a correction: which note
	Entry   seal.Text `json:"entry,omitempty"`   // or what else; of a question, which line
	Words   seal.Text `json:"words,omitempty"`   // what is wrong, or what is asked
	Should  seal.Text `json:"should,omitempty"`  // what it should say
	Law     string    `json:"law,omitempty"`     // by which its day was set
	Due     time.Time `json:"due"`               // the end of its last day
	Longer  Longer    `json:"longer,omitzero"`
	Answer  Answer    `json:"answer,omitzero"`
	Differs Differs   `json:"differs,omitzero"`
}

// Longer is that the day was moved, once, and why.
type Longer struct {
	At  time.Time `json:"at"`
	By  who.ID    `json:"by"`
	Why seal.Text `json:"why"`
}

// Answer is what the practice said.
type Answer struct {
	At     time.Time `json:"at"`
	By     who.ID    `json:"by"`
	Name   seal.Text `json:"name"`
	As     Outcome   `json:"as"`
	Ground string    `json:"ground,omitempty"` // of a no, and of a part
	Words  seal.Text `json:"words"`
}

// Differs is what the client says to a no. It is kept with the entry (45 CFR 164.526(d)).
type Differs struct {
	At    time.Time `json:"at"`
	Words seal.Text `json:"words"`
}

// Outcome is how an answer came out.
type Outcome string

const (
	Granted Outcome = "granted"
	Partly  Outcome = "partly"
	Refused Outcome = "refused"
	Spoke   Outcome = "spoke" // of a question: it was answered
)

// Least keeps a short one as large as a long one.
func (a Ask) Least() int { return 4096 }

// Open tells whether it still waits for an answer.
func (a Ask) Open() bool { return a.Answer.At.IsZero() }

// Late tells whether its day went by without one.
func (a Ask) Late(now time.Time) bool { return a.Open() && !now.Before(a.Due) }

// No tells whether the client may say that they see it in another way.
func (a Ask) No() bool {
	return a.Kind == Correction && (a.Answer.As == Refused || a.Answer.As == Partly)
}

// Request keeps what a client asks, and the day by which law wants an answer.
func Request(tx *db.Tx, rec *space.Record, a Ask) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := a.check(tx, rec); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	if done, err := found(oneAsk(tx, rec, a.ID)); done || err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	law, err := lawOf(settings.Jurisdiction)
	if err != nil {
		return err
	}
	a.At, a.By, a.Law, a.Due = tx.Now, tx.By.ID, law.ID, law.span(a.Kind).from(tx.Now, settings.Location())
	rec.Note(tx, "disclose.ask", string(a.ID))
	rec.Touch(tx, Part)
	if err := insertAsk(tx, rec, a); err != nil {
		return err
	}
	if err := a.await(tx, rec); err != nil {
		return err
	}
	return Brief(tx, rec)
}

func (a Ask) check(tx *db.Tx, rec *space.Record) error {
	switch {
	case !slices.Contains(Kinds, a.Kind):
		return fault.New(fault.Invalid, "fault.form")
	case a.Kind == Copy && !known(a.Records):
		return fault.At("records", "disclose.ask.records.missing")
	case a.Kind == Copy && a.Form != "paper" && a.Form != "file":
		return fault.At("form", "disclose.ask.form.missing")
	case a.Kind == Correction && a.Note == "" && a.Entry == "":
		return fault.At("entry", "disclose.ask.entry.missing")
	case a.Kind != Copy && a.Words == "":
		return fault.At("words", "disclose.ask.words.missing")
	case a.Kind == Correction && a.Should == "":
		return fault.At("should", "disclose.ask.should.missing")
	}
	if a.Note != "" {
		if _, err := note.One(tx, rec, a.Note); err != nil {
			return fault.At("note", "disclose.ask.entry.missing")
		}
	}
	return long(map[string]seal.Text{"entry": a.Entry, "words": a.Words, "should": a.Should})
}

// Lengthen moves the day of an answer once, by as much as law allows, with the reason that
// the client reads (45 CFR 164.524(b)(2)(ii), GDPR Art. 12(3)).
func Lengthen(tx *db.Tx, rec *space.Record, which AskID, why string) error {
	a, err := askFor(tx, rec, which, right.Treat)
	switch {
	case err != nil:
		return err
	case !a.Open():
		return fault.New(fault.Conflict, "disclose.ask.answered")
	case !a.Longer.At.IsZero():
		return fault.New(fault.Conflict, "disclose.longer.once")
	case a.Late(tx.Now):
		return fault.At("why", "disclose.longer.late")
	case why == "":
		return fault.At("why", "disclose.longer.why.missing")
	}
	settings, law, err := lawFor(tx)
	if err != nil {
		return err
	}
	a.Longer = Longer{tx.Now, tx.By.ID, seal.Text(why)}
	a.Due = law.span(a.Kind).More.from(a.Due.Add(-time.Minute), settings.Location())
	rec.Note(tx, "disclose.longer", string(which))
	if err := a.keep(tx, rec); err != nil {
		return err
	}
	return a.await(tx, rec)
}

func lawFor(tx *db.Tx) (practice.Settings, Law, error) {
	settings, err := practice.Of(tx)
	if err != nil {
		return settings, Law{}, err
	}
	law, err := lawOf(settings.Jurisdiction)
	return settings, law, err
}

// Reply answers what was asked, once. A no, in whole or in part, needs a ground that the law
// of this place knows, and words that the client can understand.
func Reply(tx *db.Tx, rec *space.Record, which AskID, given Answer) error {
	a, err := askFor(tx, rec, which, right.Treat)
	if err != nil {
		return err
	}
	if !a.Open() {
		return fault.New(fault.Conflict, "disclose.ask.answered")
	}
	_, law, err := lawFor(tx)
	if err != nil {
		return err
	}
	if err := a.takes(&given, law); err != nil {
		return err
	}
	given.At, given.By = tx.Now, tx.By.ID
	if given.Name, err = nameOf(tx, tx.By.ID); err != nil {
		return err
	}
	a.Answer = given
	rec.Note(tx, "disclose.reply", string(which))
	if err := a.keep(tx, rec); err != nil {
		return err
	}
	return tell(tx, rec)
}

// takes looks whether an answer fits what was asked.
func (a Ask) takes(given *Answer, law Law) error {
	no := given.As == Refused || given.As == Partly
	ground := slices.ContainsFunc(law.grounds(a.Kind), func(g Ground) bool { return g.ID == given.Ground })
	switch {
	case a.Kind == Question:
		given.As, given.Ground = Spoke, ""
	case given.As != Granted && !no:
		return fault.At("as", "disclose.answer.missing")
	case no && !ground:
		return fault.At("ground", "disclose.answer.ground.missing")
	case !no:
		given.Ground = ""
	}
	if given.Words == "" {
		return fault.At("words", "disclose.answer.words.missing")
	}
	return long(map[string]seal.Text{"words": given.Words})
}

// Differ keeps what a client says to a no. It stands with the entry from then on.
func Differ(tx *db.Tx, rec *space.Record, which AskID, text string) error {
	a, err := askFor(tx, rec, which, right.Write)
	switch {
	case err != nil:
		return err
	case rec.Role() != right.Client:
		return fault.New(fault.Forbidden, "fault.forbidden")
	case !a.No():
		return fault.New(fault.Conflict, "disclose.differ.not")
	case !a.Differs.At.IsZero():
		return fault.New(fault.Conflict, "disclose.differ.once")
	case text == "":
		return fault.At("text", "disclose.differ.missing")
	}
	a.Differs = Differs{tx.Now, seal.Text(text)}
	if err := long(map[string]seal.Text{"text": a.Differs.Words}); err != nil {
		return err
	}
	rec.Note(tx, "disclose.differ", string(which))
	return a.keep(tx, rec)
}

func (a Ask) keep(tx *db.Tx, rec *space.Record) error {
	rec.Touch(tx, Part)
	if err := updateAsk(tx, rec, a); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// askFor reads what was asked, to change it. What nobody asked is not there.
func askFor(tx *db.Tx, rec *space.Record, which AskID, want right.Right) (Ask, error) {
	if err := rec.Holds(right.Read | want); err != nil {
		return Ask{}, err
	}
	if err := lock(tx, rec); err != nil {
		return Ask{}, err
	}
	return OneAsked(tx, rec, which)
}

// settleReview takes away that something is looked at again.
func settleReview(tx *db.Tx, rec *space.Record, which ToldID) error {
	a, err := oneAsk(tx, rec, AskID(which))
	if err != nil {
		return err
	}
	a.Answer = Answer{At: tx.Now, By: tx.By.ID}
	return a.keep(tx, rec)
}

// OneAsked is something that the client of a space asked.
func OneAsked(tx *db.Tx, rec *space.Record, which AskID) (Ask, error) {
	a, err := oneAsk(tx, rec, which)
	if err == nil && a.Kind == review {
		return Ask{}, fault.New(fault.NotFound, "fault.notfound")
	}
	return a, err
}

// Asked is what the client of a space asked, the newest first.
func Asked(tx *db.Tx, rec *space.Record) ([]Ask, error) {
	all, err := asks(tx, rec)
	return slices.DeleteFunc(all, func(a Ask) bool { return a.Kind == review }), err
}

// Beside is what a client said to the answer about one note, to stand below it.
func Beside(tx *db.Tx, rec *space.Record, which note.ID) (all []note.Said, err error) {
	every, err := Asked(tx, rec)
	for _, a := range slices.Backward(every) {
		if a.Note == which && !a.Differs.At.IsZero() {
			all = append(all, note.Said{At: a.Differs.At, Words: a.Differs.Words})
		}
	}
	return all, err
}

// await sets the moments at which somebody is reminded of the answer.
func (a Ask) await(tx *db.Tx, rec *space.Record) error {
	for _, before := range []time.Duration{ahead, 0} {
		if _, err := job.Add(tx, Remind, a.Due.Add(-before), waiting{rec.Space(), a.ID, a.Due}); err != nil {
			return err
		}
	}
	return nil
}
