package meeting

import (
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Asked is the space and the meeting that a request names.
func Asked(r *http.Request, name string) (space.ID, ID, error) {
	where, err := space.Asked(r)
	if err != nil {
		return "", "", err
	}
	which, err := id.Parse[Meeting](r.PathValue(name))
	return where, which, err
}

func (p Pages) view(r *http.Request) (v View, err error) {
	where, which, err := Asked(r, "meeting")
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Shared)
		if err != nil {
			return err
		}
		v, err = p.viewOf(tx, rec, which)
		return err
	})
	return v, err
}

func (p Pages) session(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Wide, f.Live = true, "/spaces/"+string(v.Space)+"/live"
	return web.Draw(w, r, http.StatusOK, sessionPage(f, v))
}

// done is one act on a meeting: where it leads on the meeting's own pages.
type done func(tx *db.Tx, rec *space.Record, which ID, form web.Values) (string, error)

// act is a route that does one thing to a meeting.
func (p Pages) act(do done) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		where, which, err := Asked(r, "meeting")
		if err != nil {
			return err
		}
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		to := ""
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			rec, err := space.Open(tx, where, treats, right.Shared)
			if err != nil {
				return err
			}
			to, err = do(tx, rec, which, form)
			return err
		})
		if err != nil {
			return p.undone(w, r, form, err)
		}
		if to == "" {
			to = "/spaces/" + string(where) + "/meetings/" + string(which)
		}
		return web.See(w, r, to)
	}
}

// undone shows the session once more, with everything that was sent.
func (p Pages) undone(w http.ResponseWriter, r *http.Request, form web.Values, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.Field, v.Problem = f.Field, f.Key
	if form.Has("reason") {
		v.Sent = Facts{Way: Way(form.Text("way")), Place: seal.Text(form.Whole("place")), Others: seal.Text(form.Whole("others"))}
		v.Sent.Begun, _ = time.ParseInLocation(field, form.Text("begun"), v.Zone) // what cannot be read was said to be wrong
		v.Sent.Ended, _ = time.ParseInLocation(field, form.Text("ended"), v.Zone)
		v.Reason = form.Whole("reason")
	}
	if form.Has("once") {
		v.Sheet, v.Over = written(form, v.Meeting.ID, Pad)
		v.Once = v.Sheet.ID
	}
	fr := p.Frame(r)
	fr.Wide = true
	return web.Draw(w, r, web.Status(f), sessionPage(fr, v))
}

func begin(tx *db.Tx, rec *space.Record, which ID, _ web.Values) (string, error) {
	_, err := Begin(tx, rec, which)
	return "", err
}

func callOff(tx *db.Tx, rec *space.Record, which ID, form web.Values) (string, error) {
	return "/spaces/" + string(rec.Space()) + "/meetings", CallOff(tx, rec, which, Why(form.Text("why")))
}

func correct(tx *db.Tx, rec *space.Record, which ID, form web.Values) (string, error) {
	f := Facts{Way: Way(form.Text("way")), Place: seal.Text(form.Whole("place")), Others: seal.Text(form.Whole("others"))}
	var err error
	if f.Begun, err = at(tx, form, "begun"); err != nil {
		return "", err
	}
	if f.Ended, err = at(tx, form, "ended"); err != nil {
		return "", err
	}
	m, err := one(tx, rec, which)
	if err != nil {
		return "", err
	}
	f.Begun, f.Ended = m.exact(f.Begun, m.Begun), m.exact(f.Ended, m.Ended)
	return "", Correct(tx, rec, which, f, form.Whole("reason"))
}

// exact keeps the seconds of a time that nobody changed: a field has none.
func (m Meeting) exact(sent, kept time.Time) time.Time {
	if sent.Equal(kept.Truncate(time.Minute)) {
		return kept
	}
	return sent
}
