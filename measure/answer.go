package measure

import (
	"slices"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// ResponseID names a response. The form carries it, so that sending a form twice is one
// response.
type ResponseID = id.ID[Response]

// Response is what a client answered, and what it meant on that day. It never changes.
type Response struct {
	ID      ResponseID `json:"-"`
	Measure ID         `json:"-"`
	At      time.Time  `json:"-"`

	Instrument string       `json:"instrument"`
	Version    string       `json:"version"` // of the wording
	By         who.ID       `json:"by"`
	Answers    fhir.Answers `json:"answers"`
	Result     score.Result `json:"result"`
	Brought    *Brought     `json:"brought,omitempty"` // from elsewhere; nil: answered here
	How        How          `json:"how,omitzero"`
}

// Least keeps a response of three questions as large as one of twenty.
func (r Response) Least() int { return 2048 }

// Given is a form that was sent.
type Given struct {
	Once    ResponseID // made when the form was drawn
	Asked   time.Time  // the occasion that the form was drawn for: the measure's Due then
	Again   bool       // the client knows that this occasion was answered, and sends it all the same
	Answers fhir.Answers
	How     How       // the zero How: the client, by themselves, on their own device
	Written time.Time // on which day, where it was on paper; zero: now
}

// before tells whether it was written on paper before the day of an occasion.
func (g Given) before(due time.Time) bool {
	const day = 12 * time.Hour // noon stands for a day
	return !g.Written.IsZero() && due.After(g.Written.Add(day))
}

// Unanswered is the fault of a form whose answers do not fit. It says which questions, and
// never which answers.
type Unanswered struct {
	Problems []fhir.Problem
	fault    error
}

func (u *Unanswered) Error() string { return u.fault.Error() }
func (u *Unanswered) Unwrap() error { return u.fault }

// Answer keeps what a client answered: checked against the questionnaire, scored, sealed,
// and weighed for what cannot wait, all or nothing. The same form sent twice is kept once.
func Answer(tx *db.Tx, rec *space.Record, which ID, given Given) (Response, error) {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return Response{}, err
	}
	if err := mayAnswer(tx, rec, given.How); err != nil {
		return Response{}, err
	}
	m, err := one(tx, rec, which)
	if err != nil {
		return Response{}, err
	}
	in, err := m.Form(tx)
	if err != nil {
		return Response{}, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return Response{}, err
	}
	given.Answers = in.Form.Typed(given.Answers, settings.Location())
	r := Response{ID: given.Once, Measure: which, At: tx.Now, Instrument: in.ID, Version: in.Form.Version,
		By: tx.By.ID, Answers: given.Answers, Result: in.Score(given.Answers), How: given.How}
	if r.How.Way == "" {
		r.How = own(r.How.Setting)
	}
	if !given.Written.IsZero() {
		r.At = given.Written
	}
	m.stays = m.Due.After(tx.Now) && ms(m.Due) != ms(given.Asked) || given.before(m.Due)
	if err := m.fits(tx, rec, in, given); err != nil {
		return sent(tx, rec, r, err)
	}
	return r, r.keep(tx, rec, m, in, settings)
}

// fits looks whether the form may still be sent, and whether its answers fit.
func (m Measure) fits(tx *db.Tx, rec *space.Record, in *score.Instrument, given Given) error {
	switch {
	case !m.Ended.IsZero():
		return fault.New(fault.Conflict, "measure.ended")
	case !given.Again && (m.Due.IsZero() || db.Ms(m.Due) != db.Ms(given.Asked)):
		return fault.New(fault.Conflict, "measure.answered")
	}
	problems := in.Form.Check(given.Answers)
	if in.ID == screen {
		problems = slices.DeleteFunc(problems, unasked)
	}
	if len(problems) > 0 {
		return &Unanswered{problems, fault.New(fault.Invalid, "measure.unanswered")}
	}
	return nil
}

// unasked: whoever answers the fifth screening question, though the first four did not
// ask for it, is not sent back to the form, and a yes there is not lost.
func unasked(p fhir.Problem) bool { return p.Kind == fhir.NotEnabled }

