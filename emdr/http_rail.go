package emdr

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/room"
	"tillit.care/space"
)

// unclosed is why a session cannot end yet.
var unclosed = fault.New(fault.Conflict, "emdr.unclosed")

func (p Pages) railOf(r *http.Request) (v RailView, err error) {
	_, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return v, err
	}
	err = p.see(r, treats, func(tx *db.Tx, rec *space.Record) error {
		if v.View, err = ViewOf(tx, rec); err != nil {
			return err
		}
		if v.Meeting, err = meeting.One(tx, rec, which); err != nil {
			return err
		}
		done, err := steps(tx, rec)
		if err != nil {
			return err
		}
		v.Rail, v.Step, v.Form = walk(done, which), id.New[Step](tx.Now), map[string]string{}
		v.Now, err = nowOf(tx, rec, v.Plan, v.Rail.left(v.Meeting, tx.Now))
		v.Moment = tx.Now
		v.On = v.Plan.Find(Thread(v.Rail.State.Target))
		if v.Rail.State.Owed != "" {
			v.On = v.Plan.Find(Thread(v.Rail.State.Owed))
		}
		if err == nil && v.Now.Hard == "" && v.runs() {
			v.Beam, err = room.LightOf(tx, rec, which, int(v.state().Phase))
		}
		if err == nil {
			err = v.choicesOf(r.Context(), tx, rec, done)
		}
		if err == nil {
			v.May, err = mayOf(tx, rec, v)
		}
		rec.Note(tx, "emdr.read", string(which))
		return err
	})
	return v, err
}

func (p Pages) rail(w http.ResponseWriter, r *http.Request) error {
	v, err := p.railOf(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Wide = true
	return web.Draw(w, r, http.StatusOK, railPage(f, v))
}

// step does one thing in a session. What is refused is shown with everything that was sent.
func (p Pages) step(w http.ResponseWriter, r *http.Request) error {
	where, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error {
		if form.Text("do") == "private" {
			return private(tx, rec, which, form)
		}
		s, err := stepIn(r, form)
		if err != nil {
			return err
		}
		s.Meeting = which
		return Take(tx, rec, s)
	})
	f := fault.Of(err)
	switch {
	case f == nil:
		return web.See(w, r, "/spaces/"+string(where)+"/meetings/"+string(which)+"/emdr")
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict":
		return err
	}
	v, err := p.railOf(r)
	if err != nil {
		return err
	}
	v.Problem, v.Field = f.Key, f.Field
	v.Form = form.All("")
	fr := p.Frame(r)
	fr.Wide = true
	return web.Draw(w, r, web.Status(f), railPage(fr, v))
}

// stepIn is a step as a form has it.
func stepIn(r *http.Request, form web.Values) (s Step, err error) {
	if s.ID, err = id.Parse[Step](form.Text("once")); err != nil {
		return s, fault.New(fault.Invalid, "fault.form")
	}
	s.Step = eight.Step{Do: eight.Do(form.Text("do")), Target: form.Text("target"), Stop: eight.Stop(form.Text("stop")), As: eight.Ending(form.Text("as")),
		After: eight.After(form.Text("after")), Clear: form.Text("clear") == "yes", Same: form.Text("same") == "yes",
		SUD: number(seal.Text(form.Text("sud"))), VOC: number(seal.Text(form.Text("voc"))), Ticks: slices.Sorted(maps.Keys(form.All("tick.")))}
	s.To, s.Minutes = eight.Phase(whole(form, "to")), whole(form, "minutes")
	s.Set = eight.Set{Passes: whole(form, "passes"), Seconds: decimal(form, "seconds"), Rate: decimal(form, "rate"), By: known(form, "by", enders), Modality: known(form, "modality", modalities), Path: known(form, "path", paths)}
	if s.Set.Passes > 1000 || s.Set.Seconds > 3600 || s.Set.Rate > 240 {
		return s, fault.New(fault.Invalid, "fault.form")
	}
	if s.Do == settings {
		s.With = &Chosen{Of: form.Text("with")}
	}
	s.Words = Words{}
	for _, field := range append([]string{"why", "tag", "since", "resource", "cue", "leaving", "contact"}, assessed...) {
		text := form.Whole(field)
		if len(text) > longest {
			return s, fault.At(field, "emdr.long")
		}
		if text != "" {
			s.Words[field] = seal.Text(text)
		}
	}
	if did := slices.Sorted(maps.Keys(form.All("did."))); len(did) > 0 {
		s.Words["did"] = seal.Text(strings.Join(slices.DeleteFunc(did, func(one string) bool { return !slices.Contains(helps, one) }), " "))
	}
	if s.Do == eight.Tell {
		picked(r, form, s.Words)
	}
	if len(s.Words) == 0 {
		s.Words = nil
	}
	return s, nil
}

// What a set is done with, which way, and who ended it; and what helps where nothing changes.
var (
	modalities = []string{"eyes", "taps", "sound", "self"}
	paths      = []string{"side", "slant", "updown", "other"}
	enders     = []string{"therapist", "client", "itself", "line", "closed"}
	helps      = []string{"direction", "speed", "modality", "body", "image", "feeder", "belief", "responsibility", "safety", "choice"}
)

func known(form web.Values, field string, all []string) string {
	if text := form.Text(field); slices.Contains(all, text) {
		return text
	}
	return ""
}

func whole(form web.Values, field string) int {
	n, err := strconv.Atoi(form.Text(field))
	if err != nil {
		return 0
	}
	return max(n, 0)
}

func decimal(form web.Values, field string) float64 {
	n, err := strconv.ParseFloat(form.Text(field), 64)
	if err != nil || n != n {
		return 0
	}
	return max(n, 0)
}

// private puts a line on the therapist's private pad of the session, in the space that only
// they open. It is nowhere else.
func private(tx *db.Tx, rec *space.Record, which meeting.ID, form web.Values) error {
	text := form.Whole("note")
	once, err := id.Parse[meeting.Sheet](form.Text("once"))
	if err != nil || text == "" || len(text) > longest {
		return fault.New(fault.Invalid, "fault.form")
	}
	own, err := meeting.OwnOf(tx, rec)
	if err != nil {
		return err
	}
	last, err := meeting.Newest(tx, own, which, meeting.Pad)
	if err != nil || last.ID == once {
		return err
	}
	ctx, err := meeting.In(tx)
	if err != nil {
		return err
	}
	done, err := steps(tx, rec)
	if err != nil {
		return err
	}
	r := walk(done, which)
	at := words.T(ctx, phaseKey(max(r.State.Phase, 1)))
	s := meeting.Sheet{ID: once, Meeting: which, Use: meeting.Pad, Fields: map[string]seal.Text{}}
	maps.Copy(s.Fields, last.Fields)
	s.Fields["own"] = seal.Text(strings.TrimSpace(last.Field("own") + "\n" + at + ": " + text))
	_, _, err = meeting.Keep(tx, rec, s, meeting.Over{ID: last.ID, N: last.N})
	return err
}
