package measure

import (
	"strconv"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/fhir"
	"tillit.care/space"
)

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Ms(t)
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return db.At(ms)
}

func insert(tx *db.Tx, rec *space.Record, m Measure) error {
	sealed, err := rec.Seal("measure", string(m.ID), m)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into measure (id, space, made, due, ended, sealed) values ($1, $2, $3, $4, $5, $6)",
		m.ID, rec.Space(), db.Ms(m.Made), ms(m.Due), ms(m.Ended), sealed)
	return err
}

func setDue(tx *db.Tx, rec *space.Record, m Measure) error {
	return tx.Change("update measure set due = $1, ended = $2 where space = $3 and id = $4",
		ms(m.Due), ms(m.Ended), rec.Space(), m.ID)
}

// keepReminded keeps that a client was told, unless they have answered meanwhile: the row
// itself is what two transactions meet at.
func keepReminded(tx *db.Tx, rec *space.Record, m Measure) (bool, error) {
	sealed, err := rec.Seal("measure", string(m.ID), m)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec("update measure set sealed = $1 where space = $2 and id = $3 and due = $4 and ended = 0",
		sealed, rec.Space(), m.ID, ms(m.Due))
	return n == 1, err
}

func read(rec *space.Record) func(db.Scan) (Measure, error) {
	return func(scan db.Scan) (Measure, error) {
		var m Measure
		var which ID
		var made, due, ended int64
		var sealed []byte
		if err := scan(&which, &made, &due, &ended, &sealed); err != nil {
			return m, err
		}
		err := rec.Unseal("measure", string(which), sealed, &m)
		m.ID, m.Made, m.Due, m.Ended = which, db.At(made), at(due), at(ended)
		return m, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Measure, error) {
	return read(rec)(tx.One("select id, made, due, ended, sealed from measure where space = $1 and id = $2",
		rec.Space(), which).Scan)
}

func all(tx *db.Tx, rec *space.Record) ([]Measure, error) {
	return db.List(tx, read(rec), "select id, made, due, ended, sealed from measure where space = $1 order by id", rec.Space())
}

// insertResponse tells whether the response is new. The same id once more is the same
// form; the same id from elsewhere is refused.
func insertResponse(tx *db.Tx, rec *space.Record, r Response, short shortly) (bool, error) {
	sealed, err := rec.Seal("response", string(r.ID), r)
	if err != nil {
		return false, err
	}
	reading, err := rec.Seal("reading", string(r.ID), short)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`insert into response (id, space, measure, at, sealed, reading) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, r.ID, rec.Space(), r.Measure, db.Ms(r.At), sealed, reading)
	if err != nil {
		return false, err
	}
	if n == 1 {
		return true, unfold(tx, rec, r.At)
	}
	kept, err := oneResponse(tx, rec, r.ID)
	if fault.Is(err, fault.NotFound) || (err == nil && kept.Measure != r.Measure) {
		return false, fault.New(fault.Conflict, "fault.conflict")
	}
	return false, err
}

func readResponse(rec *space.Record) func(db.Scan) (Response, error) {
	return func(scan db.Scan) (Response, error) {
		var r Response
		var which ResponseID
		var measure ID
		var when int64
		var sealed []byte
		if err := scan(&which, &measure, &when, &sealed); err != nil {
			return r, err
		}
		err := rec.Unseal("response", string(which), sealed, &r)
		r.ID, r.Measure, r.At = which, measure, db.At(when)
		return r, err
	}
}

func oneResponse(tx *db.Tx, rec *space.Record, which ResponseID) (Response, error) {
	return readResponse(rec)(tx.One("select id, measure, at, sealed from response where space = $1 and id = $2",
		rec.Space(), which).Scan)
}

func responses(tx *db.Tx, rec *space.Record) ([]Response, error) {
	return db.List(tx, readResponse(rec), "select id, measure, at, sealed from response where space = $1 order by at, id", rec.Space())
}

// kept is a reading as it is stored.
type kept struct {
	Reading
	short  *shortly // where it stands folded
	sealed []byte   // where it does not; nil: an earlier Tillit kept none
}

func readKept(scan db.Scan) (kept, error) {
	var k kept
	var when int64
	err := scan(&k.ID, &k.Measure, &when, &k.sealed)
	k.At = db.At(when)
	return k, err
}

// readings are those of a space, oldest first, not yet opened.
func readings(tx *db.Tx, rec *space.Record) ([]kept, error) {
	all, err := courses(tx, rec)
	if err != nil {
		return nil, err
	}
	newer, err := tail(tx, rec, forever)
	return append(all, newer...), err
}

// forever is later than any answer.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// courses are the readings that are folded.
func courses(tx *db.Tx, rec *space.Record) ([]kept, error) {
	rows, err := db.List(tx, func(scan db.Scan) (folded, error) {
		var mark int64
		var sealed []byte
		var all folded
		if err := scan(&mark, &sealed); err != nil {
			return nil, err
		}
		err := rec.Unseal("course", strconv.FormatInt(mark, 10), sealed, &all)
		return all, err
	}, "select mark, sealed from course where space = $1 order by mark", rec.Space())
	count := 0
	for _, row := range rows {
		count += len(row)
	}
	all := make([]kept, 0, count+folds)
	for _, row := range rows {
		for i := range row {
			all = append(all, kept{Reading: Reading{ID: row[i].id, Measure: row[i].measure, At: db.At(row[i].at)}, short: &row[i].shortly})
		}
	}
	return all, err
}

// tail are the readings that are not folded, up to a moment.
func tail(tx *db.Tx, rec *space.Record, until time.Time) ([]kept, error) {
	return db.List(tx, readKept, `select id, measure, at, reading from response
		where space = $1 and at > (select coalesce(max(mark), -99999999999999) from course where space = $1) and at <= $2
		order by at, id`, rec.Space(), db.Ms(until))
}

// unfolded is how many readings are not folded; many are not counted to the end.
func unfolded(tx *db.Tx, rec *space.Record) (n int, err error) {
	err = tx.One(`select count(*) from (select id from response
		where space = $1 and at > (select coalesce(max(mark), -99999999999999) from course where space = $1) limit $2) newer`,
		rec.Space(), folds).Scan(&n)
	return n, err
}

// lockCourse keeps apart who folds and who adds a response with an earlier day.
func lockCourse(tx *db.Tx, rec *space.Record) error { return tx.Lock("course " + string(rec.Space())) }

func insertFold(tx *db.Tx, rec *space.Record, until time.Time, all folded) error {
	mark := db.Ms(until)
	sealed, err := rec.Seal("course", strconv.FormatInt(mark, 10), all)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into course (space, mark, sealed) values ($1, $2, $3)", rec.Space(), mark, sealed)
	return err
}

func dropFolds(tx *db.Tx, rec *space.Record, from time.Time) error {
	_, err := tx.Exec("delete from course where space = $1 and mark >= $2", rec.Space(), db.Ms(from))
	return err
}

func upsertDraft(tx *db.Tx, own *space.Record, which ID, answers fhir.Answers) error {
	sealed, err := own.Seal("draft", string(which), answers)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into draft (measure, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (measure) do update set at = excluded.at, sealed = excluded.sealed where draft.space = excluded.space`,
		which, own.Space(), db.Ms(tx.Now), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	return err
}

func draft(tx *db.Tx, own *space.Record, which ID) (fhir.Answers, error) {
	var sealed []byte
	if err := tx.One("select sealed from draft where space = $1 and measure = $2", own.Space(), which).Scan(&sealed); err != nil {
		return nil, err
	}
	var answers fhir.Answers
	return answers, own.Unseal("draft", string(which), sealed, &answers)
}

func forgetDraft(tx *db.Tx, which ID) error {
	_, err := tx.Exec("delete from draft where measure = $1", which)
	return err
}

// begun is what somebody began to answer and has not sent.
type begun struct {
	measure ID
	at      time.Time
	answers fhir.Answers
}

func drafts(tx *db.Tx, own *space.Record) ([]begun, error) {
	return db.List(tx, func(scan db.Scan) (b begun, err error) {
		var when int64
		var sealed []byte
		if err := scan(&b.measure, &when, &sealed); err != nil {
			return b, err
		}
		b.at = db.At(when)
		return b, own.Unseal("draft", string(b.measure), sealed, &b.answers)
	}, "select measure, at, sealed from draft where space = $1 order by at, measure", own.Space())
}
