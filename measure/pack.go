package measure

import "tillit.care/pure/pack"

// What lists say of measures is packed: it is read of every case of a day, and written with
// every answer.

type (
	askedShort []briefAsked
	linesShort []briefLine
)

// Pack writes nothing where nothing was asked and nothing answered.
func (b briefHead) Pack(w *pack.Writer) {
	if b.Due == 0 && b.Last == 0 && len(b.Stood) == 0 {
		return
	}
	w.Int(b.Due)
	w.Int(b.Last)
	w.Flag(b.Worse)
	w.Number(uint64(len(b.Stood)))
	for _, s := range b.Stood {
		w.Text(s.Instrument)
		w.Text(s.Subscale)
		w.Int(int64(s.N))
		w.Float(s.First)
		w.Float(s.Last)
		w.Int(int64(s.Rose))
	}
}

// Unpack reads what Pack wrote.
func (b *briefHead) Unpack(r *pack.Reader) {
	b.Due, b.Last, b.Worse = r.Int(), r.Int(), r.Flag()
	b.Stood = make([]Stood, r.Count())
	for i := range b.Stood {
		b.Stood[i] = Stood{Instrument: r.Name(), Subscale: r.Name(), N: int(r.Int()), First: r.Float(), Last: r.Float(), Rose: int(r.Int())}
	}
}

// Pack writes nothing where nothing is asked.
func (all askedShort) Pack(w *pack.Writer) {
	for _, a := range all {
		w.Text(string(a.ID))
		w.Int(a.Due)
	}
}

// Unpack reads what Pack wrote.
func (all *askedShort) Unpack(r *pack.Reader) {
	for len(r.Left) > 0 {
		*all = append(*all, briefAsked{ID: ID(r.Text()), Due: r.Int()})
	}
}

// Pack writes nothing where there is no line.
func (all linesShort) Pack(w *pack.Writer) {
	for _, l := range all {
		w.Text(l.Instrument)
		w.Text(l.Subscale)
		w.Text(l.Version)
		w.Int(int64(l.N))
		w.Flag(l.Worse)
		w.Number(uint64(len(l.Points)))
		for _, p := range l.Points {
			w.Int(p.At)
			w.Float(p.Value)
		}
	}
}

// Unpack reads what Pack wrote.
func (all *linesShort) Unpack(r *pack.Reader) {
	for len(r.Left) > 0 {
		l := briefLine{Instrument: r.Name(), Subscale: r.Name(), Version: r.Name(), N: int(r.Int()), Worse: r.Flag()}
		l.Points = make([]briefPoint, r.Count())
		for i := range l.Points {
			l.Points[i] = briefPoint{At: r.Int(), Value: r.Float()}
		}
		*all = append(*all, l)
	}
}

// Pack writes a reading by itself.
func (s shortly) Pack(w *pack.Writer) { s.pack(w, w.Text) }

// Unpack reads what Pack wrote.
func (s *shortly) Unpack(r *pack.Reader) { s.unpack(r, r.Text) }

func (s shortly) names() []string {
	return []string{s.Instrument, s.Wording, s.Version, string(s.Respondent), string(s.Setting), string(s.Way)}
}

// pack writes a reading, and its names as name does.
func (s shortly) pack(w *pack.Writer, name func(string)) {
	for _, text := range s.names() {
		name(text)
	}
	w.Flag(s.Found)
	w.Flag(s.Brought)
	w.Number(uint64(len(s.Values)))
	for i, value := range s.Values {
		w.Number(uint64(s.Bands[i]))
		if w.Flag(value != nil); value != nil {
			w.Float(*value)
		}
	}
}

func (s *shortly) unpack(r *pack.Reader, name func() string) {
	s.Instrument, s.Wording, s.Version = name(), name(), name()
	s.Respondent, s.Setting, s.Way = Respondent(name()), Setting(name()), Way(name())
	s.Found, s.Brought = r.Flag(), r.Flag()
	n := r.Count()
	s.Values, s.Bands = make([]*float64, n), make([]int, n)
	for i := range s.Values {
		s.Bands[i] = int(r.Number())
		if r.Flag() {
			value := r.Float()
			s.Values[i] = &value
		}
	}
}
