package intake

import (
	"context"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/plan"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// View is how a case begins, as one of its readers sees it.
type View struct {
	Space    space.ID
	Eyes     string
	Client   bool // its reader is the client
	Treats   bool // its reader is the therapist
	Agreed   bool // the client has agreed to the record
	Ended    bool
	Closed   string // words key: why the client writes nothing now
	Consents []care.Standing
	Sheets   []Sheet // as they are now, one of each form that was written
	Plan     plan.Plan
	Zone     *time.Location
	Crisis   []practice.Number
}

// Of is how the case of an open shared space begins.
func Of(tx *db.Tx, rec *space.Record) (View, error) {
	v := View{Space: rec.Space(), Eyes: rec.Eyes(), Client: rec.Role() == right.Client, Treats: rec.Role() == right.Therapist}
	settings, err := practice.Of(tx)
	if err != nil {
		return v, err
	}
	v.Zone, v.Crisis = settings.Location(), settings.Crisis
	c, err := care.Of(tx, rec)
	if err != nil {
		return v, err
	}
	v.Ended = !c.Ended.IsZero()
	if v.Consents, err = care.Standings(tx, rec); err != nil {
		return v, err
	}
	if v.Plan, err = plan.Current(tx, rec); err != nil {
		return v, err
	}
	all, err := versions(tx, rec)
	if err != nil {
		return v, err
	}
	for _, f := range Forms {
		if s := newest(of(all, f.Name)); s.Found() {
			v.Sheets = append(v.Sheets, s)
		}
	}
	err = care.Takes(tx, rec)
	v.Agreed = err == nil
	if fault.Is(err, fault.Conflict) {
		v.Closed, err = fault.Of(err).Key, nil
		v.Agreed = v.Closed != "care.unagreed"
	}
	return v, err
}

// asked are the consents on the list: one that only some ways of working need is not there for a
// client who was never asked.
func (v View) asked() (all []care.Standing) {
	for _, s := range v.Consents {
		if s.Subject != care.EMDR || !v.Client || s.State != care.Nothing {
			all = append(all, s)
		}
	}
	return all
}

func (v View) path() string { return "/spaces/" + string(v.Space) + "/intake" }

func (v View) at(rest string) string { return "/spaces/" + string(v.Space) + rest }

// sheet is a form as it is now.
func (v View) sheet(form string) Sheet {
	for _, s := range v.Sheets {
		if s.Form == form {
			return s
		}
	}
	return Sheet{}
}

// stands ends the key of how far a form is.
func (v View) stands(form string) string {
	s := v.sheet(form)
	switch {
	case !s.Found():
		return "open"
	case s.Form == "call":
		return "call." + s.Words["decision"].Reveal()
	case s.Words["text"] == "" && s.Words["answer"] != "":
		return s.Words["answer"].Reveal()
	}
	return "written"
}

// written is how many parts of the history have an answer, "not now" included.
func (v View) written() (n int) {
	for _, f := range History() {
		if v.sheet(f.Name).Found() {
			n++
		}
	}
	return n
}

// consent is one of the consents.
func (v View) consent(of care.Subject) care.Standing {
	n := slices.IndexFunc(v.Consents, func(s care.Standing) bool { return s.Subject == of })
	if n < 0 {
		return care.Standing{}
	}
	return v.Consents[n]
}

// audience ends the key of a sentence that is not the same for a client and for others.
func (v View) audience() string {
	if v.Client {
		return "client"
	}
	return "staff"
}

// stateOf ends the key of how a consent stands.
func stateOf(s care.Standing) string {
	if s.State == care.Nothing {
		return "none"
	}
	return string(s.State)
}

// Form is one sheet that somebody writes or reads.
type sheetPage struct {
	View
	Form    Form
	Now     Sheet
	Earlier []Sheet
	Words   Words // that stand in the form
	Once    ID
	After   ID
	Begun   bool   // a draft stands in the form
	Whose   string // the writer's tag
	Field   string
	Problem string
}

// writes tells whether its reader writes it.
func (p sheetPage) writes() bool {
	if p.Form.Staff {
		return p.Treats && !p.Ended
	}
	return (p.Client || p.Treats) && p.Closed == ""
}

func (p sheetPage) action() string { return p.path() + "/forms/" + p.Form.Name }

// label is what a field of a form is called; the parts of the history share theirs.
func (f Form) label(ctx context.Context, field string) string {
	if !f.Staff {
		return words.T(ctx, "intake.field."+field)
	}
	return words.T(ctx, "intake."+f.Name+"."+field)
}

func (f Form) option(ctx context.Context, field, option string) string {
	if !f.Staff {
		return words.T(ctx, "intake.field."+field+"."+option)
	}
	return words.T(ctx, "intake."+f.Name+"."+field+"."+option)
}

// options are what can be chosen.
func (f Form) options(ctx context.Context, field Field) (all []ui.Option) {
	for _, o := range field.Options {
		all = append(all, ui.Option{Value: o, Label: f.option(ctx, field.Name, o)})
	}
	return all
}

func (p sheetPage) wrong(ctx context.Context, field string) string {
	if p.Field != field || field == "" {
		return ""
	}
	return words.T(ctx, p.Problem)
}

// summary stands above a form in which something is wrong.
func (p sheetPage) summary(ctx context.Context) string {
	switch {
	case p.Problem == "":
		return ""
	case p.Field != "":
		return words.T(ctx, "intake.look")
	}
	return words.T(ctx, p.Problem) + " " + words.T(ctx, "intake.still")
}

// by is the words key of who wrote a version.
func (v View) by(s Sheet) string { return "intake.by." + string(s.As) + "." + v.audience() }
