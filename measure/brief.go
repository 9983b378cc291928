package measure

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/instrument"
	"tillit.care/pure/change"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// brief is what lists say of what was asked and answered in a space. It is carried on with
// every answer: nothing is added up when a list is read.
type brief struct {
	briefHead
	Asked askedShort
	Lines linesShort
}

// briefHead is what is read of every case, to put them in order; the rest is read of those
// that are drawn.
type briefHead struct {
	_     struct{} `cbor:",toarray"` // as an earlier Tillit wrote it, here and below
	Due   int64    // of what has been asked for longest, in seconds; 0: nothing is
	Last  int64    // of the last answer, in seconds; 0: none yet
	Worse bool     // at least one line has turned for the worse
	Stood []Stood  // how each line stands
}

// Stood is how a line stands, in the few numbers that it takes to say so.
type Stood struct {
	_          struct{} `cbor:",toarray"`
	Instrument string
	Subscale   string
	N          int // how many answers there were
	First      float64
	Last       float64
	Rose       int // which answer was the latest to take it further off the track; 0: none
}

// Key is what the line is called among expected courses.
func (s Stood) Key() string { return Key(s.Instrument, s.Subscale) }

// Find finds the rule by which a line is judged.
type Find func(instrument, subscale string) (*change.Rule, error)

// Finder finds each rule once, for many lines.
func Finder(tx *db.Tx) Find {
	return Rules(func(id string) (*score.Instrument, error) { return instrument.Find(tx, id) })
}

// Rules are the rules of the instruments that are found.
func Rules(find func(id string) (*score.Instrument, error)) Find {
	type line struct{ instrument, subscale string }
	known := map[line]*change.Rule{}
	return func(id, subscale string) (*change.Rule, error) {
		if rule := known[line{id, subscale}]; rule != nil {
			return rule, nil
		}
		in, err := find(id)
		if err != nil {
			return nil, err
		}
		rule := change.Of(in, subscale)
		known[line{id, subscale}] = &rule
		return &rule, nil
	}
}

// Track is how the line stands, and the rule that says so.
func (s *Stood) Track(find Find, expected Expected) (change.Track, *change.Rule, error) {
	rule, err := find(s.Instrument, s.Subscale)
	if err != nil || s.N == 0 {
		return change.NotKnown, rule, err
	}
	var starts change.Starts
	if len(expected) > 0 {
		starts = expected[s.Key()]
	}
	return rule.Track(s.N, s.First, s.Last, starts), rule, nil
}

// add carries it on by one answer.
func (s *Stood) add(rule change.Rule, value float64) {
	before := change.NotKnown
	if s.N == 0 {
		s.First = value
	} else {
		before = rule.Track(s.N, s.First, s.Last, nil)
	}
	s.N, s.Last = s.N+1, value
	if now := rule.Track(s.N, s.First, s.Last, nil); now.Asks() && now.Rank() > before.Rank() {
		s.Rose = s.N
	}
}

// Stood is how the line stands.
func (l Line) Stood() Stood {
	s := Stood{Instrument: l.Instrument.ID, Subscale: l.Subscale.ID}
	for _, p := range l.Points {
		s.add(l.rule(), p.Scored.Value)
	}
	return s
}

type briefAsked struct {
	_   struct{} `cbor:",toarray"`
	ID  ID
	Due int64 // seconds
}

// The parts where the rest is.
const (
	partAsked = "asked"
	partLines = "lines"
)

// carry lets change change what lists say.
func carry(tx *db.Tx, rec *space.Record, change func(*brief)) error {
	return rec.Brief(tx, func(p *space.Placed) error {
		var b brief
		if err := errors.Join(p.Read(Part, &b.briefHead), p.Read(partAsked, &b.Asked), p.Read(partLines, &b.Lines)); err != nil {
			return err
		}
		change(&b)
		return errors.Join(p.Say(Part, b.briefHead), p.SayMore(partAsked, b.Asked), p.SayMore(partLines, b.Lines))
	})
}

