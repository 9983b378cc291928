package measure

import (
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// BringID names a file of earlier answers.
type BringID = id.ID[Bring]

// Bring is a file of earlier answers that a therapist brings into a case. They keep their own
// days, are scored, and raise no alert: what they say is past, and the therapist reads it.
type Bring struct {
	ID   BringID   `json:"-"`
	At   time.Time `json:"-"`
	Next int       `json:"-"` // the part that comes next

	By     who.ID     `json:"by"`
	Name   string     `json:"name"`
	Source string     `json:"source"` // where they come from, in the therapist's words
	Of     int        `json:"of"`     // rows
	Parts  int        `json:"parts"`
	Kinds  []kindOf   `json:"kinds"` // which questionnaires, and how many of each
	State  bringState `json:"-"`
}

type kindOf struct {
	Form  string `json:"form"`
	Count int    `json:"count"`
}

// Step is how far a file has come.
type Step string

const (
	Looked  Step = ""        // it was read; the therapist has not said yes
	Going   Step = "going"   // part by part
	Done    Step = "done"    // every row was taken or refused
	Stopped Step = "stopped" // whoever brought it is no longer inside
)

type bringState struct {
	Step  Step      `json:"step"`
	Done  int       `json:"done"`  // rows
	Kept  int       `json:"kept"`  // that became a response
	Twice int       `json:"twice"` // that were here already
	Ended time.Time `json:"ended,omitzero"`
}

// Refused is how many rows were not taken.
func (b Bring) Refused() int { return b.State.Done - b.State.Kept - b.State.Twice }

// Brought is where an earlier answer comes from.
type Brought struct {
	Bring  BringID   `json:"bring"`
	By     who.ID    `json:"by"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Source string    `json:"source"`
	Row    int       `json:"row"`
}

// partPart is the part of a page that shows how far a file has come.
const bringPart = "bring"

// Receive reads a file and keeps its rows. Nothing becomes a response before the therapist
// has seen what was found and said yes.
func Receive(tx *db.Tx, rec *space.Record, source string, file []byte) (Bring, error) {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return Bring{}, err
	}
	if source == "" {
		return Bring{}, fault.At("source", "measure.bring.source.missing")
	}
	rows, err := readRows(file)
	if err != nil {
		return Bring{}, err
	}
	a, err := account.Of(tx, tx.By.ID)
	if err != nil {
		return Bring{}, err
	}
	b := Bring{ID: id.New[Bring](tx.Now), At: tx.Now, By: tx.By.ID, Name: a.Name.Reveal(), Source: source, Of: len(rows),
		Parts: (len(rows) + perPart - 1) / perPart, Kinds: counted(rows)}
	rec.Note(tx, "measure.bring.read", string(b.ID))
	if err := insertBring(tx, rec, b); err != nil {
		return b, err
	}
	for n := range b.Parts {
		if err := insertPart(tx, rec, b.ID, n, rows[n*perPart:min((n+1)*perPart, len(rows))]); err != nil {
			return b, err
		}
	}
	return b, nil
}

func counted(rows []row) (all []kindOf) {
	for _, r := range rows {
		n := slices.IndexFunc(all, func(k kindOf) bool { return k.Form == r.Form })
		if n < 0 {
			n, all = len(all), append(all, kindOf{Form: r.Form})
		}
		all[n].Count++
	}
	return all
}

// Start begins to make responses of what was read. It goes on by itself.
func Start(tx *db.Tx, rec *space.Record, which BringID) error {
	b, err := looked(tx, rec, which)
	if err != nil {
		return err
	}
	b.State.Step = Going
	rec.Note(tx, "measure.bring.start", string(which))
	rec.Touch(tx, bringPart)
	if err := setBring(tx, rec, b); err != nil {
		return err
	}
	_, err = job.Add(tx, BringKind, tx.Now, bringing{rec.Space(), which})
	return err
}

// Discard forgets what was read and not yet begun.
func Discard(tx *db.Tx, rec *space.Record, which BringID) error {
	if _, err := looked(tx, rec, which); err != nil {
		return err
	}
	rec.Note(tx, "measure.bring.discard", string(which))
	return deleteBring(tx, rec, which)
}

func looked(tx *db.Tx, rec *space.Record, which BringID) (Bring, error) {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return Bring{}, err
	}
	if err := tx.Lock("bring " + string(which)); err != nil {
		return Bring{}, err
	}
	b, err := oneBring(tx, rec, which)
	if err == nil && b.State.Step != Looked {
		err = fault.New(fault.Conflict, "measure.bring.begun")
	}
	return b, err
}

// Bringing is one file, with the rows that were refused so far.
func Bringing(tx *db.Tx, rec *space.Record, which BringID) (Bring, []refused, error) {
	b, err := oneBring(tx, rec, which)
	if err != nil {
		return b, nil, err
	}
	out, err := refusals(tx, rec, b)
	return b, out, err
}
