package trust

import (
	"cmp"
	"maps"
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Draft is a thing that is being written.
type Draft struct {
	Board
	Written
	Raw     map[string]string // what was sent as a number and is none
	From    string            // what it was begun from
	Half    bool              // it was begun before, and not kept
	Field   string            // what is wrong, and where
	Problem string
}

// asksKind is the kind of thing that a request names, in its tool.
func asksKind(r *http.Request) (Kind, error) {
	k := Kind(r.PathValue("kind"))
	if Make(k) == nil || k.home().Name != r.PathValue("tool") {
		return k, fault.New(fault.NotFound, "fault.notfound")
	}
	return k, nil
}

// begin is the form of something new, with a link to what it was begun from. Of what there
// is only one, that one is opened instead.
func (p Pages) begin(w http.ResponseWriter, r *http.Request) error {
	k, err := asksKind(r)
	from := r.URL.Query().Get("from")
	var d Draft
	var h Half
	b, wrong := p.board(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record, b Board) (err error) {
		d = Draft{Board: b, Written: Written{Once: id.New[Revision](tx.Now), Thing: Make(k)}, From: from}
		h, err = Begun(tx, rec, begunAt("", k, from))
		return err
	})
	switch {
	case wrong != nil:
		return wrong
	case err != nil:
		return err
	case b.Closed != "":
		return web.See(w, r, b.tool(k.home().Name))
	case single(b.All, k).ID != "":
		return web.See(w, r, b.thing(single(b.All, k).Thread)+"/edit")
	}
	d.from(from)
	d.resume(h, k, nil)
	return web.Draw(w, r, http.StatusOK, writePage(p.Frame(r), d))
}

// from links what is begun to the object that it was begun from.
func (d Draft) from(which string) {
	from := d.Find(Thread(which))
	for _, f := range d.Thing.Fields() {
		if f.Refs != nil && !f.Later && from.ID != "" && f.takes(from.Kind) {
			*f.Refs = []Thread{from.Thread}
			d.likewise(from.Thing)
			return
		}
	}
}

// likewise takes over what an experiment and the step that it tries have in common.
func (d Draft) likewise(from Thing) {
	s, ok := from.(*Step)
	if e, is := d.Thing.(*Experiment); ok && is {
		e.Act, e.Person = s.Act, append([]Thread(nil), s.Person...)
	}
}

func (p Pages) edit(w http.ResponseWriter, r *http.Request) error {
	var once ID
	var h Half
	var wrong error
	s, err := p.sheet(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record, s Sheet) {
		once = id.New[Revision](tx.Now)
		h, wrong = Begun(tx, rec, begunAt(s.Thread, s.Kind, ""))
	})
	if err = cmp.Or(err, wrong); err != nil {
		return err
	}
	if s.Closed != "" || s.Hidden {
		return web.See(w, r, s.thing(s.Thread))
	}
	d := Draft{Board: s.Board, Written: Written{Once: once, Thread: s.Thread, After: s.ID, Thing: s.Thing, Names: map[string]string{"people": others(s.Thing)}}}
	d.resume(h, s.Kind, s.History)
	return web.Draw(w, r, http.StatusOK, writePage(p.Frame(r), d))
}

// resume goes on with what was begun and not kept. It says over which revision it was begun, so
// that what was written meanwhile is joined and not lost. What cannot be read any more is left.
func (d *Draft) resume(h Half, k Kind, history []Revision) {
	if h.Fields == nil {
		return
	}
	again := *d
	fields := maps.Clone(h.Fields)
	fields["once"] = []string{string(d.Once)} // a new form: two windows of it both count
	if err := again.sent(web.Sent(fields), k, history); err != nil && fault.Of(err).Field == "" {
		return
	}
	again.Half = true
	*d = again
}

