package emdr

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// May is what a therapist's page may do without a line: told with the page, and without it
// nothing begins.
type May struct {
	Key    string      `json:"key"` // seals what waits on the device; it is nowhere on it
	Tag    string      `json:"tag"` // whose it is
	Phase  eight.Phase `json:"phase"`
	Target string      `json:"target"`
	Hold   bool        `json:"hold"` // a set may be led
	Runs   bool        `json:"runs"` // once the one that is on has ended
	Eyes   bool        `json:"eyes"` // and may be seen
	Until  int64       `json:"until"`
	Notes  bool        `json:"notes"` // something can be noticed after a set
	SUD    bool        `json:"sud"`
	VOC    bool        `json:"voc"`

	Meant map[string]string `json:"meant"` // how a set is meant to be, where the page has no form for it
}

// mayOf is it for a session that is held in one place. What waits on a device can be read
// there also when nothing can be led any more.
func mayOf(tx *db.Tx, rec *space.Record, v RailView) (m May, err error) {
	if v.Meeting.Way != meeting.InPerson {
		return m, nil
	}
	key := tx.Ring.MAC("led", []byte(tx.By.ID), []byte(rec.Space()), []byte(v.Meeting.ID))
	m = May{Key: base64.RawURLEncoding.EncodeToString(key), Tag: account.Tag(tx, tx.By.ID)}
	s := v.state()
	if m.Phase, m.Target = s.Phase, s.Target; !v.runs() {
		return m, nil
	}
	dark, err := Dark(tx, rec, true)
	inner := s.Phase.Inner() && s.Phase != eight.Assess
	ends := v.Meeting.Begun.Add(time.Duration(v.Rail.Minutes) * time.Minute)
	if inner && !s.Late {
		ends = ends.Add(-eight.Short * time.Minute)
	}
	m.Hold = v.Beam.Space != "" && (inner || s.Phase == eight.Prepare) && s.Stopped == ""
	m.Runs, m.Meant = s.Running, meantSet(v.meant()).fields()
	m.Eyes, m.Until = dark == "" && !s.NoEyes, db.Ms(ends)
	m.Notes, m.SUD, m.VOC = inner, s.Phase == eight.Desensitise, s.Phase == eight.Install
	return m, err
}

// fields are a set as a form has it.
func (s meantSet) fields() map[string]string {
	return map[string]string{"passes": strconv.Itoa(s.Passes), "rate": strconv.FormatFloat(s.Rate, 'f', -1, 64), "modality": s.Modality, "path": s.Path}
}

type meantSet eight.Set

func (m May) text() string {
	text, err := json.Marshal(m)
	if err != nil {
		return "{}"
	}
	return string(text)
}

// join takes one thing that was done without a line. It says in words why it does not.
func (p Pages) join(w http.ResponseWriter, r *http.Request) error {
	_, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error {
		l, err := ledIn(r, form)
		if err != nil {
			return err
		}
		l.Meeting = which
		return Join(tx, rec, l)
	})
	status, said := http.StatusOK, ""
	if f := fault.Of(err); f != nil {
		if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
			return err
		}
		status, said = web.Status(f), words.T(r.Context(), f.Key)
	}
	text, err := json.Marshal(map[string]string{"said": said})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked has gone: it is asked again
	return nil
}

// ledIn is a thing as a device sends it: a step, with when and where it was.
func ledIn(r *http.Request, form web.Values) (l Led, err error) {
	if l.Step, err = stepIn(r, form); err != nil {
		return l, err
	}
	l.Was = db.At(int64(whole(form, "at")))
	l.Phase, l.Target = eight.Phase(whole(form, "phase")), form.Text("about")
	for field, to := range map[string]*StepID{"over": &l.Over, "of": &l.Set} {
		text := form.Text(field)
		if text == "" {
			continue
		}
		if *to, err = id.Parse[Step](text); err != nil {
			return l, fault.New(fault.Invalid, "fault.form")
		}
	}
	if l.Do == eight.Begin {
		l.Less = known(form, "less", tool.Gave[1:])
		l.Ended = eight.Set{Passes: l.Step.Set.Passes, Seconds: l.Step.Set.Seconds, By: l.Step.Set.By}
		l.Step.Set.Passes, l.Step.Set.Seconds, l.Step.Set.By = whole(form, "meant"), 0, ""
	}
	return l, nil
}
