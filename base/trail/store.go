package trail

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
)

type row struct {
	chain        string
	seq, at      int64
	sealed, hash []byte
}

func read(scan db.Scan) (row, error) {
	var r row
	err := scan(&r.chain, &r.seq, &r.at, &r.sealed, &r.hash)
	return r, err
}

func head(tx *db.Tx, chain string) (seq int64, hash []byte, err error) {
	err = tx.One("select seq, hash from trail where chain = $1 order by seq desc limit 1", chain).Scan(&seq, &hash)
	if fault.Is(err, fault.NotFound) {
		return 0, nil, nil
	}
	return seq, hash, err
}

func insert(tx *db.Tx, chain string, seq, at int64, sealed, hash []byte) error {
	_, err := tx.Exec("insert into trail (chain, seq, at, sealed, hash) values ($1, $2, $3, $4, $5)",
		chain, seq, at, sealed, hash)
	return err
}

func newest(tx *db.Tx, chain string, limit int) ([]row, error) {
	return db.List(tx, read, `select chain, seq, at, sealed, hash from trail
		where chain = $1 order by seq desc limit $2`, chain, limit)
}

// older are entries of all chains that stand behind a mark on the way back. At one moment
// the chains stand in order of their names, each with its newest entry first.
func older(tx *db.Tx, from Mark, limit int) ([]row, error) {
	return db.List(tx, read, `select chain, seq, at, sealed, hash from trail
		where at < $1 or (at = $1 and (chain > $2 or (chain = $2 and seq < $3)))
		order by at desc, chain, seq desc limit $4`, from.At, from.Chain, from.Seq, limit)
}

func after(tx *db.Tx, chain string, seq int64, limit int) ([]row, error) {
	return db.List(tx, read, `select chain, seq, at, sealed, hash from trail
		where chain = $1 and seq > $2 order by seq limit $3`, chain, seq, limit)
}

func between(tx *db.Tx, chain string, from, to int64) ([]row, error) {
	return db.List(tx, read, `select chain, seq, at, sealed, hash from trail
		where chain = $1 and at >= $2 and at < $3 order by seq`, chain, from, to)
}

func chains(tx *db.Tx) ([]string, error) {
	return db.List(tx, func(scan db.Scan) (chain string, err error) { return chain, scan(&chain) },
		"select distinct chain from trail order by chain")
}

func grown(tx *db.Tx, since int64) ([]anchored, error) {
	return db.List(tx, func(scan db.Scan) (a anchored, err error) { return a, scan(&a.Chain, &a.Seq, &a.Hash) },
		`select t.chain, t.seq, t.hash from trail t
		join (select chain, max(seq) as seq from trail where at >= $1 and chain <> $2 group by chain) h
		on h.chain = t.chain and h.seq = t.seq order by t.chain`, since, Practice)
}