// half keeps a form of something new, or of an object, as one writes.
func (p Pages) half(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Shared)
		if err != nil {
			return err
		}
		t, k := Thread(""), Kind(r.PathValue("kind"))
		if which := r.PathValue("thing"); which != "" {
			if t, err = id.Parse[thread](which); err == nil {
				_, err = history(tx, rec, t)
			}
		} else {
			k, err = asksKind(r)
		}
		if err != nil {
			return err
		}
		return Begin(tx, rec, begunAt(t, k, form.Text("from")), Half{Fields: form.Every("")})
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// sent reads a thing of a kind that was sent. What a form does not change stays as it was when
// the form was drawn.
func (d *Draft) sent(form web.Values, k Kind, history []Revision) error {
	d.Thing, d.Names, d.Raw = Make(k), map[string]string{}, map[string]string{}
	var err error
	if d.Once, err = id.Parse[Revision](form.Text("once")); err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	if over := form.Text("over"); over != "" {
		if d.After, err = id.Parse[Revision](over); err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	if r := which(history, d.After); r.Thing != nil && r.Kind == k {
		d.Thing = clone(r.Thing)
	}
	for _, f := range d.Thing.Fields() {
		if f.stays() {
			continue
		}
		if wrong := d.field(form, f); wrong != nil && (err == nil || fault.Of(err).Field != "") {
			err = wrong
		}
	}
	return err
}

func (d *Draft) field(form web.Values, f Field) error {
	switch {
	case f.Many != nil:
		return f.some(form.Every(f.Name)[""])
	case f.Refs != nil:
		if f.Adds {
			d.Names[f.Name] = form.Text(f.Name + ".new")
		}
		return f.refs(form.Every(f.Name)[""])
	}
	err := f.put(form.Whole(f.Name))
	if err != nil && (f.Mark != nil || f.Day) {
		d.Raw[f.Name] = form.Text(f.Name)
	}
	return err
}

// make keeps something new.
func (p Pages) make(w http.ResponseWriter, r *http.Request) error {
	k, err := asksKind(r)
	if err != nil {
		if _, wrong := p.board(r, right.Read|right.Write, nil); wrong != nil {
			return wrong
		}
		return err
	}
	return p.save(w, r, Draft{}, k, nil)
}

// keep keeps the next revision of an object.
func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read|right.Write, nil)
	if err != nil {
		return err
	}
	return p.save(w, r, Draft{Written: Written{Thread: s.Thread}}, s.Kind, s.History)
}

func (p Pages) save(w http.ResponseWriter, r *http.Request, d Draft, k Kind, history []Revision) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	wrong := d.sent(form, k, history)
	d.From = form.Text("from")
	var kept Thread
	drop := form.Ticked("drop")
	where, err := p.write(r, func(tx *db.Tx, rec *space.Record) (err error) {
		if drop {
			return Forget(tx, rec, begunAt(d.Thread, k, d.From))
		}
		if wrong != nil {
			return wrong
		}
		w := d.Written
		w.Thing = clone(d.Thing) // a transaction may run again
		if kept, err = Keep(tx, rec, w); err != nil {
			return err
		}
		return Forget(tx, rec, begunAt(d.Thread, k, d.From))
	})
	if err != nil {
		return p.unkept(w, r, d, err)
	}
	if drop {
		d.Space = where
		return web.See(w, r, d.leave())
	}
	return web.See(w, r, "/spaces/"+string(where)+"/things/"+string(kept))
}

// unkept shows a thing that was not taken once more, with everything that was written.
func (p Pages) unkept(w http.ResponseWriter, r *http.Request, d Draft, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	b, err := p.board(r, right.Read|right.Write, nil)
	if err != nil {
		return err
	}
	d.Board, d.Field, d.Problem = b, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), writePage(p.Frame(r), d))
}

// both is where somebody sees what two people wrote at the same time, and chooses.
func (p Pages) both(w http.ResponseWriter, r *http.Request) error {
	c := Chosen{}
	s, err := p.sheet(r, right.Read|right.Write, func(tx *db.Tx, _ *space.Record, _ Sheet) { c.Once = id.New[Revision](tx.Now) })
	if err != nil {
		return err
	}
	if len(s.Clashes) == 0 || s.Closed != "" || s.Hidden {
		return web.See(w, r, s.thing(s.Thread))
	}
	return web.Draw(w, r, http.StatusOK, bothPage(p.Frame(r), s, c, ""))
}

func (p Pages) choose(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, wrong := id.Parse[Revision](form.Text("once"))
	c := Chosen{Once: once, Thread: Thread(r.PathValue("thing")), After: ID(form.Text("over")), Aside: ID(form.Text("aside")), Of: form.All("of.")}
	where, err := p.write(r, func(tx *db.Tx, rec *space.Record) error {
		if wrong != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		return Choose(tx, rec, c)
	})
	if f := fault.Of(err); err != nil && f.Field != "" {
		s, err := p.sheet(r, right.Read|right.Write, nil)
		if err != nil {
			return err
		}
		return web.Draw(w, r, web.Status(f), bothPage(p.Frame(r), s, c, f.Key))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/things/"+string(c.Thread))
}

// take takes an object away, or brings it back.
func (p Pages) take(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(tx *db.Tx, rec *space.Record, t Thread, once ID, form web.Values) error {
		return Take(tx, rec, t, once, form.Text("away") == "yes")
	})
}

// show lets the therapist read what the client kept back.
func (p Pages) show(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(tx *db.Tx, rec *space.Record, t Thread, once ID, form web.Values) error {
		if !form.Ticked("sure") {
			return nil
		}
		return Show(tx, rec, t, once)
	})
}

// act does one thing to an object and leads back to it.
func (p Pages) act(w http.ResponseWriter, r *http.Request, do func(*db.Tx, *space.Record, Thread, ID, web.Values) error) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	t := Thread(r.PathValue("thing"))
	once, wrong := id.Parse[Revision](form.Text("once"))
	where, err := p.write(r, func(tx *db.Tx, rec *space.Record) error {
		if wrong != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		return do(tx, rec, t, once, form)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/things/"+string(t))
}
