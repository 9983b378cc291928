package trust

import (
	"encoding/json"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

// kept is a revision as it is sealed: the kind is known before the thing is read.
type kept struct {
	Said
	Thing json.RawMessage `json:"thing"`
}

// Least keeps one line as large as a full page of any kind: the size of a row does not tell
// what it is. What is longer still takes more room, and says only that it is long.
func (k kept) Least() int { return 3840 }

func insert(tx *db.Tx, rec *space.Record, r Revision) error {
	thing, err := json.Marshal(r.Thing)
	if err != nil {
		return err
	}
	sealed, err := rec.Seal("trust", string(r.ID), kept{r.Said, thing})
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into trust (id, space, thread, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, r.ID, rec.Space(), r.Thread, r.N, db.Ms(r.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func read(rec *space.Record) func(db.Scan) (Revision, error) {
	return func(scan db.Scan) (Revision, error) {
		var r Revision
		var at int64
		var sealed []byte
		if err := scan(&r.ID, &r.Thread, &r.N, &at, &sealed); err != nil {
			return r, err
		}
		var k kept
		if err := rec.Unseal("trust", string(r.ID), sealed, &k); err != nil {
			return r, err
		}
		r.At, r.Said = db.At(at), k.Said
		if r.Thing = Make(k.Kind); r.Thing == nil {
			return r, fault.New(fault.Internal, "fault.internal")
		}
		if err := json.Unmarshal(k.Thing, r.Thing); err != nil {
			return r, err
		}
		return r, r.whole()
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Revision, error) {
	return read(rec)(tx.One("select id, thread, n, at, sealed from trust where space = $1 and id = $2", rec.Space(), which).Scan)
}

// current are all objects of a space as they are now, the oldest first.
func current(tx *db.Tx, rec *space.Record) ([]Revision, error) {
	return db.List(tx, read(rec), `select t.id, t.thread, t.n, t.at, t.sealed from trust t
		join (select thread, max(n) as n from trust where space = $1 group by thread) last
		on last.thread = t.thread and last.n = t.n where t.space = $1 order by t.thread`, rec.Space())
}

// history is one object through time, newest first. There is at least one revision, or the
// object is not there.
func history(tx *db.Tx, rec *space.Record, t Thread) ([]Revision, error) {
	all, err := db.List(tx, read(rec), `select id, thread, n, at, sealed from trust
		where space = $1 and thread = $2 order by n desc`, rec.Space(), t)
	if err == nil && len(all) == 0 {
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	if err == nil {
		err = unbroken(all)
	}
	return all, err
}

// since are the revisions from one moment until before another, in order of time.
func since(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Revision, error) {
	return db.List(tx, read(rec), `select id, thread, n, at, sealed from trust
		where space = $1 and at >= $2 and at < $3 order by at, thread, n`, rec.Space(), db.Ms(from), db.Ms(to))
}

// every are all revisions of a space, object by object, the oldest first.
func every(tx *db.Tx, rec *space.Record) ([]Revision, error) {
	return db.List(tx, read(rec), "select id, thread, n, at, sealed from trust where space = $1 order by thread, n", rec.Space())
}

// half is what was begun and not kept, in a space that only its writer can open. It lies
// in one row for the space: how many there are, and of what, is nobody's to see.
func half(tx *db.Tx, at *space.Record) (halves, error) {
	all := halves{}
	var sealed []byte
	err := tx.One("select sealed from trust_draft where space = $1", at.Space()).Scan(&sealed)
	if fault.Is(err, fault.NotFound) {
		return all, nil
	}
	if err != nil {
		return all, err
	}
	return all, at.Unseal("trust_draft", string(at.Space()), sealed, &all)
}

func keepHalf(tx *db.Tx, at *space.Record, all halves) error {
	if len(all) == 0 {
		_, err := tx.Exec("delete from trust_draft where space = $1", at.Space())
		return err
	}
	sealed, err := at.Seal("trust_draft", string(at.Space()), all)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into trust_draft (space, at, sealed) values ($1, $2, $3)
		on conflict (space) do update set at = excluded.at, sealed = excluded.sealed`,
		at.Space(), db.Ms(tx.Now), sealed)
	return err
}
