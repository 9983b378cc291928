package care

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Subject is what a consent is about, besides the record itself. Each is asked, signed and
// taken back alone, so that a no to one is no no to another.
type Subject string

const (
	Treatment  Subject = "treatment"
	Telehealth Subject = "telehealth"
	Letters    Subject = "messages"
	EMDR       Subject = "emdr" // asked where it is to be done, and of nobody else
)

// Subjects are in the order in which they are asked.
var Subjects = []Subject{Treatment, Telehealth, Letters, EMDR}

// asked is the version of each text that is asked now; see content/consents.
var asked = map[Subject]string{Treatment: "treatment-1", Telehealth: "telehealth-1", Letters: "messages-1", EMDR: "emdr-2"}

// Version is the version of its text that is asked now; empty: there is no such subject.
func (s Subject) Version() string { return asked[s] }

// Said is what was said about a consent.
type Said string

const (
	Asks    Said = "asked"   // the therapist asked for it
	Gives   Said = "given"   // the client signed it
	Refuses Said = "refused" // the client said no
	Returns Said = "back"    // the client took it back
	Anew    Said = "anew"    // never said: an earlier text was signed, and there is another now
	Nothing Said = ""        // nobody asked, nobody said anything
)

// WordID names one thing that was said. The form carries it, so that sent twice is said once.
type WordID = id.ID[Word]

// Word is one thing that was said about a consent. It never changes.
type Word struct {
	ID WordID    `json:"-"`
	At time.Time `json:"-"`
	n  int

	Subject Subject    `json:"subject"`
	Said    Said       `json:"said"`
	Version string     `json:"version"`
	Hash    string     `json:"hash,omitempty"` // SHA-256 of the text that was shown
	In      string     `json:"in,omitempty"`   // the language in which it was read
	By      who.ID     `json:"by"`
	As      right.Role `json:"as"`
	Name    seal.Text  `json:"name,omitempty"` // as typed by the one who signed
}

// Least keeps a no as large as a yes.
func (w Word) Least() int { return 512 }

// Standing is how one consent stands, and all that was said about it, newest first.
type Standing struct {
	Subject Subject
	State   Said
	Holds   bool // somebody signed it, and did not take it back
	Last    Word // the client's last word; no ID: none yet
	History []Word
}

// Withheld tells whether the client has said no, or taken back a yes. What was never asked
// is not withheld: a practice that does not ask goes on as it is. Being asked once more does
// not lift a no.
func (s Standing) Withheld() bool { return s.Last.Said == Refuses || s.Last.Said == Returns }

// Open tells whether the client is still to say something.
func (s Standing) Open() bool { return s.State == Asks || s.State == Anew }

func (s *Standing) hear(w Word) {
	s.History = append(s.History, w)
	if w.Said == Asks {
		if !s.Holds || s.Last.Version != w.Version {
			s.State = Asks
		}
		return
	}
	s.Last, s.State, s.Holds = w, w.Said, w.Said == Gives
}

func standing(all []Word, of Subject) Standing {
	s := Standing{Subject: of}
	for _, w := range all {
		if w.Subject == of {
			s.hear(w)
		}
	}
	if s.State == Gives && s.Last.Version != of.Version() {
		s.State = Anew
	}
	slices.Reverse(s.History)
	return s
}

// Standings are how all consents of a space stand, besides the one to the record.
func Standings(tx *db.Tx, rec *space.Record) ([]Standing, error) {
	all, err := said(tx, rec)
	var every []Standing
	for _, s := range Subjects {
		every = append(every, standing(all, s))
	}
	return every, err
}

// StandingOf is how one of them stands.
func StandingOf(tx *db.Tx, rec *space.Record, of Subject) (Standing, error) {
	if of.Version() == "" {
		return Standing{}, fault.New(fault.NotFound, "fault.notfound")
	}
	all, err := said(tx, rec)
	return standing(all, of), err
}

