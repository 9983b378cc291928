package note

import (
	"context"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/practice"
	"tillit.care/space"
	"tillit.care/ui"
)

// Draft is a note that is not signed: what would be signed now, and where its words lie.
type Draft struct {
	Note    Note
	Meeting meeting.Meeting
	Sheet   meeting.Sheet   // what its author wrote; not Found: nothing yet, all is drafted
	Others  []meeting.Sheet // what they wrote in other windows
	Pad     meeting.Sheet   // what they wrote in the session
	as      Template
	begins  map[string]string // what each section begins with
}

// DraftOf is the note of a session as it stands: facts and record as they are now, sections
// as their author wrote them, or else drafted from what was done. It can be drafted once the
// session was held, and not after it is signed.
func DraftOf(tx *db.Tx, rec, own *space.Record, which ID, rooms []Tell) (Draft, error) {
	d := Draft{}
	var err error
	if d.Meeting, err = meeting.One(tx, rec, which); err != nil {
		return d, err
	}
	if !d.Meeting.Settled.IsZero() {
		return d, fault.New(fault.Conflict, "note.signed")
	}
	sheets, err := meeting.Sheets(tx, own, which, meeting.Note)
	if err != nil {
		return d, err
	}
	if len(sheets) > 0 {
		d.Sheet, d.Others = sheets[0], sheets[1:]
	}
	if d.Pad, err = meeting.Newest(tx, own, which, meeting.Pad); err != nil {
		return d, err
	}
	return d, d.read(tx, rec, rooms)
}

// read draws up the note.
func (d *Draft) read(tx *db.Tx, rec *space.Record, rooms []Tell) error {
	signer, err := account.Of(tx, tx.By.ID)
	if err != nil {
		return err
	}
	from, err := meeting.Before(tx, rec, d.Meeting)
	if err != nil {
		return err
	}
	to := d.Meeting.Ended
	if to.IsZero() {
		to = tx.Now
	}
	deeds, err := meeting.Deeds(tx, rec, rooms, from, to)
	if err != nil {
		return err
	}
	d.Note = Note{ID: d.Meeting.ID, By: tx.By.ID, Name: signer.Name, Facts: d.Meeting.Facts}
	for _, deed := range deeds {
		if deed.Fixed {
			d.Note.Record = append(d.Note.Record, deed)
		}
	}
	if d.as, err = d.template(tx, rec); err != nil {
		return err
	}
	ctx, err := meeting.In(tx)
	if err != nil {
		return err
	}
	if d.begins, err = d.drafted(ctx, tx, rec, deeds); err != nil {
		return err
	}
	d.fill(ctx, d.Sheet)
	return nil
}

// template is how it is written: as its author chose, or as they wrote the last one.
func (d *Draft) template(tx *db.Tx, rec *space.Record) (Template, error) {
	if d.Sheet.Found() {
		return templateOf(d.Sheet.Field("template"))
	}
	last, err := newest(tx, rec)
	if err != nil {
		return Template{}, err
	}
	return templateOf(last.Template)
}

// fill takes sections and risk from a sheet; where there is none, they begin as drafted.
func (d *Draft) fill(ctx context.Context, s meeting.Sheet) {
	d.Note.Template, d.Note.Version, d.Note.Sections = d.as.ID, d.as.Version, nil
	for _, p := range d.as.Sections {
		text := s.Field("s." + p.ID)
		if !s.Found() {
			text = d.begin(d.as, p.ID)
		}
		d.Note.Sections = append(d.Note.Sections, Section{p.ID, seal.Text(in(p.Title, words.Language(ctx))), seal.Text(text)})
	}
	d.Note.Risk, d.Note.Words = Risk(s.Field("risk")), seal.Text(s.Field("words"))
}

