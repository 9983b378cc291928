package trust

import (
	"slices"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/space"
)

// link makes sure that every link of a thing leads to an object of this space, of a kind
// that can stand there. Who is named and has no page yet gets one, by that name alone.
func (w Written) link(tx *db.Tx, rec *space.Record, now []Revision) error {
	for _, f := range w.Thing.Fields() {
		if f.Refs == nil {
			continue
		}
		for _, t := range *f.Refs {
			if to := find(now, t); !slices.Contains(f.Of, to.Kind) || t == w.Thread {
				return fault.New(fault.Invalid, "fault.form")
			}
		}
		if name := strings.TrimSpace(w.Names[f.Name]); f.Adds && name != "" {
			t, err := called(tx, rec, now, name)
			if err != nil {
				return fault.At(f.Name, fault.Of(err).Key)
			}
			if f.One {
				*f.Refs = nil
			}
			if !slices.Contains(*f.Refs, t) {
				*f.Refs = append(*f.Refs, t)
			}
		}
	}
	return nil
}

// called is the person of that name, who is there already or is new.
func called(tx *db.Tx, rec *space.Record, now []Revision, name string) (Thread, error) {
	for _, r := range now {
		if r.Kind == "person" && strings.EqualFold(strings.TrimSpace(r.Thing.Name().Reveal()), name) {
			return r.Thread, nil
		}
	}
	p := &Person{Alias: seal.Text(name)}
	if err := check(p); err != nil {
		return "", err
	}
	w := Written{Once: id.New[Revision](tx.Now), Thing: p}
	r := w.revision(tx, rec, Thread(w.Once), 1)
	return r.Thread, put(tx, rec, r)
}

// named are the objects that link to one, as they are now, without those taken away.
func named(now []Revision, t Thread) (all []Revision) {
	for _, r := range now {
		if !r.Away && slices.ContainsFunc(r.Thing.Fields(), func(f Field) bool { return f.Refs != nil && slices.Contains(*f.Refs, t) }) {
			all = append(all, r)
		}
	}
	return all
}
