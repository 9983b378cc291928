package battery

import (
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/space"
)

// Plan is a battery as it would be used in one case, line by line.
type Plan struct {
	Space  space.ID
	Name   string    // whose it is, where a case has two clients
	All    []Battery // for this kind of case
	Chosen Battery
	Rows   []Row
	Done   bool // it was used just now
	Ended  bool
	Zone   *time.Location
}

// Row is one instrument of a plan.
type Row struct {
	Member
	Name    string
	Missing string   // words key: why it cannot be asked here
	Because []string // the reasons, where it is held
	Running measure.Measure
	Asked   bool      // it is being asked: it will be left alone
	Last    time.Time // of its last answer; zero: none
	Points  bool      // the screen before it was positive
}

// PlanOf draws up a battery for an open case; an empty name is the first there is.
func PlanOf(tx *db.Tx, rec *space.Record, which string) (Plan, error) {
	p := Plan{Space: rec.Space()}
	c, err := care.Of(tx, rec)
	if err != nil {
		return p, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return p, err
	}
	p.Zone, p.Ended = settings.Location(), !c.Ended.IsZero()
	if p.Name, err = care.Which(tx, rec); err != nil {
		return p, err
	}
	if p.All, err = For(tx, c.Kind); err != nil || len(p.All) == 0 {
		return p, err
	}
	p.Chosen = p.All[0]
	if i := slices.IndexFunc(p.All, func(b Battery) bool { return b.ID == which }); i >= 0 {
		p.Chosen = p.All[i]
	}
	return p, p.fill(tx, rec)
}

func (p *Plan) fill(tx *db.Tx, rec *space.Record) error {
	every, err := measure.Of(tx, rec)
	if err != nil {
		return err
	}
	answers, err := measure.Responses(tx, rec)
	if err != nil {
		return err
	}
	for _, m := range p.Chosen.Members {
		row, err := rowOf(tx, m)
		if err != nil {
			return err
		}
		row.Running, row.Asked = running(every, m.Instrument)
		for _, a := range answers {
			if a.Instrument == m.Instrument {
				row.Last = a.At
			}
			if m.If != "" && a.Instrument == m.If {
				row.Points = a.Positive()
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

func rowOf(tx *db.Tx, m Member) (Row, error) {
	row := Row{Member: m}
	known, err := register()
	if err != nil {
		return row, err
	}
	if in := known[m.Instrument]; in != nil {
		row.Name = in.Name()
	}
	row.Missing, row.Because, err = Missing(tx, m.Instrument)
	return row, err
}

// ticked tells whether a line is chosen before the therapist has looked: what was answered
// once is not asked again by itself.
func (r Row) ticked() bool {
	return r.Tick && !(r.Rhythm == measure.Once && !r.Last.IsZero())
}

// shelf is the practice's batteries, for whoever changes them.
type shelf struct {
	Battery  Battery
	Rows     []Row
	Others   []Row // instruments that are not in it
	Versions []Battery
	Names    map[string]string // who changed it
	Problem  string
	Zone     *time.Location
	Kept     bool
}

func shelfOf(tx *db.Tx, which string) (shelf, error) {
	s := shelf{Names: map[string]string{}}
	settings, err := practice.Of(tx)
	if err != nil {
		return s, err
	}
	s.Zone = settings.Location()
	if s.Battery, err = One(tx, which); err != nil {
		return s, err
	}
	for _, m := range s.Battery.Members {
		row, err := rowOf(tx, m)
		if err != nil {
			return s, err
		}
		s.Rows = append(s.Rows, row)
	}
	if err := s.others(tx); err != nil {
		return s, err
	}
	if s.Versions, err = Versions(tx, which); err != nil {
		return s, err
	}
	for _, v := range s.Versions {
		a, err := account.Of(tx, v.By)
		if err != nil {
			return s, err
		}
		s.Names[string(v.By)] = a.Name.Reveal()
	}
	return s, nil
}

// others are the instruments that could be added.
func (s *shelf) others(tx *db.Tx) error {
	known, err := register()
	if err != nil {
		return err
	}
	for what := range known {
		if s.Battery.has(what) || measure.AskedAlone(what) {
			continue
		}
		row, err := rowOf(tx, Member{Instrument: what})
		if err != nil {
			return err
		}
		if row.Missing == "" {
			s.Others = append(s.Others, row)
		}
	}
	slices.SortFunc(s.Others, func(a, b Row) int { return cmpNames(a.Name, b.Name) })
	return nil
}
