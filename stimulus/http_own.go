package stimulus

import (
	"net/http"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/wav"
)

// mostBrought is how large two files may be, with what stands beside them in a form.
const mostBrought = 2*wav.MostBytes + 32<<10

// shelf is the page of the practice's own sounds.
type shelf struct {
	All     []Own
	Once    OwnID
	Name    string
	Field   string
	Problem string
	Done    string // what was just done, as a words key
}

func (p Pages) openShelf(r *http.Request) (s shelf, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s.Once = id.New[Own](tx.Now)
		s.All, err = owned(tx)
		return err
	})
	for _, done := range []string{"kept", "away", "back"} {
		if r.URL.Query().Has(done) {
			s.Done = "stimulus.own.done." + done
		}
	}
	return s, err
}

func (p Pages) sounds(w http.ResponseWriter, r *http.Request) error {
	s, err := p.openShelf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, shelfPage(p.Frame(r), s))
}

func (p Pages) bring(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	b := Brought{Name: seal.Text(form.Text("name"))}
	if b.Once, err = id.Parse[Own](form.Text("once")); err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	if b.Left, err = form.File("left"); err != nil {
		return err
	}
	if b.Right, err = form.File("right"); err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Bring(tx, b) })
	return p.shelved(w, r, err, "kept", b)
}

func (p Pages) turn(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Own](r.PathValue("sound"))
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	act := form.Text("act")
	if act != "away" && act != "back" {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Turn(tx, which, act == "away") })
	return p.shelved(w, r, err, act, Brought{})
}

// shelved leads on, or shows the page again with what is wrong.
func (p Pages) shelved(w http.ResponseWriter, r *http.Request, err error, done string, b Brought) error {
	f := fault.Of(err)
	switch {
	case err == nil:
		return web.See(w, r, "/stimulation/sounds?"+done)
	case f == nil || f.Kind != fault.Invalid:
		return err
	}
	s, err := p.openShelf(r)
	if err != nil {
		return err
	}
	s.Name, s.Field, s.Problem, s.Done = b.Name.Reveal(), f.Field, f.Key, ""
	return web.Draw(w, r, web.Status(f), shelfPage(p.Frame(r), s))
}

// tone gives out what is heard on a side. It never changes, so whoever has it keeps it.
func (p Pages) tone(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Own](r.PathValue("sound"))
	if err != nil {
		return err
	}
	var file []byte
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		file, err = Tone(tx, which, r.PathValue("ear"))
		return err
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "audio/wav")
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(file) // that the reader went away is nobody's fault
	return nil
}
