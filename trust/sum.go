package trust

// Sum is what was done in the trust work, counted: for looking back together. It counts what
// was tried, and never how much somebody can be trusted.
type Sum struct {
	Events       int // on the line, hard and good
	Stuck        int // stuck points that were written down
	Records      int // thought records
	Tried        int // experiments of which somebody said what happened
	Came, NotSo  int // what the fear said came true, or did not
	Unclear      int
	Locked       int // experiments that are locked, and of which nobody said what happened
	Steps, Trod  int // of the ladder, and how many were done
	Agreements   int
	HardestTrod  string // the hardest step that was done
	hardestSoFar int
}

// Any tells whether there is anything to look back on.
func (s Sum) Any() bool { return s.Events+s.Stuck+s.Records+s.Tried+s.Steps+s.Agreements > 0 }

// Sum counts what is on a board. What a client keeps back is not among it.
func (b Board) Sum() (s Sum) {
	day := today(b.Now, b.Zone)
	for _, r := range b.All {
		if r.Away || veiled(r.Thing) {
			continue
		}
		switch t := r.Thing.(type) {
		case *Event:
			s.Events++
		case *Stuck:
			s.Stuck++
		case *Record:
			s.Records++
		case *Agreement:
			s.Agreements++
		case *Step:
			s.step(t)
		case *Experiment:
			s.experiment(t, day)
		}
	}
	return s
}

func (s *Sum) step(t *Step) {
	s.Steps++
	if t.State != stepDone {
		return
	}
	s.Trod++
	if hard := t.hardness(); s.HardestTrod == "" || hard <= 10 && hard >= s.hardestSoFar {
		s.HardestTrod, s.hardestSoFar = t.Act.Reveal(), hard
	}
}

func (s *Sum) experiment(t *Experiment, day string) {
	switch t.stands(day) {
	case waiting, ripe:
		s.Locked++
	case judged:
		s.Tried++
		switch t.Came {
		case came:
			s.Came++
		case cameNot:
			s.NotSo++
		default:
			s.Unclear++
		}
	}
}
