package trail

import (
	"bytes"
	"encoding/json"
	"fmt"

	"tillit.care/base/db"
)

// Report is what Verify found.
type Report struct {
	Chains, Entries, Anchors int
	Broken                   []string // what is wrong and where, in words for the owner
}

// Verify follows every chain from its first entry and every anchor to the entry that it
// names.
func Verify(tx *db.Tx) (Report, error) {
	var r Report
	all, err := chains(tx)
	if err != nil {
		return r, err
	}
	hashes := map[string]map[int64][]byte{}
	var anchors []anchored
	for _, chain := range all {
		r.Chains++
		hashes[chain] = map[int64][]byte{}
		if anchors, err = r.follow(tx, chain, hashes[chain], anchors); err != nil {
			return r, err
		}
	}
	for _, a := range anchors {
		r.Anchors++
		if !bytes.Equal(hashes[a.Chain][a.Seq], a.Hash) {
			r.Broken = append(r.Broken, fmt.Sprintf("chain %s: entry %d is not the one that was anchored", a.Chain, a.Seq))
		}
	}
	return r, nil
}

func (r *Report) follow(tx *db.Tx, chain string, hashes map[int64][]byte, anchors []anchored) ([]anchored, error) {
	var last []byte
	var seq int64
	for {
		rows, err := after(tx, chain, seq, 1000)
		if err != nil || len(rows) == 0 {
			return anchors, err
		}
		for _, row := range rows {
			if row.seq != seq+1 {
				r.Broken = append(r.Broken, fmt.Sprintf("chain %s: entry %d follows %d", chain, row.seq, seq))
			}
			if !bytes.Equal(row.hash, hash(tx.Ring, last, chain, row.seq, row.at, row.sealed)) {
				r.Broken = append(r.Broken, fmt.Sprintf("chain %s: entry %d was changed", chain, row.seq))
			}
			r.Entries++
			seq, last = row.seq, row.hash
			hashes[row.seq] = row.hash
			if chain != Practice {
				continue
			}
			if anchors, err = r.gather(tx, row, anchors); err != nil {
				return anchors, err
			}
		}
	}
}

func (r *Report) gather(tx *db.Tx, row row, anchors []anchored) ([]anchored, error) {
	entry, err := row.open(tx.Ring)
	if err != nil {
		r.Broken = append(r.Broken, fmt.Sprintf("chain %s: entry %d does not open", row.chain, row.seq))
		return anchors, nil
	}
	for _, act := range entry.Acts {
		if act.Act != anchor {
			continue
		}
		var heads []anchored
		if err := json.Unmarshal([]byte(act.Object), &heads); err != nil {
			return anchors, err
		}
		anchors = append(anchors, heads...)
	}
	return anchors, nil
}
