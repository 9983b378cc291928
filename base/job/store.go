package job

import (
	"time"

	"tillit.care/base/db"
)

func insert(tx *db.Tx, j ID, kind string, due time.Time, sealed []byte) error {
	_, err := tx.Exec("insert into job (id, kind, due, tries, leased, sealed) values ($1, $2, $3, 0, 0, $4)",
		j, kind, db.Ms(due), sealed)
	return err
}

func due(tx *db.Tx, limit int) ([]Job, error) {
	return db.List(tx, func(scan db.Scan) (Job, error) {
		var j Job
		var at int64
		var sealed []byte
		if err := scan(&j.ID, &j.Kind, &at, &j.Tries, &sealed); err != nil {
			return j, err
		}
		j.Due = db.At(at)
		var err error
		j.note, err = tx.Ring.Key("job").OpenBytes(place(j.ID), sealed)
		return j, err
	}, `select id, kind, due, tries, sealed from job
		where due <= $1 and leased <= $1 order by due, id limit $2`, db.Ms(tx.Now), limit)
}

// claim takes jobs for this process, so that another does not do them too.
func claim(tx *db.Tx) ([]Job, error) {
	if err := tx.Lock("job"); err != nil {
		return nil, err
	}
	jobs, err := due(tx, batch)
	for _, j := range jobs {
		if err == nil {
			err = tx.Change("update job set leased = $1 where id = $2", db.Ms(tx.Now.Add(lease)), j.ID)
		}
	}
	return jobs, err
}

func end(tx *db.Tx, j ID) error { return tx.Change("delete from job where id = $1", j) }

func postpone(tx *db.Tx, j ID, until time.Time) error {
	_, err := tx.Exec("update job set due = $1, leased = 0, tries = tries + 1 where id = $2", db.Ms(until), j)
	return err
}

// Waiting is how many jobs are due and not done.
func Waiting(tx *db.Tx) (n int, err error) {
	return n, tx.One("select count(*) from job where due <= $1", db.Ms(tx.Now)).Scan(&n)
}
