package alert

import (
	"net/http"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/parts/alerts", Audience: web.Clinician, Door: "read shared|apart", Handle: p.part},
		{Pattern: "GET /spaces/{space}/alerts", Audience: web.Clinician, Door: "read shared|apart", Handle: p.every},
		{Pattern: "POST /spaces/{space}/alerts/{alert}/acknowledge", Audience: web.Clinician, Door: "treat shared|apart", Handle: p.acknowledge},
		{Pattern: "POST /spaces/{space}/alerts/{alert}/close", Audience: web.Clinician, Door: "treat shared|apart", Handle: p.close},
		{Pattern: "POST /spaces/{space}/alerts/{alert}/contact", Audience: web.Clinician, Door: "treat shared|apart", Handle: p.met},
	}
}

// Board is the alerts of a space as a clinician sees them.
type Board struct {
	Space   space.ID
	Eyes    string
	Alerts  []Alert
	More    bool // there may be earlier ones
	Treats  bool
	Zone    *time.Location
	Names   map[who.ID]string
	Wrong   ID     // the alert whose form was not taken
	Problem string // words key: why not
	Remark  string // what was written in that form
	Contact string
}

// BoardOf reads the alerts of a space that wait, and those of late.
func BoardOf(tx *db.Tx, rec *space.Record) (Board, error) {
	found, all, err := Recent(tx, rec)
	if err != nil {
		return Board{}, err
	}
	b, err := board(tx, rec, found)
	b.More = !all
	return b, err
}

func board(tx *db.Tx, rec *space.Record, found []Alert) (Board, error) {
	b := Board{Space: rec.Space(), Eyes: rec.Eyes(), Treats: rec.May(right.Treat), Names: map[who.ID]string{}}
	settings, err := practice.Of(tx)
	if err != nil {
		return b, err
	}
	b.Zone = settings.Location()
	b.Alerts = found
	for _, a := range b.Alerts {
		for _, person := range []who.ID{a.Owner, a.SeenBy, a.ClosedBy, a.MetBy} {
			if err := b.name(tx, person); err != nil {
				return b, err
			}
		}
	}
	return b, nil
}

func (b Board) name(tx *db.Tx, person who.ID) error {
	if person == "" || b.Names[person] != "" {
		return nil
	}
	a, err := account.Of(tx, person)
	b.Names[person] = a.Name.Reveal()
	return err
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	b, err := p.board(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, BoardPart(b))
}

// every is a page with all that ever could not wait.
func (p Pages) every(w http.ResponseWriter, r *http.Request) error {
	b, err := p.read(r, func(tx *db.Tx, rec *space.Record) (Board, error) {
		found, err := Of(tx, rec)
		if err != nil {
			return Board{}, err
		}
		return board(tx, rec, found)
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, boardPage(p.Frame(r), b))
}

func (p Pages) board(r *http.Request) (Board, error) { return p.read(r, BoardOf) }

func (p Pages) read(r *http.Request, read func(*db.Tx, *space.Record) (Board, error)) (Board, error) {
	var b Board
	where, err := space.Asked(r)
	if err != nil {
		return b, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		b, err = read(tx, rec)
		return err
	})
	return b, err
}

func (p Pages) acknowledge(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, Acknowledge)
}

func (p Pages) close(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.act(w, r, func(tx *db.Tx, rec *space.Record, which ID) error {
		o, err := outcome(tx, form)
		if err != nil {
			return err
		}
		return Close(tx, rec, which, o)
	})
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	b, wrong := p.board(r)
	if wrong != nil {
		return wrong
	}
	b.Wrong, b.Problem, b.Remark = ID(r.PathValue("alert")), fault.Of(err).Key, form.Text("remark")
	b.Contact = form.Text("contact")
	return web.Draw(w, r, http.StatusUnprocessableEntity, boardPage(p.Frame(r), b))
}

// outcome reads what became of an alert. The next contact is a day of the practice.
func outcome(tx *db.Tx, form web.Values) (Outcome, error) {
	o := Outcome{Became: Disposition(form.Text("disposition")), Remark: form.Text("remark")}
	if form.Text("contact") == "" {
		return o, nil
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return o, err
	}
	day, err := time.ParseInLocation(time.DateOnly, form.Text("contact"), settings.Location())
	if err != nil {
		return o, fault.At("contact", "alert.contact.odd")
	}
	o.Contact = evening(settings, day)
	return o, nil
}

func (p Pages) met(w http.ResponseWriter, r *http.Request) error { return p.act(w, r, Met) }

// act does one clinical act on the alert that a request names.
func (p Pages) act(w http.ResponseWriter, r *http.Request, act func(*db.Tx, *space.Record, ID) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Alert](r.PathValue("alert"))
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		return act(tx, rec, which)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"#alerts")
}