// sent finds out whether a form that no longer fits is one that was received before: then
// all is well, and the answer is the one that was kept.
func sent(tx *db.Tx, rec *space.Record, r Response, why error) (Response, error) {
	kept, err := oneResponse(tx, rec, r.ID)
	if fault.Is(err, fault.NotFound) {
		return r, why
	}
	if err == nil && (kept.Measure != r.Measure || kept.By != r.By) {
		err = why
	}
	return kept, err
}

func (r Response) keep(tx *db.Tx, rec *space.Record, m Measure, in *score.Instrument, settings practice.Settings) error {
	found := weigh(r.Result)
	added, err := insertResponse(tx, rec, r, r.reading(found).short(in))
	if err != nil || !added {
		return err // not added: the same form, sent twice and kept once
	}
	m, err = m.turn(tx, rec, settings.Location())
	if err != nil {
		return err
	}
	if err := r.brief(tx, rec, m, in); err != nil {
		return err
	}
	if err := r.last(tx, rec, m); err != nil {
		return err
	}
	if found.Found() && r.How.Way == OnPaper {
		found.Written = r.At
	}
	if _, err := alert.Raise(tx, rec, string(r.ID), found); err != nil {
		return err
	}
	if err := r.follow(tx, rec, settings); err != nil {
		return err
	}
	if err := foldNow(tx, rec, r.ID); err != nil {
		return err
	}
	rec.Note(tx, "measure.answer", string(r.ID))
	rec.Touch(tx, Part)
	return forgetDraft(tx, m.ID)
}

// weigh finds what cannot wait in a result.
func weigh(result score.Result) alert.Finding {
	var found alert.Finding
	for _, f := range result.Flags {
		switch f.Action {
		case score.ActionAcute:
			return alert.Finding{Why: "measure.why.acute", Acute: true}
		case score.ActionPositive:
			found = alert.Finding{Why: "measure.why.positive"}
		case score.ActionASQ:
			if !found.Found() {
				found = alert.Finding{Why: "measure.why.item"}
			}
		}
	}
	return found
}

// screen is the instrument that is asked at once after an answer that worries.
const screen = "asq"

// follow asks the screening questions at once after an answer that calls for them.
func (r Response) follow(tx *db.Tx, rec *space.Record, settings practice.Settings) error {
	calls := func(f score.Flag) bool { return f.Action == score.ActionASQ }
	if !slices.ContainsFunc(r.Result.Flags, calls) {
		return nil
	}
	in, err := instrument.Find(tx, screen)
	if err != nil || (in.Held() && !settings.Demo) {
		return err
	}
	err = vacant(tx, rec, screen)
	if fault.Is(err, fault.Conflict) {
		return nil // it is being asked already
	}
	if err != nil {
		return err
	}
	m := Measure{ID: id.New[Measure](tx.Now), Made: tx.Now, Due: tx.Now, Instrument: screen,
		Cadence: Cadence{Rhythm: Once}, By: who.House.ID, After: string(r.ID)}
	return m.add(tx, rec)
}

// Responses are all of a space, oldest first.
func Responses(tx *db.Tx, rec *space.Record) ([]Response, error) { return responses(tx, rec) }

// OneResponse is one of this space.
func OneResponse(tx *db.Tx, rec *space.Record, which ResponseID) (Response, error) {
	return oneResponse(tx, rec, which)
}

// SaveDraft keeps a half-filled form for the one who fills it in, in the space that only
// they can open. Screening for suicide is never drafted.
func SaveDraft(tx *db.Tx, own *space.Record, which ID, answers fhir.Answers) error {
	if err := own.Holds(right.Write); err != nil {
		return err
	}
	return upsertDraft(tx, own, which, answers)
}

// Draft is what was kept of a half-filled form; nothing is not an error.
func Draft(tx *db.Tx, own *space.Record, which ID) (fhir.Answers, error) {
	answers, err := draft(tx, own, which)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return answers, err
}

// Drafted tells whether an instrument's half-filled form may be kept.
func Drafted(in *score.Instrument) bool { return in.ID != screen }
