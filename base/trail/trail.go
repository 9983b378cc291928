// Package trail remembers who did what, and when, reads included. It is only ever added
// to; each entry carries a hash over the one before, so that nothing can be taken out or
// changed unnoticed. It never says what was written.
package trail

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// Practice is the chain of what belongs to no space. The heads of all others are
// anchored in it.
const Practice = "practice"

// Act is one thing that was done.
type Act struct {
	Act    string `json:"a"`
	Object string `json:"o,omitempty"`
}

// Entry is what one transaction did in one chain.
type Entry struct {
	Chain string
	Seq   int64
	At    time.Time
	By    who.ID
	Acts  []Act
}

type body struct {
	By   who.ID `json:"b"`
	Acts []Act  `json:"x"`
}

func place(chain string, seq int64) seal.Place {
	return seal.Place{Table: "trail", Space: chain, Row: fmt.Sprint(seq)}
}

// Append writes the lines of a transaction: one entry in each chain they belong to.
func Append(tx *db.Tx, lines []db.Line) error {
	chains := map[string][]Act{}
	var order []string
	for _, l := range lines {
		if _, ok := chains[l.Chain]; !ok {
			order = append(order, l.Chain)
		}
		chains[l.Chain] = append(chains[l.Chain], Act{l.Act, l.Object})
	}
	sort.Strings(order) // the same order everywhere, so that two never wait for each other
	for _, chain := range order {
		if err := add(tx, chain, chains[chain]); err != nil {
			return err
		}
	}
	return nil
}

func add(tx *db.Tx, chain string, acts []Act) error {
	if err := tx.Lock("trail " + chain); err != nil {
		return err
	}
	seq, last, err := head(tx, chain)
	if err != nil {
		return err
	}
	seq++
	sealed, err := tx.Ring.Key("trail").Seal(place(chain, seq), body{tx.By.ID, acts})
	if err != nil {
		return err
	}
	at := db.Ms(tx.Now)
	return insert(tx, chain, seq, at, sealed, hash(tx.Ring, last, chain, seq, at, sealed))
}

func hash(ring *seal.Ring, last []byte, chain string, seq, at int64, sealed []byte) []byte {
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(seq))
	binary.BigEndian.PutUint64(n[8:], uint64(at))
	return ring.MAC("trail", last, []byte(chain), n[:], sealed)
}

// Of is the trail of a chain, newest first, at most limit entries.
func Of(tx *db.Tx, chain string, limit int) ([]Entry, error) {
	rows, err := newest(tx, chain, limit)
	if err != nil {
		return nil, err
	}
	return opened(tx, rows)
}

// Between is the trail of a chain from one moment to another, oldest first.
func Between(tx *db.Tx, chain string, from, to time.Time) ([]Entry, error) {
	rows, err := between(tx, chain, db.Ms(from), db.Ms(to))
	if err != nil {
		return nil, err
	}
	return opened(tx, rows)
}

// Mark is a place between two entries of all chains together, in order of time.
type Mark struct {
	At    int64 // milliseconds
	Chain string
	Seq   int64
}

// Before is the mark before which everything older than a moment stands.
func Before(moment time.Time) Mark { return Mark{At: db.Ms(moment)} }

// Mark is the place behind the entry, on the way back.
func (e Entry) Mark() Mark { return Mark{db.Ms(e.At), e.Chain, e.Seq} }

// Back is the trail of all chains, newest first, from a mark on to what is older.
func Back(tx *db.Tx, from Mark, limit int) ([]Entry, error) {
	rows, err := older(tx, from, limit)
	if err != nil {
		return nil, err
	}
	return opened(tx, rows)
}

func opened(tx *db.Tx, rows []row) (entries []Entry, err error) {
	entries = make([]Entry, len(rows))
	for i, r := range rows {
		if entries[i], err = r.open(tx.Ring); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Anchors tells whether an entry does nothing but anchor: Tillit's own housekeeping.
func (e Entry) Anchors() bool {
	return !slices.ContainsFunc(e.Acts, func(a Act) bool { return a.Act != anchor })
}

func (r row) open(ring *seal.Ring) (Entry, error) {
	var b body
	if err := ring.Key("trail").Open(place(r.chain, r.seq), r.sealed, &b); err != nil {
		return Entry{}, err
	}
	return Entry{r.chain, r.seq, db.At(r.at), b.By, b.Acts}, nil
}

// anchored is the head of a chain as the practice's chain remembers it.
type anchored struct {
	Chain string `json:"c"`
	Seq   int64  `json:"s"`
	Hash  []byte `json:"h"`
}

const anchor = "trail.anchor"

// anchorOverlap is how far an anchor looks back behind the one before, so that a slow
// transaction is not missed.
const anchorOverlap = time.Minute

// Anchor writes the heads of the chains that grew since the given moment into the
// practice's chain.
func Anchor(tx *db.Tx, since time.Time) error {
	heads, err := grown(tx, db.Ms(since.Add(-anchorOverlap)))
	if err != nil || len(heads) == 0 {
		return err
	}
	for len(heads) > 0 {
		n := min(len(heads), 100)
		text, err := json.Marshal(heads[:n])
		if err != nil {
			return err
		}
		tx.Note(Practice, anchor, string(text))
		heads = heads[n:]
	}
	return nil
}
