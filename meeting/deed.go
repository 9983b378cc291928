package meeting

import (
	"cmp"
	"context"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/content"
	"tillit.care/instrument"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/message"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/safety"
	"tillit.care/space"
	"tillit.care/ui"
)

// Deed is something that was done, as a note tells it.
type Deed struct {
	At    time.Time `json:"at"`
	Room  string    `json:"room"`
	Words seal.Text `json:"words"`
	Fixed bool      `json:"fixed,omitempty"` // the law wants it in the record: nobody edits it out of a note
}

// Tell is how a room says what was done in an open space after one moment and up to another.
type Tell func(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Deed, error)

// Deeds are what all of them say, in the order of the rooms.
func Deeds(tx *db.Tx, rec *space.Record, rooms []Tell, from, to time.Time) (all []Deed, err error) {
	for _, tell := range rooms {
		some, err := tell(tx, rec, from, to)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// In is a context in which what is written into a record is said in its writer's language.
func In(tx *db.Tx) (context.Context, error) {
	book, err := content.Book()
	if err != nil {
		return nil, err
	}
	settings, err := practice.Of(tx)
	language := cmp.Or(tx.By.Language, settings.Language, words.Default)
	return words.Speak(context.Background(), book, language, nil), err
}

func within(at, from, to time.Time) bool { return at.After(from) && !at.After(to) }

// Measured are the questionnaires that were answered: score, band, and what the change since
// the first answer means. HIPAA counts results of tests among what is in the progress record
// and never in psychotherapy notes (45 CFR 164.501).
func Measured(tx *db.Tx, rec *space.Record, from, to time.Time) (all []Deed, err error) {
	every, err := measure.Readings(tx, rec)
	if err != nil {
		return nil, err
	}
	lines, err := measure.Lines(tx, every)
	if err != nil {
		return nil, err
	}
	ctx, err := In(tx)
	told := map[measure.ResponseID]bool{}
	for _, l := range lines {
		for n, p := range l.Points {
			if told[p.Response] = true; within(p.At, from, to) {
				all = append(all, Deed{At: p.At, Room: "measure", Words: seal.Text(scored(ctx, l, n)), Fixed: true})
			}
		}
	}
	for _, r := range every { // those without a score, such as a screen
		if err == nil && !told[r.ID] && within(r.At, from, to) {
			var in *score.Instrument
			in, err = instrument.Find(tx, r.Instrument)
			all = append(all, Deed{At: r.At, Room: "measure", Words: seal.Text(words.T(ctx, "meeting.deed.answered", "what", name(in))), Fixed: true})
		}
	}
	return all, err
}

func name(in *score.Instrument) string {
	if in == nil {
		return ""
	}
	return in.Name()
}

// scored is one answer as a note tells it.
func scored(ctx context.Context, l measure.Line, n int) string {
	p := l.Points[n]
	text := words.T(ctx, "meeting.deed.score", "what", l.Name(ctx, false), "score", ui.Number(ctx, p.Scored.Value))
	if p.Scored.Band != "" {
		text = words.T(ctx, "meeting.deed.band", "score", text, "band", words.T(ctx, p.Scored.Band))
	}
	if n == 0 {
		return words.T(ctx, "meeting.deed.first", "score", text)
	}
	v := l.Judged(n)
	if v.From == p.Scored.Value {
		return words.T(ctx, "meeting.deed.same", "score", text)
	}
	return words.T(ctx, "meeting.deed.change."+string(v.Class), "score", text, "first", ui.Number(ctx, v.From))
}

// Alerted are the answers that could not wait, and what became of them. The words that
// somebody noted beside that stay with the alert.
func Alerted(tx *db.Tx, rec *space.Record, from, to time.Time) (all []Deed, err error) {
	found, err := alert.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	ctx, err := In(tx)
	for _, a := range found {
		if !within(a.At, from, to) && !within(a.ClosedAt, from, to) {
			continue
		}
		became := words.T(ctx, "meeting.deed.alert.open")
		if a.State == alert.Closed {
			became = words.T(ctx, "alert.disposition."+string(a.Disposition))
		}
		all = append(all, Deed{At: a.At, Room: "alert", Words: seal.Text(words.T(ctx, "meeting.deed.alert", "why", words.T(ctx, a.Why), "became", became)), Fixed: true})
	}
	return all, err
}

// Safe are the versions of the safety plan.
func Safe(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Deed, error) {
	ctx, err := In(tx)
	if err != nil {
		return nil, err
	}
	p, err := safety.Current(tx, rec)
	if err != nil || !p.Found() || !within(p.At, from, to) {
		return nil, err
	}
	key := "meeting.deed.plan.therapist"
	if p.As == right.Client {
		key = "meeting.deed.plan.client"
	}
	return []Deed{{At: p.At, Room: "safety", Words: seal.Text(words.T(ctx, key))}}, nil
}

// Shown are the pages of the client's journal that they shared.
func Shown(tx *db.Tx, rec *space.Record, from, to time.Time) (all []Deed, err error) {
	pages, err := journal.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	ctx, err := In(tx)
	for _, p := range pages {
		if !within(p.At, from, to) {
			continue
		}
		text := words.T(ctx, "meeting.deed.page")
		if p.Title != "" {
			text = words.T(ctx, "meeting.deed.page.titled", "title", p.Title.Reveal())
		}
		all = append(all, Deed{At: p.At, Room: "journal", Words: seal.Text(text)})
	}
	return all, err
}

// Wrote tells that there were messages, and how many. What they say stays with them.
func Wrote(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Deed, error) {
	ctx, err := In(tx)
	if err != nil {
		return nil, err
	}
	n, last, err := message.Between(tx, rec, from, to)
	if err != nil || n == 0 {
		return nil, err
	}
	return []Deed{{At: last, Room: "message", Words: seal.Text(words.T(ctx, "meeting.deed.messages", "count", n))}}, nil
}
