package battery

import (
	"net/http"
	"slices"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room. Ends is what else is done when a case ends, by rooms that stand
// above.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
	Ends  func(*db.Tx, *space.Record) error
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/battery", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.plan},
		{Pattern: "POST /spaces/{space}/battery", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.use},
		{Pattern: "POST /spaces/{space}/end", Audience: web.Therapist, Door: "admit shared", Handle: p.end(right.Shared, endOne)},
		{Pattern: "POST /spaces/{space}/couple/end", Audience: web.Therapist, Door: "admit joint", Handle: p.end(right.Joint, EndCouple)},
		{Pattern: "GET /batteries", Audience: web.Therapist, Handle: p.list},
		{Pattern: "GET /batteries/{battery}", Audience: web.Therapist, Handle: p.one},
		{Pattern: "POST /batteries/{battery}", Audience: web.Therapist, Handle: p.keep},
	}
}

func cmpNames(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

func (p Pages) plan(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	var plan Plan
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		plan, err = PlanOf(tx, rec, r.URL.Query().Get("which"))
		return err
	})
	if err != nil {
		return err
	}
	plan.Done = r.URL.Query().Has("done")
	return web.Draw(w, r, http.StatusOK, planPage(p.Frame(r), plan))
}

// orders are the lines of a battery that were ticked in a form.
func orders(b Battery, form web.Values) []Order {
	var all []Order
	for _, m := range b.Members {
		if !form.Ticked("ask." + m.Instrument) {
			continue
		}
		o := Order{Instrument: m.Instrument, Cadence: measure.CadenceIn(form.Text("often." + m.Instrument))}
		if form.Ticked("then." + m.Instrument) {
			o.Then = m.afterwards()
		}
		all = append(all, o)
	}
	return all
}

func (p Pages) use(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which := form.Text("which")
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		b, err := One(tx, which)
		if err != nil {
			return err
		}
		_, err = Use(tx, rec, orders(b, form))
		return err
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/battery?which="+which+"&done")
}

// end is a route that ends a case, and asks afterwards how it goes where that was ticked.
func (p Pages) end(kind right.Kind, act func(*db.Tx, *space.Record, bool) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		where, err := space.Asked(r)
		if err != nil {
			return err
		}
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		if !form.Ticked("sure") {
			return fault.New(fault.Invalid, "care.end.sure.missing")
		}
		home := ""
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			rec, err := space.Open(tx, where, right.Admit|right.Treat|right.Read|right.Write, kind)
			if err != nil {
				return err
			}
			c, err := care.Of(tx, rec)
			if err != nil {
				return err
			}
			home = c.Home()
			if p.Ends != nil {
				if err := p.Ends(tx, rec); err != nil {
					return err
				}
			}
			return act(tx, rec, form.Ticked("afterwards"))
		})
		if err != nil {
			return err
		}
		return web.See(w, r, home+"#people")
	}
}

func endOne(tx *db.Tx, rec *space.Record, afterwards bool) error {
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	contact, err := space.Open(tx, c.Contact, right.Admit|right.Read, right.Contact)
	if err != nil {
		return err
	}
	return End(tx, rec, contact, afterwards)
}

// list is every battery of the practice.
func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	var all []Battery
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		all, err = All(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, listPage(p.Frame(r), all))
}

func (p Pages) one(w http.ResponseWriter, r *http.Request) error {
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	s.Kept = r.URL.Query().Has("kept")
	return web.Draw(w, r, http.StatusOK, shelfPage(p.Frame(r), s))
}

func (p Pages) shelf(r *http.Request) (s shelf, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s, err = shelfOf(tx, r.PathValue("battery"))
		return err
	})
	return s, err
}

// changed is a battery as a form says it should be.
func changed(b Battery, form web.Values) Battery {
	members := b.Members
	if added := form.Text("add"); added != "" && !b.has(added) {
		members = append(slices.Clone(members), Member{Instrument: added, Rhythm: measure.Once})
	}
	b.Members = nil
	for _, m := range members {
		if form.Ticked("out." + m.Instrument) {
			continue
		}
		if form.Has("often." + m.Instrument) {
			c := measure.CadenceIn(form.Text("often." + m.Instrument))
			m.Rhythm, m.Every = c.Rhythm, c.Every
			m.Tick = form.Ticked("ask." + m.Instrument)
			if !form.Ticked("then." + m.Instrument) {
				m.After = nil
			} else {
				m.After = m.afterwards()
			}
		}
		b.Members = append(b.Members, m)
	}
	return b.alone()
}

// alone lets go of screens that are no longer in it.
func (b Battery) alone() Battery {
	for i, m := range b.Members {
		if m.If != "" && !b.has(m.If) {
			b.Members[i].If = ""
		}
	}
	return b
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which := r.PathValue("battery")
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		b, err := One(tx, which)
		if err != nil {
			return err
		}
		return Keep(tx, changed(b, form), VersionID(form.Text("over")))
	})
	f := fault.Of(err)
	if f != nil && (f.Kind == fault.Invalid || f.Key == "battery.changed") {
		s, wrong := p.shelf(r)
		if wrong != nil {
			return wrong
		}
		s.Problem = f.Key
		return web.Draw(w, r, web.Status(f), shelfPage(p.Frame(r), s))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/batteries/"+which+"?kept")
}