// drafted is what a note says before anybody has written a word, by where it comes from.
func (d *Draft) drafted(ctx context.Context, tx *db.Tx, rec *space.Record, deeds []Deed) (map[string]string, error) {
	talked, err := meeting.TalkedIn(tx, rec, d.Meeting.ID)
	if err != nil {
		return nil, err
	}
	left, err := meeting.Agenda(tx, rec)
	if err != nil {
		return nil, err
	}
	var done []string
	for _, deed := range deeds {
		if !deed.Fixed {
			done = append(done, deed.Words.Reveal())
		}
	}
	begins := map[string]string{"deeds": strings.Join(done, "\n"), "done": d.Pad.Field("done")}
	if len(talked) > 0 {
		begins["agenda"] = words.T(ctx, "note.draft.talked") + "\n" + listed(talked)
	}
	var plan []string
	if len(left) > 0 {
		plan = append(plan, words.T(ctx, "note.draft.left")+"\n"+listed(left))
	}
	next, err := d.next(ctx, tx, rec)
	if next != "" {
		plan = append(plan, next)
	}
	begins[planned] = strings.Join(plan, "\n\n")
	return begins, err
}

func listed(points []meeting.Point) string {
	var lines []string
	for _, p := range points {
		lines = append(lines, "– "+p.Text.Reveal())
	}
	return strings.Join(lines, "\n")
}

// next is when the next session is planned, in a sentence.
func (d *Draft) next(ctx context.Context, tx *db.Tx, rec *space.Record) (string, error) {
	every, err := meeting.Of(tx, rec)
	if err != nil {
		return "", err
	}
	var at time.Time
	for _, m := range every { // the latest first
		if m.State == meeting.Planned && m.At.After(d.Meeting.At) {
			at = m.At
		}
	}
	if at.IsZero() {
		return "", nil
	}
	settings, err := practice.Of(tx)
	return words.T(ctx, "note.draft.next", "when", ui.TimeText(ctx, at, settings.Location())), err
}

// begin is what a section of a template begins with.
func (d *Draft) begin(t Template, section string) string {
	var parts []string
	for _, p := range t.Sections {
		for _, from := range p.From {
			if p.ID == section && d.begins[from] != "" {
				parts = append(parts, d.begins[from])
			}
		}
	}
	return strings.Join(parts, "\n\n")
}

// Turn is a sheet written another way. Sections that both ways have keep their words; what
// was written in others goes to the end of the first one. Where nobody has changed what was
// drafted it is drafted anew.
func (d *Draft) Turn(s meeting.Sheet, to Template) meeting.Sheet {
	from, _ := templateOf(s.Field("template"))
	fields := map[string]seal.Text{"template": seal.Text(to.ID)}
	for _, name := range []string{"risk", "words"} {
		if text := s.Field(name); text != "" {
			fields[name] = seal.Text(text)
		}
	}
	texts := map[string]string{}
	if d.untouched(s, from) {
		for _, p := range to.Sections {
			texts[p.ID] = d.begin(to, p.ID)
		}
	} else {
		texts = moved(s, from, to)
	}
	for id, text := range texts {
		if text != "" {
			fields["s."+id] = seal.Text(text)
		}
	}
	return meeting.Sheet{ID: s.ID, Meeting: s.Meeting, Use: s.Use, Fields: fields}
}

func (d *Draft) untouched(s meeting.Sheet, t Template) bool {
	for _, p := range t.Sections {
		if s.Field("s."+p.ID) != strings.TrimSpace(d.begin(t, p.ID)) {
			return false
		}
	}
	return true
}

// moved are the words of one way in the sections of another: none is lost.
func moved(s meeting.Sheet, from, to Template) map[string]string {
	texts := map[string]string{}
	for _, p := range to.Sections {
		texts[p.ID] = s.Field("s." + p.ID)
	}
	first := to.Sections[0].ID
	for _, p := range from.Sections {
		if _, has := texts[p.ID]; !has && s.Field("s."+p.ID) != "" {
			texts[first] = strings.TrimSpace(texts[first] + "\n\n" + s.Field("s."+p.ID))
		}
	}
	return texts
}
