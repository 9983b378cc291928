package practice

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/content"
	"tillit.care/ui"
)

// tongue is one language on the page of languages: what is to be read, and who signed it.
type tongue struct {
	words.Tongue
	Review  content.Review
	Signed  Review
	Stands  bool // signed, and the texts are still the ones that were signed
	Changed bool // signed, and the texts have changed since
}

func (p Pages) languages(w http.ResponseWriter, r *http.Request) error {
	return p.drawLanguages(w, r, http.StatusOK, fields{}, problems{})
}

func (p Pages) drawLanguages(w http.ResponseWriter, r *http.Request, status int, f fields, wrong problems) error {
	v := view{Frame: p.framed(r, "practice.languages.title", "practice.eyes.owner"), Part: "languages", Action: "/practice/languages",
		Back: "/practice", Fields: f, Wrong: wrong, Kept: r.URL.Query().Has("kept")}
	if err := p.look(r, &v); err != nil {
		return err
	}
	all, err := v.Settings.tongues()
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, languagesPage(v, all))
}

// tongues are the languages besides the default one.
func (s Settings) tongues() (all []tongue, err error) {
	book, err := content.Book()
	if err != nil {
		return nil, err
	}
	for _, code := range book.Languages() {
		if code == words.Default {
			continue
		}
		t := tongue{Tongue: words.Tongue{Code: code, Name: book.Say(code, "ui.language.name")}, Signed: s.Reviewed[code], Stands: s.Signed(code)}
		if t.Review, err = content.ReviewOf(code); err != nil {
			return nil, err
		}
		t.Changed = t.Signed.Hash != "" && !t.Stands
		all = append(all, t)
	}
	return all, nil
}

// letterLanguages are the languages that letters may be in.
func letterLanguages(all []tongue) []ui.Option {
	options := []ui.Option{{Value: words.Default, Label: content.Say(words.Default, "ui.language.name")}}
	for _, t := range all {
		options = append(options, ui.Option{Value: t.Code, Label: t.Name})
	}
	return options
}

// keepLanguages is one of three forms: who signs a language, who takes it back, and what
// language letters are in.
func (p Pages) keepLanguages(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	language := form.Text("language")
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		switch form.Text("act") {
		case "sign":
			if !form.Ticked("read") {
				return fault.At("read", "practice.languages.read.missing")
			}
			return Sign(tx, language, form.Text("hash"), form.Text("name"))
		case "unsign":
			return Unsign(tx, language)
		}
		return Write(tx, form.Text("letters"))
	})
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Key == "practice.languages.changed") {
		return p.drawLanguages(w, r, web.Status(f), written(form), problems{f.Field: f.Key})
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/practice/languages?kept")
}
