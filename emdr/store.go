package emdr

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/meeting"
	"tillit.care/space"
)

// There is no statement here that changes or removes anything.

func insert(tx *db.Tx, rec *space.Record, s Sheet) error {
	sealed, err := rec.Seal("emdr", string(s.ID), s)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into emdr (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, s.ID, rec.Space(), s.N, db.Ms(s.At), sealed))
}

// fresh is an error where an id stands elsewhere already.
func fresh(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

// sheets are all of a space, oldest first.
func sheets(tx *db.Tx, rec *space.Record) ([]Sheet, error) {
	return db.List(tx, func(scan db.Scan) (Sheet, error) {
		var s Sheet
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return s, err
		}
		err := rec.Unseal("emdr", string(which), sealed, &s)
		s.ID, s.N, s.At = which, n, db.At(at)
		return s, err
	}, "select id, n, at, sealed from emdr where space = $1 order by n", rec.Space())
}

func insertStep(tx *db.Tx, rec *space.Record, s Step) error {
	sealed, err := rec.Seal("emdr_step", string(s.ID), s)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into emdr_step (id, space, meeting, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, s.ID, rec.Space(), s.Meeting, s.N, db.Ms(s.At), sealed))
}

// Planned tells whether there is anything of EMDR in a space.
func Planned(tx *db.Tx, rec *space.Record) (bool, error) {
	var n int
	err := tx.One("select count(*) from emdr where space = $1", rec.Space()).Scan(&n)
	return n > 0, err
}

// steps are all of a space, oldest first.
func steps(tx *db.Tx, rec *space.Record) ([]Step, error) {
	return db.List(tx, func(scan db.Scan) (Step, error) {
		var s Step
		var which StepID
		var of meeting.ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &of, &n, &at, &sealed); err != nil {
			return s, err
		}
		err := rec.Unseal("emdr_step", string(which), sealed, &s)
		s.ID, s.Meeting, s.N, s.At = which, of, n, db.At(at)
		return s, err
	}, "select id, meeting, n, at, sealed from emdr_step where space = $1 order by n", rec.Space())
}

func trainingAt(which TrainingID) seal.Place {
	return seal.Place{Table: "emdr_training", Row: string(which)}
}

func insertTraining(tx *db.Tx, t Training) error {
	sealed, err := tx.Ring.Key("practice").Seal(trainingAt(t.ID), t)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into emdr_training (id, n, at, sealed) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, t.ID, t.N, db.Ms(t.At), sealed))
}

// trainings are everybody's, oldest first.
func trainings(tx *db.Tx) ([]Training, error) {
	return db.List(tx, func(scan db.Scan) (Training, error) {
		var t Training
		var which TrainingID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return t, err
		}
		err := tx.Ring.Key("practice").Open(trainingAt(which), sealed, &t)
		t.ID, t.N, t.At = which, n, db.At(at)
		return t, err
	}, "select id, n, at, sealed from emdr_training order by n")
}
