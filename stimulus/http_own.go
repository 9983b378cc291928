package stimulus

import (
	"net/http"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/picture"
	"tillit.care/pure/wav"
)

// How large a form may be, with what stands beside its files.
const (
	mostSounds  = 2*wav.MostBytes + 32<<10
	mostPicture = picture.MostBytes + 32<<10
)

// shelf is the page of the practice's own sounds, or of its pictures.
type shelf struct {
	Pictures bool
	All      []Own
	Once     OwnID
	Name     string
	Field    string
	Problem  string
	Done     string // what was just done, as a words key
}

// at is where it is.
func (s shelf) at() string {
	if s.Pictures {
		return "/stimulation/pictures"
	}
	return "/stimulation/sounds"
}

func (p Pages) openShelf(r *http.Request, pictures bool) (s shelf, err error) {
	s.Pictures = pictures
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

func (p Pages) shelf(pictures bool) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := p.openShelf(r, pictures)
		if err != nil {
			return err
		}
		return web.Draw(w, r, http.StatusOK, shelfPage(p.Frame(r), s))
	}
}

func (p Pages) bring(pictures bool) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		b := Brought{Name: seal.Text(form.Text("name")), Seen: pictures}
		if b.Once, err = id.Parse[Own](form.Text("once")); err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		for name, to := range map[string]*[]byte{"left": &b.Left, "right": &b.Right, "picture": &b.Picture} {
			if *to, err = form.File(name); err != nil {
				return err
			}
		}
		ready, err := b.Ready()
		if err == nil {
			err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Bring(tx, ready) })
		}
		return p.shelved(w, r, err, "kept", b)
	}
}

func (p Pages) turn(pictures bool) web.Handle {
	name := map[bool]string{true: "picture", false: "sound"}[pictures]
	return func(w http.ResponseWriter, r *http.Request) error {
		which, err := id.Parse[Own](r.PathValue(name))
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
		return p.shelved(w, r, err, act, Brought{Seen: pictures})
	}
}

// shelved leads on, or shows the page again with what is wrong.
func (p Pages) shelved(w http.ResponseWriter, r *http.Request, err error, done string, b Brought) error {
	f := fault.Of(err)
	switch {
	case err == nil:
		return web.See(w, r, shelf{Pictures: b.Seen}.at()+"?"+done)
	case f == nil || f.Kind != fault.Invalid:
		return err
	}
	s, err := p.openShelf(r, b.Seen)
	if err != nil {
		return err
	}
	s.Name, s.Field, s.Problem, s.Done = b.Name.Reveal(), f.Field, f.Key, ""
	return web.Draw(w, r, web.Status(f), shelfPage(p.Frame(r), s))
}

func (p Pages) tone(w http.ResponseWriter, r *http.Request) error {
	ear := r.PathValue("ear")
	if ear != "left" && ear != "right" {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	return p.give(w, r, r.PathValue("sound"), ear, "audio/wav")
}

func (p Pages) picture(w http.ResponseWriter, r *http.Request) error {
	return p.give(w, r, r.PathValue("picture"), "picture", "image/jpeg")
}

// give gives out what is heard or seen. It never changes, so whoever has it keeps it.
func (p Pages) give(w http.ResponseWriter, r *http.Request, name, part, kind string) error {
	which, err := id.Parse[Own](name)
	if err != nil {
		return err
	}
	var file []byte
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		file, err = Content(tx, which, part)
		return err
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(file) // that the reader went away is nobody's fault
	return nil
}
