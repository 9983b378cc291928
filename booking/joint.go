package booking

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Both are the appointments to which two partners come together, for their therapist. What one
// of them has alone is on the page of that one.
type Both struct {
	Shelf
	Joint  space.ID
	People []Around
}

// partners opens the contact spaces of both.
func partners(tx *db.Tx, joint *space.Record, want right.Right) (all []*space.Record, err error) {
	mine, err := space.MineAbout(tx, joint.About(), right.Contact)
	for _, where := range mine {
		if err != nil {
			return nil, err
		}
		var rec *space.Record
		rec, err = space.Open(tx, where.Space, want, right.Contact)
		all = append(all, rec)
	}
	if err == nil && len(all) != 2 {
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	return all, err
}

func bothOf(tx *db.Tx, joint *space.Record) (b Both, err error) {
	b.Joint = joint.Space()
	people, err := partners(tx, joint, right.Read)
	if err != nil {
		return b, err
	}
	if b.Shelf, err = shelfOf(tx, people[0]); err != nil {
		return b, err
	}
	b.Eyes = joint.Eyes()
	for _, rec := range people {
		one, err := aroundOf(tx, rec)
		if err != nil {
			return b, err
		}
		b.People = append(b.People, one)
	}
	together := b.All[:0]
	for _, a := range b.All {
		if a.Others {
			together = append(together, a)
		}
	}
	b.All = together
	return b, nil
}

func (p Pages) both(r *http.Request) (b Both, err error) {
	where, err := space.Asked(r)
	if err != nil {
		return b, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		joint, err := space.Open(tx, where, right.Treat|right.Read, right.Joint)
		if err != nil {
			return err
		}
		b, err = bothOf(tx, joint)
		return err
	})
	return b, err
}

func (p Pages) joint(w http.ResponseWriter, r *http.Request) error {
	b, err := p.both(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, jointPage(p.Frame(r), b))
}

func (p Pages) bookJoint(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Appointment](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		joint, err := space.Open(tx, where, right.Treat|right.Read, right.Joint)
		if err != nil {
			return err
		}
		people, err := partners(tx, joint, both)
		if err != nil {
			return err
		}
		want, err := wanted(tx, form)
		if err == nil {
			_, err = Book(tx, people, once, want)
		}
		return err
	})
	if err == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/appointments")
	}
	f := fault.Of(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	b, err := p.both(r)
	if err != nil {
		return err
	}
	if b.sent, err = p.refused(r, form, f, ""); err != nil {
		return err
	}
	return web.Draw(w, r, web.Status(f), jointPage(p.Frame(r), b))
}