// AskFor asks the client for a consent. It may be asked before the client is there.
func AskFor(tx *db.Tx, rec *space.Record, once WordID, of Subject) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	if _, err := caseFor(tx, rec, right.Treat|right.Read); err != nil {
		return err
	}
	return say(tx, rec, Word{ID: once, Subject: of, Said: Asks}, func(s Standing) bool { return s.Open() || s.State == Gives })
}

// Signing is what somebody enters who signs a consent.
type Signing struct {
	Once     WordID
	Hash     string // of the text that they read
	Language string
	Name     string // typed, as a signature
	Yes      bool
}

// Sign keeps that the client agrees to one text, word for word. Who signs has shown just
// before who they are: the page sees to that.
func Sign(tx *db.Tx, rec *space.Record, of Subject, s Signing) error {
	if err := mine(rec); err != nil {
		return err
	}
	text, err := shown(of.Version(), s.Language)
	switch {
	case err != nil:
		return err
	case text.Hash != s.Hash:
		return fault.New(fault.Conflict, "care.agree.changed")
	case !s.Yes:
		return fault.At("yes", "care.agree.yes")
	case s.Name == "":
		return fault.At("name", "care.agree.name")
	}
	if err := Takes(tx, rec); err != nil {
		return err
	}
	w := Word{ID: s.Once, Subject: of, Said: Gives, Hash: s.Hash, In: text.Language, Name: seal.Text(s.Name)}
	return say(tx, rec, w, func(now Standing) bool { return now.State == Gives })
}

// No keeps that the client says no: to what was asked, or that they take back a yes. Nothing
// is erased by it, and it needs no reason.
func No(tx *db.Tx, rec *space.Record, once WordID, of Subject) error {
	if err := mine(rec); err != nil {
		return err
	}
	now, err := StandingOf(tx, rec, of)
	if err != nil {
		return err
	}
	w := Word{ID: once, Subject: of, Said: Refuses}
	if now.Holds {
		w.Said = Returns
	}
	return say(tx, rec, w, func(now Standing) bool { return now.Withheld() && !now.Open() })
}

func mine(rec *space.Record) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// say adds a word. What was said already, and a form that comes twice, add nothing.
func say(tx *db.Tx, rec *space.Record, w Word, already func(Standing) bool) error {
	if w.Subject.Version() == "" {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if err := tx.Lock("consent " + string(rec.Space())); err != nil {
		return err
	}
	all, err := said(tx, rec)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(old Word) bool { return old.ID == w.ID }) {
		return nil
	}
	if already(standing(all, w.Subject)) {
		return nil
	}
	w.n, w.At, w.By, w.As, w.Version = len(all)+1, tx.Now, tx.By.ID, rec.Role(), w.Subject.Version()
	rec.Note(tx, "consent."+string(w.Said), string(w.Subject))
	rec.Touch(tx, ConsentPart)
	rec.Touch(tx, web.Members)
	if err := insertWord(tx, rec, w); err != nil {
		return err
	}
	return BriefConsent(tx, rec)
}

// ConsentPart is the part of a page that shows consents.
const ConsentPart = "consents"

// TextOf is the text of a consent in a reader's language, as it is asked now.
func TextOf(of Subject, language string) (Shown, error) { return shown(of.Version(), language) }

// TextRead is the text that somebody has signed, in the language in which they read it.
func TextRead(w Word) (Shown, error) {
	if w.In == "" {
		w.In = words.Default
	}
	return shown(w.Version, w.In)
}

// WritesLetters is a Conflict where the client has said no to letters, or has taken it back:
// then neither side writes. Where it was never asked, letters go on.
func WritesLetters(tx *db.Tx, rec *space.Record) error {
	s, err := StandingOf(tx, rec, Letters)
	if err == nil && s.Withheld() {
		return fault.New(fault.Conflict, "consent.letters.no")
	}
	return err
}
