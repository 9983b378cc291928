package follow

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/pure/pack"
	"tillit.care/space"
)

// part is where lists keep what was decided last.
const part = "follow"

// brief is what lists say of the last decision: enough to see whether it still holds.
type brief struct {
	_       struct{} `cbor:",toarray"`
	Decided int64    // milliseconds, as the other
	Review  int64    // 0: no day was set
	Lines   []briefStood
}

type briefStood struct {
	_          struct{} `cbor:",toarray"`
	Instrument string
	Subscale   string
	N          int
	Last       float64
	Track      change.Track
}

// Pack writes what Unpack reads.
func (b brief) Pack(w *pack.Writer) {
	w.Int(b.Decided)
	w.Int(b.Review)
	for _, l := range b.Lines {
		w.Text(l.Instrument)
		w.Text(l.Subscale)
		w.Int(int64(l.N))
		w.Float(l.Last)
		w.Text(string(l.Track))
	}
}

// Unpack reads what Pack wrote.
func (b *brief) Unpack(r *pack.Reader) {
	b.Decided, b.Review = r.Int(), r.Int()
	for len(r.Left) > 0 {
		b.Lines = append(b.Lines, briefStood{Instrument: r.Name(), Subscale: r.Name(), N: int(r.Int()), Last: r.Float(), Track: change.Track(r.Name())})
	}
}

func (d Decision) brief(tx *db.Tx, rec *space.Record) error {
	b := brief{Decided: db.Ms(d.At)}
	if !d.Review.IsZero() {
		b.Review = db.Ms(d.Review)
	}
	for _, s := range d.Lines {
		b.Lines = append(b.Lines, briefStood{Instrument: s.Instrument, Subscale: s.Subscale, N: s.N, Last: s.Last, Track: s.Track})
	}
	return rec.Brief(tx, func(p *space.Placed) error { return p.Say(part, b) })
}

// Brief tells the lists anew what was decided last.
func Brief(tx *db.Tx, rec *space.Record) error {
	last, err := newest(tx, rec)
	if err != nil || !last.Found() {
		return err
	}
	return last.brief(tx, rec)
}

// Listed is what a list says of a case: whether somebody should decide.
func Listed(find measure.Find, p space.Placed, stood []measure.Stood, expected measure.Expected) (Due, error) {
	var b brief
	if err := p.Read(part, &b); err != nil {
		return Due{}, err
	}
	return DueOf(find, stood, expected, b.open())
}

func (b brief) open() Decision {
	if b.Decided == 0 {
		return Decision{}
	}
	d := Decision{ID: "listed", At: db.At(b.Decided)}
	if b.Review > 0 {
		d.Review = time.UnixMilli(b.Review).UTC()
	}
	for _, s := range b.Lines {
		d.Lines = append(d.Lines, Stood{Instrument: s.Instrument, Subscale: s.Subscale, N: s.N, Last: s.Last, Track: s.Track})
	}
	return d
}
