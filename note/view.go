package note

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/space"
	"tillit.care/ui"
)

// View is a signed note as one of its readers sees it.
type View struct {
	meeting.Around
	Note       Note
	Amendments []Amendment
	Said       []Said
}

// Said is what the client wants to stand beside a note, since they see it in another way.
type Said struct {
	At    time.Time
	Words seal.Text
}

// ViewOf reads a signed note, with what was added to it.
func ViewOf(tx *db.Tx, rec *space.Record, which ID) (View, error) {
	v := View{}
	var err error
	if v.Around, err = meeting.AroundOf(tx, rec); err != nil {
		return v, err
	}
	if v.Note, err = one(tx, rec, which); err != nil {
		return v, err
	}
	v.Amendments, err = amendments(tx, rec, which)
	return v, err
}

func (v View) path() string { return path(v.Around, v.Note.ID) }

func path(a meeting.Around, which ID) string {
	return "/spaces/" + string(a.Space) + "/notes/" + string(which)
}

// Editing is a note that is being written.
type Editing struct {
	meeting.Around
	Draft
	Once  meeting.SheetID // of this window
	Over  meeting.Over
	Lacks []Lack
}

func editingOf(tx *db.Tx, rec, own *space.Record, which ID, told []Tell) (Editing, error) {
	e := Editing{Once: id.New[meeting.Sheet](tx.Now)}
	var err error
	if e.Around, err = meeting.AroundOf(tx, rec); err != nil {
		return e, err
	}
	if e.Draft, err = DraftOf(tx, rec, own, which, told); err != nil {
		return e, err
	}
	e.Over = meeting.Over{ID: e.Sheet.ID, N: e.Sheet.N}
	return e, nil
}

// hold shows what was sent in place of what is kept.
func (e *Editing) hold(ctx context.Context, sent meeting.Sheet) {
	if t, err := templateOf(sent.Field("template")); err == nil {
		e.as = t
	}
	e.Once, e.Sheet = sent.ID, sent
	e.fill(ctx, sent)
}

func (e Editing) path() string    { return path(e.Around, e.Meeting.ID) }
func (e Editing) session() string { return e.Around.Path() + "/" + string(e.Meeting.ID) }

// after is how the form carries what this window began with.
func (e Editing) after() string { return e.Over.Text() }

// lacks is the sentence of what is missing in a field.
func (e Editing) lacks(ctx context.Context, field string) string {
	for _, l := range e.Lacks {
		if l.Field == field {
			return words.T(ctx, l.Key)
		}
	}
	return ""
}

// summary stands above a form in which something is missing.
func (e Editing) summary(ctx context.Context) string {
	if len(e.Lacks) == 0 {
		return ""
	}
	return words.T(ctx, "note.lacks", "count", len(e.Lacks))
}

// field is what a section is called in the form.
func (s Section) field() string { return "f.s." + s.ID }

// wants tells whether a section must be written: the plan, and where it is the only other one.
func (e Editing) wants(s Section) bool { return s.ID == planned || len(e.Note.Sections) == 2 }

// hint is what belongs into a section.
func (e Editing) hint(ctx context.Context, section string) string {
	for _, p := range e.as.Sections {
		if p.ID == section {
			return in(p.Hint, words.Language(ctx))
		}
	}
	return ""
}

// ways are the templates to choose among.
func ways(ctx context.Context) (all []ui.Option) {
	templates, err := Templates()
	if err != nil {
		return nil // the house does not open with a broken one
	}
	for _, t := range templates {
		all = append(all, ui.Option{Value: t.ID, Label: in(t.Title, words.Language(ctx))})
	}
	return all
}

func riskOptions(ctx context.Context) (all []ui.Option) {
	for _, r := range Risks {
		all = append(all, ui.Option{Value: string(r), Label: words.T(ctx, "note.risk."+string(r))})
	}
	return all
}

// tall is how many lines show a text whole, within reason.
func tall(text seal.Text) int {
	n := 1
	for _, line := range strings.Split(text.Reveal(), "\n") {
		n += 1 + utf8.RuneCountInString(line)/40
	}
	return min(max(n, 4), 18)
}

// Amending is an amendment that is being written.
type Amending struct {
	View
	Once           meeting.SheetID
	Over           meeting.Over
	Sheet          meeting.Sheet
	Others         []meeting.Sheet
	Field, Problem string
}

func amendingOf(tx *db.Tx, rec, own *space.Record, which ID) (Amending, error) {
	a := Amending{Once: id.New[meeting.Sheet](tx.Now)}
	var err error
	if a.View, err = ViewOf(tx, rec, which); err != nil {
		return a, err
	}
	sheets, err := meeting.Sheets(tx, own, which, meeting.Amend)
	if err != nil || len(sheets) == 0 {
		return a, err
	}
	a.Sheet, a.Others = sheets[0], sheets[1:]
	a.Over = meeting.Over{ID: a.Sheet.ID, N: a.Sheet.N}
	return a, nil
}

func (a Amending) wrong(ctx context.Context, field string) string {
	if a.Field != field || a.Problem == "" {
		return ""
	}
	return words.T(ctx, a.Problem)
}

// audience ends the key of a sentence that is not the same for a client and for others.
func (v View) audience() string {
	if v.Client {
		return "client"
	}
	return "staff"
}

// amends tells whether its reader may add to it.
func (v View) amends() bool { return v.Holds }

// nth counts, so that no two headings have one name.
func nth(i int) string { return strconv.Itoa(i + 1) }
