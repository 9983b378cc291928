package measure

import (
	"context"
	"slices"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/pure/score"
	"tillit.care/ui"
)

// Respondent is whose view an answer is.
type Respondent string

const (
	Self      Respondent = "self"
	Caregiver Respondent = "caregiver"
	Partner   Respondent = "partner"
	Clinician Respondent = "therapist"
)

// Respondents are all of them, the client first.
var Respondents = []Respondent{Self, Caregiver, Partner, Clinician}

// Setting is where somebody answered, and who was near. It is asked once, and never required.
type Setting string

const (
	Unsaid       Setting = ""
	ByThemselves Setting = "alone"
	WithSomebody Setting = "beside" // somebody was near who could have read along
	InTheRoom    Setting = "room"   // in the room with the therapist
)

var settings = []Setting{ByThemselves, WithSomebody, InTheRoom}

// Way is how an answer came in. Others may be added: each has its words under measure.way.
type Way string

const (
	OwnDevice Way = "own"
	OnTablet  Way = "tablet" // the therapist's device, given to the client
	OnPaper   Way = "paper"
)

// How is who answered, where, and in which way. Of answers from before this was kept it is
// the zero How.
type How struct {
	Respondent Respondent `json:"r,omitempty"`
	Setting    Setting    `json:"s,omitempty"`
	Way        Way        `json:"w,omitempty"`
	Typed      who.ID     `json:"by,omitempty"` // who typed in what was written elsewhere
	TypedAt    time.Time  `json:"at,omitzero"`  // and when
	TypedBy    string     `json:"-"`            // their name, on a page
}

// setting is what a form says of where it was answered; anything else is not said.
func setting(text string) Setting {
	if slices.Contains(settings, Setting(text)) {
		return Setting(text)
	}
	return Unsaid
}

// own is how a client answers by themselves.
func own(said Setting) How { return How{Respondent: Self, Setting: said, Way: OwnDevice} }

// name finds who typed an answer in.
func (h *How) name(tx *db.Tx) error {
	if h.Typed == "" {
		return nil
	}
	a, err := account.Of(tx, h.Typed)
	h.TypedBy = a.Name.Reveal()
	return err
}

// words is how an answer came in, in one line for a clinician; empty where it was not kept.
func (h How) words(ctx context.Context) string {
	if h.Way == "" {
		return ""
	}
	said := []string{words.T(ctx, "measure.respondent."+string(h.Respondent)), words.T(ctx, "measure.way."+string(h.Way))}
	if h.Setting != Unsaid {
		said = append(said, words.T(ctx, "measure.setting."+string(h.Setting)))
	}
	return strings.Join(said, " · ")
}

// short is what is not as usual about an answer, for a column of a table.
func (h How) short(ctx context.Context) string {
	var said []string
	if h.Respondent != Self && h.Respondent != "" {
		said = append(said, words.T(ctx, "measure.respondent."+string(h.Respondent)))
	}
	if h.Way != OwnDevice && h.Way != "" {
		said = append(said, words.T(ctx, "measure.way."+string(h.Way)))
	}
	if h.Setting == WithSomebody {
		said = append(said, words.T(ctx, "measure.setting."+string(h.Setting)))
	}
	return strings.Join(said, " · ")
}

// where are the answers to the one question about where somebody is.
func where(say func(string) string) []ui.Option {
	var all []ui.Option
	for _, s := range settings {
		all = append(all, ui.Option{Value: string(s), Label: say("measure.where." + string(s))})
	}
	return all
}

// Words is how often, in words.
func (c Cadence) Words(ctx context.Context) string {
	return c.text(func(k string, a ...any) string { return words.T(ctx, k, a...) })
}

// RhythmsWith are how often something may be asked, and the one that is in use already.
func RhythmsWith(ctx context.Context, used Cadence) []ui.Option {
	all := Rhythms(func(k string, a ...any) string { return words.T(ctx, k, a...) })
	for _, o := range all {
		if o.Value == used.In() {
			return all
		}
	}
	return append(all, ui.Option{Value: used.In(), Label: used.Words(ctx)})
}

// Positive tells whether any score reached a cut-off of its instrument.
func (r Response) Positive() bool {
	return slices.ContainsFunc(r.Result.Subscales, func(s score.Scored) bool { return len(s.Reached) > 0 })
}