// briefLine is a line without most of its points: the first is there, the best, and the
// latest few, which is all that a judgement and a small drawing need.
type briefLine struct {
	_          struct{} `cbor:",toarray"`
	Instrument string
	Subscale   string
	Version    string // of the wording that was answered last
	N          int    // how many there were
	Worse      bool   // the latest is a turn for the worse
	Points     []briefPoint
}

type briefPoint struct {
	_     struct{} `cbor:",toarray"`
	At    int64    // seconds
	Value float64
}

// latest is how many of the latest points stay in a list.
const latest = 8

// ask says when a measure is asked next.
func (b *brief) ask(m Measure) {
	b.Asked = slices.DeleteFunc(b.Asked, func(a briefAsked) bool { return a.ID == m.ID })
	if m.Ended.IsZero() && !m.Due.IsZero() {
		b.Asked = append(b.Asked, briefAsked{ID: m.ID, Due: m.Due.Unix()})
	}
	slices.SortFunc(b.Asked, func(x, y briefAsked) int { return cmp.Or(cmp.Compare(x.Due, y.Due), cmp.Compare(x.ID, y.ID)) })
	if b.Due = 0; len(b.Asked) > 0 {
		b.Due = b.Asked[0].Due
	}
}

// answer carries every line on that a response has a score for. It cannot where the form is
// another one than last time: then it is false, and all lines are drawn up anew.
func (b *brief) answer(in *score.Instrument, r Reading) bool {
	for _, s := range drawn(in) {
		scored, ok := r.Result.Subscale(s.ID)
		if !ok || !scored.Known {
			continue
		}
		l := b.line(in.ID, s.ID, r.Version)
		if l.Version != r.Version {
			return false
		}
		l.add(briefPoint{At: r.At.Unix(), Value: scored.Value}, s)
		_, l.Worse = l.open(in).Turned()
		b.stood(in.ID, s.ID).add(ruleOf(in, s.ID), scored.Value)
	}
	b.Last = max(b.Last, r.At.Unix())
	b.weigh()
	return true
}

func (b *brief) weigh() {
	b.Worse = slices.ContainsFunc(b.Lines, func(l briefLine) bool { return l.Worse })
}

// draw draws up a line from all of its points.
func (b *brief) draw(l Line) {
	if len(l.Points) == 0 {
		return
	}
	short := briefLine{Instrument: l.Instrument.ID, Subscale: l.Subscale.ID, Version: l.version}
	for _, p := range l.Points {
		short.add(briefPoint{At: p.At.Unix(), Value: p.Scored.Value}, l.Subscale)
	}
	_, short.Worse = short.open(l.Instrument).Turned()
	b.Lines = append(b.Lines, short)
	*b.stood(l.Instrument.ID, l.Subscale.ID) = l.Stood() // of several forms of one name the latest
}

func (b *briefHead) stood(instrument, subscale string) *Stood {
	for i := range b.Stood {
		if b.Stood[i].Instrument == instrument && b.Stood[i].Subscale == subscale {
			return &b.Stood[i]
		}
	}
	b.Stood = append(b.Stood, Stood{Instrument: instrument, Subscale: subscale})
	return &b.Stood[len(b.Stood)-1]
}

// line is the line of a form, or else of another form of the same name, or else a new one.
func (b *brief) line(instrument, subscale, version string) *briefLine {
	at := -1
	for i, l := range b.Lines {
		if l.Instrument == instrument && l.Subscale == subscale && (at < 0 || l.Version == version) {
			at = i
		}
	}
	if at < 0 {
		at, b.Lines = len(b.Lines), append(b.Lines, briefLine{Instrument: instrument, Subscale: subscale, Version: version})
	}
	return &b.Lines[at]
}

