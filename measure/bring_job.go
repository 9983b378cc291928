package measure

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// BringKind is the kind of job that makes responses of earlier answers, one part at a time.
const BringKind = "measure.bring"

type bringing struct {
	Space space.ID `json:"s"`
	Bring BringID  `json:"b"`
}

// BringWork does one part in one transaction, with the job for the next part: a part is done
// once or not at all, whatever happens in between.
func BringWork() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var what bringing
		if err := j.Read(&what); err != nil {
			return err
		}
		rec, err := space.Open(tx, what.Space, right.Read|right.Admit, right.Measured...)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		if err := tx.Lock("bring " + string(what.Bring)); err != nil {
			return err
		}
		b, err := oneBring(tx, rec, what.Bring)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil || b.State.Step != Going {
			return err
		}
		return b.step(tx, rec, what)
	}}
}

func (b Bring) step(tx *db.Tx, rec *space.Record, what bringing) error {
	still, err := b.treats(tx, rec)
	if err != nil {
		return err
	}
	rec.Touch(tx, bringPart)
	if !still {
		b.State.Step, b.State.Ended = Stopped, tx.Now
		return b.over(tx, rec)
	}
	if err := b.part(tx, rec); err != nil {
		return err
	}
	if b.Next++; b.Next < b.Parts {
		if err := setBring(tx, rec, b); err != nil {
			return err
		}
		_, err = job.Add(tx, BringKind, tx.Now, what)
		return err
	}
	b.State.Step, b.State.Ended = Done, tx.Now
	rec.Note(tx, "measure.bring.done", string(b.ID))
	rec.Touch(tx, Part)
	return b.over(tx, rec)
}

