package trust

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Flag is that somebody in the client's life is not safe to try anything with, and why. It is
// in the safety space of the case, which only the therapist reads. What the client sees of
// it is what they see of anybody who was not talked through: one calm sentence.
type Flag struct {
	Person []Thread  `json:"person,omitempty"`
	Unsafe string    `json:"unsafe,omitempty"`
	Reason seal.Text `json:"reason,omitempty"`
}

func (f *Flag) Kind() Kind      { return "flag" }
func (f *Flag) Name() seal.Text { return "" }

func (f *Flag) Fields() []Field {
	return []Field{
		links("person", &f.Person, "person").only(), pick("unsafe", &f.Unsafe, yes), prose("reason", &f.Reason).must(),
	}
}

// held tells whether an experiment has to be planned together first: with a person whom the
// therapist has not marked as talked through. It knows no reason.
func held(all []Revision, e *Experiment) bool {
	for _, t := range e.Person {
		if p, ok := find(all, t).Thing.(*Person); !ok || p.Talked != yes {
			return true
		}
	}
	return false
}

// renamed takes back that a person was talked through when a client gives them another name:
// it was somebody else who was talked of.
func renamed(rec *space.Record, thing, before Thing) {
	p, ok := thing.(*Person)
	was, _ := before.(*Person)
	if ok && was != nil && rec.Role() == right.Client && p.Alias != was.Alias {
		p.Talked = ""
	}
}

// Talk says that client and therapist talked through what may be tried with a person, or
// takes that back. Only the therapist says so, and not of somebody they flagged.
func Talk(tx *db.Tx, rec *space.Record, t Thread, once ID, talked bool) error {
	if err := rec.Holds(right.Treat); err != nil {
		return err
	}
	known, err := flags(tx, rec)
	if err != nil {
		return err
	}
	if talked && known[t].Unsafe == yes {
		return fault.New(fault.Conflict, "trust.talk.flagged")
	}
	return change(tx, rec, t, once, func(now Revision, _ []Revision, _ string) (Thing, error) {
		p, ok := clone(now.Thing).(*Person)
		if !ok {
			return nil, fault.New(fault.Invalid, "fault.form")
		}
		p.Talked = ""
		if talked {
			p.Talked = yes
		}
		return p, nil
	})
}

// Mark flags a person as not safe to try anything with, with the reason, or takes the flag
// back. A flag takes back that they were talked through; nothing else of it shows to anybody
// but the therapist.
func Mark(tx *db.Tx, rec *space.Record, t Thread, once ID, unsafe bool, reason seal.Text) error {
	if err := rec.Holds(right.Treat | right.Read | right.Write); err != nil {
		return err
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if now, err := history(tx, rec, t); err != nil {
		return err
	} else if now[0].Kind != "person" {
		return fault.New(fault.Invalid, "fault.form")
	}
	flag := &Flag{Person: []Thread{t}, Reason: reason}
	if unsafe {
		flag.Unsafe = yes
	}
	if err := check(flag); err != nil {
		return err
	}
	if err := flag.keep(tx, rec, once); err != nil || !unsafe {
		return err
	}
	return Talk(tx, rec, t, fresh(tx), false)
}

// keep adds a flag, or the next revision of it, in the safety space.
func (f *Flag) keep(tx *db.Tx, rec *space.Record, once ID) error {
	safety, err := care.Safe(tx, rec)
	if err != nil {
		return err
	}
	if err := begin(tx, safety); err != nil {
		return err
	}
	if _, err := one(tx, safety, once); err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	all, err := current(tx, safety)
	if err != nil {
		return err
	}
	r := Written{Once: once, Thing: f}.revision(tx, safety, Thread(once), 1)
	for _, old := range all {
		if flag, ok := old.Thing.(*Flag); ok && len(flag.Person) > 0 && flag.Person[0] == f.Person[0] {
			r.Thread, r.N = old.Thread, old.N+1
		}
	}
	return put(tx, safety, r)
}

// flags are the flags of the persons of a case as they are now, for whoever reads its safety
// space: the therapist. Others get none.
func flags(tx *db.Tx, rec *space.Record) (map[Thread]Flag, error) {
	if rec.Role() != right.Therapist {
		return nil, nil
	}
	mine, err := space.MineAbout(tx, rec.About(), right.Safety)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	safety, err := space.Open(tx, mine[0].Space, right.Read, right.Safety)
	if err != nil {
		return nil, err
	}
	all, err := current(tx, safety)
	known := map[Thread]Flag{}
	for _, r := range all {
		if f, ok := r.Thing.(*Flag); ok && len(f.Person) > 0 {
			known[f.Person[0]] = *f
		}
	}
	return known, err
}
