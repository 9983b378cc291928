package ending

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insertPlan(tx *db.Tx, rec *space.Record, p Plan) error {
	sealed, err := rec.Seal("relapse", string(p.ID), p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into relapse (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, p.ID, rec.Space(), p.N, db.Ms(p.At), sealed)
	return taken(n, err)
}

// taken is a Conflict where an id stands elsewhere already.
func taken(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

func readPlan(rec *space.Record) func(db.Scan) (Plan, error) {
	return func(scan db.Scan) (p Plan, err error) {
		var which PlanID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return p, err
		}
		err = rec.Unseal("relapse", string(which), sealed, &p)
		p.ID, p.N, p.At = which, n, db.At(at)
		return p, err
	}
}

// plans are all versions of a space, newest first.
func plans(tx *db.Tx, rec *space.Record) ([]Plan, error) {
	return db.List(tx, readPlan(rec), "select id, n, at, sealed from relapse where space = $1 order by n desc", rec.Space())
}

func onePlan(tx *db.Tx, rec *space.Record, which PlanID) (Plan, error) {
	return readPlan(rec)(tx.One("select id, n, at, sealed from relapse where space = $1 and id = $2", rec.Space(), which).Scan)
}

func insert(tx *db.Tx, rec *space.Record, e Ending) error {
	sealed, err := rec.Seal("ending", string(e.ID), e)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into ending (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, e.ID, rec.Space(), e.N, db.Ms(e.At), sealed)
	return taken(n, err)
}

// versions are all that was said of the end in a space, newest first.
func versions(tx *db.Tx, rec *space.Record) ([]Ending, error) {
	return db.List(tx, func(scan db.Scan) (e Ending, err error) {
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return e, err
		}
		err = rec.Unseal("ending", string(which), sealed, &e)
		e.ID, e.N, e.At = which, n, db.At(at)
		return e, err
	}, "select id, n, at, sealed from ending where space = $1 order by n desc", rec.Space())
}
