package room

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/meeting"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// sealedStep keeps a step of one word as large as one of many.
type sealedStep struct{ tool.Step }

func (sealedStep) Least() int { return 512 }

func insertStep(tx *db.Tx, rec *space.Record, which meeting.ID, step tool.Step) error {
	sealed, err := rec.Seal("room_step", step.ID, sealedStep{step})
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into room_step (id, space, meeting, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, step.ID, rec.Space(), which, step.N, step.At, sealed))
}

// fresh is an error where an id stands elsewhere already.
func fresh(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

func readStep(rec *space.Record) func(db.Scan) (tool.Step, error) {
	return func(scan db.Scan) (tool.Step, error) {
		var s sealedStep
		var which string
		var n, at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return s.Step, err
		}
		err := rec.Unseal("room_step", which, sealed, &s)
		s.ID, s.N, s.At = which, n, at
		return s.Step, err
	}
}

// stepsAfter are the steps of a meeting after a number, in order.
func stepsAfter(tx *db.Tx, rec *space.Record, which meeting.ID, n int64) ([]tool.Step, error) {
	return db.List(tx, readStep(rec), "select id, n, at, sealed from room_step where space = $1 and meeting = $2 and n > $3 order by n", rec.Space(), which, n)
}

// taken tells whether a step of that id was kept in this meeting.
func taken(tx *db.Tx, rec *space.Record, which meeting.ID, step string) (bool, error) {
	var n int64
	err := tx.One("select n from room_step where space = $1 and meeting = $2 and id = $3", rec.Space(), which, step).Scan(&n)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// everyStep are those of all meetings of a space.
func everyStep(tx *db.Tx, rec *space.Record) (all []stepRow, err error) {
	return db.List(tx, func(scan db.Scan) (stepRow, error) {
		var row stepRow
		var which string
		var n, at int64
		var sealed []byte
		if err := scan(&which, &row.Meeting, &n, &at, &sealed); err != nil {
			return row, err
		}
		var s sealedStep
		err := rec.Unseal("room_step", which, sealed, &s)
		row.Step = s.Step
		row.ID, row.N, row.At = which, n, at
		return row, err
	}, "select id, meeting, n, at, sealed from room_step where space = $1 order by at, meeting, n", rec.Space())
}

type stepRow struct {
	Meeting meeting.ID
	tool.Step
}

func insertGate(tx *db.Tx, rec *space.Record, g Gate) error {
	sealed, err := rec.Seal("room_gate", string(g.ID), g)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into room_gate (id, space, meeting, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, g.ID, rec.Space(), g.Meeting, g.N, db.Ms(g.At), sealed))
}

func readGate(rec *space.Record) func(db.Scan) (Gate, error) {
	return func(scan db.Scan) (Gate, error) {
		var g Gate
		var which GateID
		var of meeting.ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &of, &n, &at, &sealed); err != nil {
			return g, err
		}
		err := rec.Unseal("room_gate", string(which), sealed, &g)
		g.ID, g.Meeting, g.N, g.At = which, of, n, db.At(at)
		return g, err
	}
}

// gates are all versions of one meeting, the newest first.
func gates(tx *db.Tx, rec *space.Record, which meeting.ID) ([]Gate, error) {
	return db.List(tx, readGate(rec), "select id, meeting, n, at, sealed from room_gate where space = $1 and meeting = $2 order by n desc", rec.Space(), which)
}

// lastGate is the newest of any meeting of this space; there may be none.
func lastGate(tx *db.Tx, rec *space.Record) (Gate, error) {
	all, err := db.List(tx, readGate(rec), "select id, meeting, n, at, sealed from room_gate where space = $1 order by at desc, n desc limit 1", rec.Space())
	if err != nil || len(all) == 0 {
		return Gate{}, err
	}
	return all[0], nil
}

// everyGate are those of all meetings of a space, the oldest first.
func everyGate(tx *db.Tx, rec *space.Record) ([]Gate, error) {
	return db.List(tx, readGate(rec), "select id, meeting, n, at, sealed from room_gate where space = $1 order by at, n", rec.Space())
}

func licencePlace(person who.ID) seal.Place { return seal.Place{Table: "licence", Row: string(person)} }

func putLicences(tx *db.Tx, person who.ID, all Licences) error {
	sealed, err := tx.Ring.Key("licence").Seal(licencePlace(person), all)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into licence (person, at, sealed) values ($1, $2, $3)
		on conflict (person) do update set at = excluded.at, sealed = excluded.sealed`, person, db.Ms(tx.Now), sealed)
	return err
}

// licencesOf are those of one person; there may be none.
func licencesOf(tx *db.Tx, person who.ID) (all Licences, err error) {
	var sealed []byte
	err = tx.One("select sealed from licence where person = $1", person).Scan(&sealed)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return all, tx.Ring.Key("licence").Open(licencePlace(person), sealed, &all)
}
