package measure

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/instrument"
	"tillit.care/pure/pack"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// A course of years is hundreds of readings. The older ones stand folded, many in one row
// that is sealed once, so that a page opens a dozen rows in their place. A fold holds every
// reading up to a moment, its mark; what is newer stands with its response. An answer that
// arrives with an earlier day undoes the folds from that day on.

// folds is how many readings are folded at a time: as many as fit one page of the database.
const folds = 48

// settled is how long ago a reading must have come to be folded: then no transaction that
// is still under way adds one before it.
const settled = time.Hour

// folded is what stands in one row.
type folded []foldedReading

type foldedReading struct {
	id      ResponseID
	measure ID
	at      int64 // milliseconds
	shortly
}

// foldNow folds what has come together. One answer in eight looks: a few more may wait.
func foldNow(tx *db.Tx, rec *space.Record, last ResponseID) error {
	if last == "" || last[len(last)-1]%8 != 0 {
		return nil
	}
	return fold(tx, rec)
}

// fold folds all that can be.
func fold(tx *db.Tx, rec *space.Record) error {
	waiting, err := unfolded(tx, rec)
	if err != nil || waiting < folds {
		return err
	}
	if err := lockCourse(tx, rec); err != nil {
		return err
	}
	rows, err := tail(tx, rec, tx.Now.Add(-settled))
	if err != nil {
		return err
	}
	version := instrument.Versions(tx)
	for len(rows) >= folds {
		n := folds
		for n < len(rows) && rows[n].At.Equal(rows[n-1].At) {
			n++ // what came in one moment stays together
		}
		if err := foldRows(tx, rec, rows[:n], version); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func foldRows(tx *db.Tx, rec *space.Record, rows []kept, version instrument.Finder) error {
	var all folded
	for _, row := range rows {
		if err := row.open(tx, rec, version); err != nil {
			return err
		}
		in, err := version(row.Instrument, row.Version, row.Result.Version)
		if err != nil {
			return err
		}
		all = append(all, foldedReading{row.ID, row.Measure, db.Ms(row.At), row.Reading.short(in)})
	}
	return insertFold(tx, rec, rows[len(rows)-1].At, all)
}

// unfold undoes the folds in which a response of that moment has its place: it came with an
// earlier day, or the clock was put back.
func unfold(tx *db.Tx, rec *space.Record, at time.Time) error {
	if at.Before(tx.Now) {
		if err := lockCourse(tx, rec); err != nil {
			return err
		}
	}
	return dropFolds(tx, rec, at)
}

// Pack writes each name once, and then numbers.
func (all folded) Pack(w *pack.Writer) {
	var names []string
	for _, r := range all {
		for _, name := range append(r.names(), string(r.measure)) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	w.Number(uint64(len(names)))
	for _, name := range names {
		w.Text(name)
	}
	number := func(name string) { w.Number(uint64(slices.Index(names, name))) }
	w.Number(uint64(len(all)))
	for _, r := range all {
		w.Text(string(r.id))
		number(string(r.measure))
		w.Int(r.at)
		r.pack(w, number)
	}
}

// Unpack reads what Pack wrote.
func (all *folded) Unpack(r *pack.Reader) {
	names := make([]string, r.Count())
	for i := range names {
		names[i] = r.Text()
	}
	name := func() string {
		if n := r.Number(); n < uint64(len(names)) {
			return names[n]
		}
		r.Wrong()
		return ""
	}
	*all = make(folded, r.Count())
	for i := range *all {
		each := &(*all)[i]
		each.id, each.measure, each.at = ResponseID(r.Text()), ID(name()), r.Int()
		each.unpack(r, name)
	}
}

// Same tells whether the readings of a space, folded or not, say what its responses say.
func Same(tx *db.Tx, rec *space.Record) (bool, error) {
	if err := rec.Holds(right.Read); err != nil {
		return false, err
	}
	every, err := Readings(tx, rec)
	if err != nil {
		return false, err
	}
	whole, err := responses(tx, rec)
	return slices.EqualFunc(every, whole, func(a Reading, r Response) bool {
		b := r.reading(r.raised())
		return a.ID == b.ID && a.Measure == b.Measure && a.At.Equal(b.At) && a.Instrument == b.Instrument && a.Version == b.Version &&
			a.Found == b.Found && a.Brought == b.Brought && a.How.Respondent == b.How.Respondent && a.How.Setting == b.How.Setting && a.How.Way == b.How.Way && a.Result.Version == b.Result.Version && a.agrees(b)
	}), err
}

// agrees tells whether a reading says of what is drawn what the response said.
func (r Reading) agrees(whole Reading) bool {
	for _, s := range r.Result.Subscales {
		if scored, ok := whole.Result.Subscale(s.ID); !ok && s.Known || scored.Value != s.Value || scored.Known != s.Known || scored.Band != s.Band {
			return false
		}
	}
	return true
}
