package emdr

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/eight"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
	"tillit.care/ui"
)

// View is EMDR in one case, as one of its readers sees it.
type View struct {
	Space  space.ID
	Eyes   string
	Client bool
	Treats bool
	Closed string // words key: why nothing is written now
	Plan   Plan
	Rail   Rail
	Gate   Gate
	Hard   string // words key: why phases 3 to 6 are closed to this therapist
	Zone   *time.Location
	Crisis []practice.Number
	Calm   []trust.Revision // places to come back to
	Once   ID
	Tries  bool   // EMDR is part of this case: one may get used to how it goes
	Whose  string // the tag of a client, for what their phone may keep
	Kept   bool   // something was just kept in the log
	Half   Words  // of the log, as the client has begun to write it

	Sent           Words // that was not taken
	SentKind       Kind
	SentOf         Thread
	Field, Problem string
}

// ViewOf reads EMDR in one case.
func ViewOf(tx *db.Tx, rec *space.Record) (View, error) {
	v := View{Space: rec.Space(), Eyes: rec.Eyes(), Client: rec.Role() == right.Client, Treats: rec.May(treats) && rec.Role() == right.Therapist, Once: id.New[Sheet](tx.Now)}
	settings, err := practice.Of(tx)
	if err != nil {
		return v, err
	}
	v.Zone, v.Crisis = settings.Location(), settings.Crisis
	all, err := sheets(tx, rec)
	if err != nil {
		return v, err
	}
	done, err := steps(tx, rec)
	if err != nil {
		return v, err
	}
	v.Rail = walk(done, "")
	v.Plan = planned(all, v.Rail)
	if err := v.around(tx, rec); err != nil {
		return v, err
	}
	err = care.Takes(tx, rec)
	if fault.Is(err, fault.Conflict) {
		v.Closed, err = fault.Of(err).Key, nil
	}
	return v, err
}

// around reads what stands elsewhere: readiness, training and consent, and calm places.
func (v *View) around(tx *db.Tx, rec *space.Record) (err error) {
	if v.Treats {
		if v.Hard, err = Hard(tx, rec); err != nil {
			return err
		}
		if v.Gate, err = GateOf(tx, rec); err != nil {
			return err
		}
	}
	board, err := trust.Of(tx, rec)
	v.Calm = board.Every("calm", "container")
	if err != nil {
		return err
	}
	signed, err := care.StandingOf(tx, rec, care.EMDR)
	v.Tries = !signed.Withheld() && (len(v.Plan.Themes) > 0 || signed.Open() || signed.Holds)
	if err != nil || !v.Client {
		return err
	}
	v.Whose = account.Tag(tx, tx.By.ID)
	begun, err := trust.Begun(tx, rec, logDraft)
	v.Half = wordsIn(begun.Fields)
	return err
}

func (v View) at(rest string) string { return "/spaces/" + string(v.Space) + rest }

func (v View) path() string { return v.at("/emdr") }

func (v View) writes() bool { return v.Treats && v.Closed == "" }

// audience ends the key of a sentence that is not the same for a client and for others.
func (v View) audience() string {
	if v.Client {
		return "client"
	}
	return "staff"
}

// was is what was sent for a field of one kind of sheet; in the log, else what was begun.
func (v View) was(k Kind, field string) string {
	if v.SentKind != k && k == entry {
		return v.Half[field].Reveal()
	}
	if v.SentKind != k {
		return ""
	}
	return v.Sent[field].Reveal()
}

func (v View) wrong(ctx context.Context, k Kind, field string) string {
	if v.SentKind != k || v.Field != field || field == "" {
		return ""
	}
	return words.T(ctx, v.Problem)
}

// leaving is what is wrong with what was sent to take a theme out of the plan.
func (v View) leaving(ctx context.Context, of Thread) string {
	if v.SentKind != away || v.SentOf != of || v.Problem == "" {
		return ""
	}
	return words.T(ctx, v.Problem)
}

// summary stands above a form in which something is wrong.
func (v View) summary(ctx context.Context, k Kind) string {
	switch {
	case v.Problem == "" || v.SentKind != k:
		return ""
	case v.Field != "":
		return words.T(ctx, "emdr.look")
	}
	return words.T(ctx, v.Problem)
}

// TargetView is one target, as somebody reads or writes it.
type TargetView struct {
	View
	Target  Target
	Earlier []Sheet // versions of it, newest first
	Words   Words   // that stand in the form
	After   ID
	Links   []ui.Option // what of the life line it can come from
}