// add puts a point behind the others, and lets go of what is neither first, nor best, nor
// among the latest.
func (l *briefLine) add(p briefPoint, s score.Subscale) {
	l.N++
	l.Points = append(l.Points, p)
	if len(l.Points) <= latest+1 {
		return
	}
	best := 0
	for i, each := range l.Points {
		if each.Value != l.Points[best].Value && (each.Value > l.Points[best].Value) == (s.Higher == "better") {
			best = i
		}
	}
	kept := l.Points[:0]
	for i, each := range l.Points {
		if i == 0 || i == best || i >= len(l.Points)-latest {
			kept = append(kept, each)
		}
	}
	l.Points = kept
}

// brief tells the lists what became of a measure.
func (m Measure) brief(tx *db.Tx, rec *space.Record) error {
	return carry(tx, rec, func(b *brief) { b.ask(m) })
}

// brief tells the lists what was answered, and when the measure is asked next.
func (r Response) brief(tx *db.Tx, rec *space.Record, m Measure, in *score.Instrument) error {
	late := false
	err := carry(tx, rec, func(b *brief) {
		b.ask(m)
		late = b.Last > r.At.Unix() || !b.answer(in, r.Reading())
	})
	if err == nil && late { // what was answered earlier changes more than the end of a line
		err = Brief(tx, rec)
	}
	return err
}

// Brief tells the lists anew what was asked and answered in a space.
func Brief(tx *db.Tx, rec *space.Record) error {
	measures, err := all(tx, rec)
	if err != nil {
		return err
	}
	every, err := Readings(tx, rec)
	if err != nil {
		return err
	}
	now := brief{}
	for _, m := range measures {
		now.ask(m)
	}
	lines, err := lines(tx, every)
	if err != nil {
		return err
	}
	for _, l := range lines {
		now.draw(l)
	}
	for _, r := range every {
		now.Last = max(now.Last, r.At.Unix())
	}
	now.weigh()
	return carry(tx, rec, func(b *brief) { *b = now })
}

// Listed is what a list says of a space: enough to see who needs to be looked at.
type Listed struct {
	Silent time.Time // since when an answer has been missing; zero: none is
	Due    time.Time // of what has been asked for longest; zero: nothing is
	Last   time.Time // of the last answer; zero: none yet
	Worse  bool      // something has turned for the worse
	Stood  []Stood   // how each line stands
}

// ListedIn reads what a list says. Since when an answer has been missing is SilentAt's to say.
func ListedIn(p space.Placed) (Listed, error) {
	var b briefHead
	err := p.Read(Part, &b)
	l := Listed{Worse: b.Worse, Stood: b.Stood}
	if b.Due != 0 {
		l.Due = time.Unix(b.Due, 0).UTC()
	}
	if b.Last > 0 {
		l.Last = time.Unix(b.Last, 0).UTC()
	}
	return l, err
}

// SilentAt is since when an answer has been missing at a moment; zero: none is.
func (l Listed) SilentAt(now time.Time) time.Time {
	if l.Due.IsZero() {
		return time.Time{}
	}
	return Silent([]Measure{{Due: l.Due}}, now)
}

// LinesIn are the lines of which a list says that they have turned for the worse, and the one
// that stands for the case: the one that was answered most often.
func LinesIn(version instrument.Finder, p space.Placed) (worse []Line, main Line, err error) {
	var all linesShort
	if err := p.Read(partLines, &all); err != nil {
		return nil, main, err
	}
	most := -1
	for i, each := range all {
		if most < 0 || each.N > all[most].N {
			most = i
		}
	}
	for i, each := range all {
		if !each.Worse && i != most {
			continue
		}
		in, err := version(each.Instrument, each.Version, "")
		if err != nil {
			return nil, main, err
		}
		line := each.open(in)
		if each.Worse {
			worse = append(worse, line)
		}
		if i == most {
			main = line
		}
	}
	return worse, main, nil
}

func (l briefLine) open(in *score.Instrument) Line {
	line := Line{Instrument: in, Points: make([]Point, 0, len(l.Points))}
	line.Subscale, _ = in.Subscale(l.Subscale)
	for _, p := range l.Points {
		line.Points = append(line.Points, Point{At: time.Unix(p.At, 0).UTC(), Scored: score.Scored{ID: l.Subscale, Value: p.Value, Known: true}})
	}
	return line
}