// over keeps that nothing more comes of a file, and tells the lists what did.
func (b Bring) over(tx *db.Tx, rec *space.Record) error {
	if err := setBring(tx, rec, b); err != nil {
		return err
	}
	if err := fold(tx, rec); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// treats tells whether whoever brought the file still treats here.
func (b Bring) treats(tx *db.Tx, rec *space.Record) (bool, error) {
	members, err := rec.Members(tx)
	for _, m := range members {
		if m.Person == b.By && m.Role == right.Therapist {
			return true, err
		}
	}
	return false, err
}

// refused is a row that was not taken.
type refused struct {
	Row  int    `json:"row"`
	Why  string `json:"why"` // words key
	Item string `json:"item,omitempty"`
}

// part makes responses of the rows of one part, and leaves behind which were refused.
func (b *Bring) part(tx *db.Tx, rec *space.Record) error {
	rows, err := onePart(tx, rec, b.ID, b.Next)
	if err != nil {
		return err
	}
	t, err := tableOf(tx, rec, *b)
	if err != nil {
		return err
	}
	out := []refused{}
	for _, r := range rows {
		b.State.Done++
		made, why := t.response(r)
		if why.Why != "" {
			out = append(out, why)
			continue
		}
		added, err := t.keep(tx, rec, made)
		if err != nil {
			return err
		}
		if added {
			b.State.Kept++
		} else {
			b.State.Twice++
		}
	}
	return leavePart(tx, rec, b.ID, b.Next, out)
}

// table is what a part needs to be read.
type table struct {
	tx       *db.Tx
	space    space.ID
	forms    map[string]*score.Instrument
	version  instrument.Finder
	measures map[string]ID // instrument → the measure that its earlier answers belong to
	zone     *time.Location
	demo     bool
	from     Brought
	now      time.Time
}

func tableOf(tx *db.Tx, rec *space.Record, b Bring) (table, error) {
	t := table{tx: tx, space: rec.Space(), version: instrument.Versions(tx), measures: map[string]ID{}, now: tx.Now,
		from: Brought{Bring: b.ID, By: b.By, Name: b.Name, At: b.At, Source: b.Source}}
	settings, err := practice.Of(tx)
	if err != nil {
		return t, err
	}
	t.zone, t.demo = settings.Location(), settings.Demo
	if t.forms, err = instrument.Answerable(tx); err != nil {
		return t, err
	}
	every, err := all(tx, rec)
	for _, m := range every {
		if m.Brought {
			t.measures[m.Instrument] = m.ID
		}
	}
	return t, err
}

// form finds the instrument that a row answers: by the address of its form, in the version
// that it names, or by its short name.
func (t table) form(named string) *score.Instrument {
	address, version, _ := strings.Cut(named, "|")
	in := t.forms[address]
	if in == nil {
		in = t.forms[address[strings.LastIndex(address, "/")+1:]]
	}
	if in == nil || version == "" || version == in.Form.Version {
		return in
	}
	if older, err := t.version(in.ID, version, in.Version); err == nil && older.Form.Version == version {
		return older
	}
	return in
}

// response is a row as a response, or why it is none.
func (t table) response(r row) (Response, refused) {
	no := func(why, item string) (Response, refused) { return Response{}, refused{r.N, why, item} }
	in, at := t.form(r.Form), moment(r.At, t.zone)
	switch {
	case r.Why != "":
		return no(r.Why, "")
	case in == nil:
		return no("measure.bring.why.form", "")
	case in.Held() && !t.demo:
		return no("measure.bring.why.held", "")
	case at.IsZero() || at.After(t.now.Add(day)) || at.Year() < 1900:
		return no("measure.bring.why.date", "")
	case r.Status != "" && r.Status != "completed" && r.Status != "amended" && r.Status != "stopped":
		return no("measure.bring.why.status", "")
	case len(r.Answers) == 0:
		return no("measure.bring.why.empty", "")
	}
	given := in.Form.Typed(t.answers(in, r), t.zone)
	for _, p := range in.Form.Check(given) {
		if p.Kind != fhir.Missing && p.Kind != fhir.NotEnabled {
			return no("measure.bring.why."+string(p.Kind), p.LinkID)
		}
	}
	from := t.from
	from.Row = r.N
	made := Response{At: at, Instrument: in.ID, Version: in.Form.Version, By: t.from.By, Answers: given, Result: in.Score(given), Brought: &from}
	made.ID = t.name(made)
	return made, refused{}
}

const day = 24 * time.Hour

// name is the id of an earlier answer: the same answers of the same moment have the same one,
// so that a file which is brought twice is here once.
func (t table) name(r Response) ResponseID {
	answers, err := json.Marshal(r.Answers)
	if err != nil {
		panic("measure: answers are text: " + err.Error())
	}
	hash := t.tx.Ring.MAC("measure.bring", []byte(t.space), []byte(r.Instrument), []byte(strconv.FormatInt(db.Ms(r.At), 10)), answers)
	return id.Of[Response](r.At, hash)
}

// answers are those of a row; in a table a number may stand for the option that has it.
func (t table) answers(in *score.Instrument, r row) fhir.Answers {
	if !r.Cells {
		return r.Answers.Answers()
	}
	given := fhir.Given{}
	for linkID, cells := range r.Answers {
		for _, cell := range cells {
			given[linkID] = append(given[linkID], coded(in.Form.Find(linkID), strings.TrimSpace(cell)))
		}
	}
	return given.Answers()
}

// coded is the code of an option by its code or its number; anything else stays as it is.
func coded(it *fhir.Item, cell string) string {
	if it == nil {
		return cell
	}
	if _, ok := it.Option(cell); ok {
		return cell
	}
	number, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	for _, o := range it.AnswerOption {
		if n, ok := o.Ordinal(); err == nil && ok && n == number {
			return o.Code()
		}
	}
	return cell
}

// moment reads a day or a moment. A day alone is noon in the practice.
func moment(text string, zone *time.Location) time.Time {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.UTC().Truncate(time.Millisecond)
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC()
		}
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return at.Add(12 * time.Hour).UTC()
	}
	return time.Time{}
}

// keep puts an earlier answer to the others, and tells whether it is new. It raises nothing.
func (t table) keep(tx *db.Tx, rec *space.Record, r Response) (bool, error) {
	if t.measures[r.Instrument] == "" {
		m := Measure{ID: id.New[Measure](tx.Now), Made: tx.Now, Ended: tx.Now, Instrument: r.Instrument, Cadence: Cadence{Rhythm: Once}, By: r.By, Brought: true}
		if err := insert(tx, rec, m); err != nil {
			return false, err
		}
		t.measures[r.Instrument] = m.ID
	}
	r.Measure = t.measures[r.Instrument]
	in, err := t.version(r.Instrument, r.Version, r.Result.Version)
	if err != nil {
		return false, err
	}
	return insertResponse(tx, rec, r, r.Reading().short(in))
}