// links are the hard and mixed things of the life line.
func (v *TargetView) links(tx *db.Tx, rec *space.Record) {
	board, err := trust.Of(tx, rec)
	if err != nil {
		return
	}
	v.Links = []ui.Option{{}}
	for _, r := range board.Every("event") {
		if name := r.Thing.Name(); name != "" {
			v.Links = append(v.Links, ui.Option{Value: string(r.Thread), Label: name.Reveal()})
		}
	}
}

// link is what a target comes from; empty: nothing.
func (v TargetView) link() (name, href string) {
	for _, o := range v.Links {
		if o.Value != "" && o.Value == v.Target.Said("link") {
			return o.Label, v.at("/things/" + o.Value)
		}
	}
	return "", ""
}

// readable are the fields of a target that are read as they were written.
var readable = []string{"event", "cue", "image", "nc", "pc", "emotion", "body", "feeder"}

// leaving is what is wrong with what was sent to take it out of the plan, or to bring it back.
func (v TargetView) leaving(ctx context.Context) string {
	if v.Problem == "" || v.Field != "why" && v.Field != "away" {
		return ""
	}
	return words.T(ctx, v.Problem)
}

func (v TargetView) action() string {
	if v.Target.Found() {
		return v.path() + "/targets/" + string(v.Target.Of)
	}
	return v.path() + "/targets"
}

func (v TargetView) bad(ctx context.Context, field string) string {
	if v.Field != field || field == "" {
		return ""
	}
	return words.T(ctx, v.Problem)
}

func (v TargetView) said(ctx context.Context) string {
	switch {
	case v.Problem == "" || strings.HasPrefix(v.Field, "rate.") || v.Field == "why" || v.Field == "away":
		return ""
	case v.Field != "":
		return words.T(ctx, "emdr.look")
	}
	return words.T(ctx, v.Problem)
}

// GateView is readiness, as a therapist fills it in.
type GateView struct {
	View
	Words Words
	After ID
}

// PaperView is training, as a therapist or an owner sees it.
type PaperView struct {
	Once           TrainingID
	Today          string
	Paper          Paper
	All            []Paper
	Sent           Training
	Field, Problem string
}

func (v PaperView) bad(ctx context.Context, field string) string {
	if v.Field != field {
		return ""
	}
	return words.T(ctx, v.Problem)
}

// options are a few answers, by the beginning of their keys.
func options(ctx context.Context, prefix string, all ...string) (some []ui.Option) {
	for _, one := range all {
		some = append(some, ui.Option{Value: one, Label: words.T(ctx, prefix+one)})
	}
	return some
}

// beliefs are short sentences to choose from: about each of the four, so many.
const beliefs = 5

// belief tells whether that is one of them.
func belief(key, _ string) bool {
	about, n, _ := strings.Cut(key, ".")
	at, err := strconv.Atoi(n)
	return slices.Contains(abouts, about) && err == nil && at >= 1 && at <= beliefs
}

func beliefOptions(ctx context.Context, field, about string) []ui.Option {
	all := []ui.Option{{}}
	for _, a := range abouts {
		for n := 1; n <= beliefs && (about == "" || a == about); n++ {
			key := a + "." + strconv.Itoa(n)
			all = append(all, ui.Option{Value: key, Label: words.T(ctx, "emdr.belief."+key+"."+field)})
		}
	}
	return all
}

func shown(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// themes are what a target can belong to.
func (v View) themes() (all []ui.Option) {
	for _, t := range v.Plan.Themes {
		all = append(all, ui.Option{Value: string(t.Of), Label: t.Name()})
	}
	return all
}

func statusKey(t Target) string {
	if t.Status == "" {
		return "emdr.status.waiting"
	}
	return "emdr.status." + string(t.Status)
}

// heading is what the page of a target is called.
func (v TargetView) heading(ctx context.Context) string {
	if v.Target.Found() {
		return v.Target.Name()
	}
	return words.T(ctx, "emdr.target.new")
}

// about is what the theme of a target says about oneself: its sentences are offered first.
func (v TargetView) about() string {
	return v.Plan.theme(Thread(v.Words["theme"].Reveal())).Said("about")
}

func (g GateView) hint(ctx context.Context, item string) string {
	if !hintOf(item) {
		return ""
	}
	return words.T(ctx, "emdr.gate.hint."+item)
}

func (g GateView) problem(ctx context.Context) string {
	if g.Problem == "" {
		return ""
	}
	return words.T(ctx, g.Problem)
}

func (v PaperView) summary(ctx context.Context) string {
	if v.Problem == "" {
		return ""
	}
	return words.T(ctx, "emdr.look")
}

func phaseKey(p eight.Phase) string { return "emdr.phase." + strconv.Itoa(int(p)) }
