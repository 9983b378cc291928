package emdr

import (
	"math"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/room"
	"tillit.care/space"
)

// StepID names one step. The form carries it, so that sent twice it is done once.
type StepID = id.ID[Step]

// Step is one thing that was done in a session, with what was so then. It never changes.
type Step struct {
	ID      StepID     `json:"-"`
	Meeting meeting.ID `json:"-"`
	N       int        `json:"-"`
	At      time.Time  `json:"-"`

	eight.Step
	By      who.ID    `json:"by"`
	Now     eight.Now `json:"now"`
	Minutes int       `json:"minutes,omitempty"` // how long the session is to take
	Words   Words     `json:"words,omitempty"`   // why, what was noticed, what the therapist did
	With    *Chosen   `json:"with,omitempty"`    // settings for the next set, where they were chosen
	Led     bool      `json:"led,omitempty"`     // a set that was led without a line
	Less    string    `json:"less,omitempty"`    // of a set: what the client had in place of something to see (tool.Gave)
	Was     time.Time `json:"was,omitzero"`      // when it happened, where it joined the record later
}

// Least keeps a step of one number as large as one with words.
func (s Step) Least() int { return 1024 }

// Said is one field of its words.
func (s Step) Said(field string) string { return s.Words[field].Reveal() }

// length is a step that says how long the session takes; the phases do not know it.
const length eight.Do = "length"

// lasts is how long a session is taken to be until somebody says something else.
const lasts = 60

// Rail is where a session stands, and how it came there.
type Rail struct {
	State   eight.State
	Steps   []Step // of this session
	Minutes int
	Rated   map[string][]Rated // of every target, in all sessions
	Begun   time.Time          // of the set that runs
	With    *Chosen            // what was chosen for the sets of this phase; nil: nothing was
	Last    eight.Set          // how the last set of this phase was meant to be
	On      eight.Set          // how the set that was begun last was meant to be
	Apart   map[string][]Apart // of every target: why the usual order was left

	Sessions []Session // all of them, the earliest first
}

// Apart is why a target was chosen before its turn, or left before it was done.
type Apart struct {
	At  time.Time
	Do  eight.Do
	Why seal.Text
}

// Session is what a session came to.
type Session struct {
	Meeting  meeting.ID
	At       time.Time // of its last step
	Target   Thread    // that was worked on; empty: none
	Reviewed Thread    // that was looked at again
	Sets     int
	Led      int     // of them, without a line
	Less     int     // of them, where a device asked for less movement
	SUD, VOC [2]*int // first and last
	Ended    eight.Ending
	Prepared bool
}

// walk goes through what was done, up to a session; none: through all of it.
func walk(all []Step, which meeting.ID) Rail {
	r := Rail{Minutes: lasts, Rated: map[string][]Rated{}, Apart: map[string][]Apart{}, State: eight.State{}.Session()}
	var at meeting.ID
	for _, s := range all {
		if s.Meeting != at {
			if at != "" {
				r.State = r.State.Session()
			}
			at, r.Steps, r.Minutes, r.Last, r.With = s.Meeting, nil, lasts, eight.Set{}, nil
			r.Sessions = append(r.Sessions, Session{Meeting: s.Meeting})
		}
		r.Steps = append(r.Steps, s)
		r.take(s)
	}
	if which != "" && at != which && at != "" {
		r.State, r.Steps, r.Minutes, r.Last, r.With = r.State.Session(), nil, lasts, eight.Set{}, nil
	}
	return r
}

func (r *Rail) take(s Step) {
	if s.Do == length {
		r.Minutes = s.Minutes
		return
	}
	if s.Do == settings {
		r.With, r.Last = s.With, eight.Set{} // its numbers take the place of those of the last set
		return
	}
	was := r.State
	next, refused := r.State.Take(s.Step, s.Now)
	if refused.Key != "" {
		return // it was taken when it was done: the rules have become stricter since
	}
	if r.State = next; next.Phase != was.Phase {
		r.Last, r.With = eight.Set{}, nil // each phase begins from its own: sets of preparation are short and slow
	}
	if s.Do == eight.Begin {
		r.Begun, r.Last, r.On = s.when(), s.Set, s.Set
	}
	which := next.Target
	if s.Do == eight.Review {
		which = was.Owed
	}
	r.Sessions[len(r.Sessions)-1].hear(s, was, next)
	if why := s.Words["why"]; why != "" && (s.Do == eight.Choose && s.Now.Before || s.Do == eight.Review) {
		r.Apart[which] = append(r.Apart[which], Apart{s.At, s.Do, why})
	}
	if which != "" && (s.SUD != nil || s.VOC != nil) {
		r.Rated[which] = append(r.Rated[which], Rated{At: s.when(), SUD: s.SUD, VOC: s.VOC, In: was.Phase})
	}
}

// hear adds a step to what a session came to.
func (d *Session) hear(s Step, was, is eight.State) {
	d.At, d.Ended, d.Prepared = s.At, is.Ended, is.Prepared
	if is.Worked && d.Target != Thread(is.Target) {
		d.Target = Thread(is.Target)
		if d.Reviewed != d.Target { // how something else was at the beginning is no number of this one
			d.SUD, d.VOC = [2]*int{}, [2]*int{}
		}
	}
	if s.Do == eight.Review {
		d.Reviewed = Thread(was.Owed)
	}
	if was.Running && !is.Running && was.Phase.Inner() {
		d.Sets++
		if s.Led {
			d.Led++
		}
		if s.Less != "" {
			d.Less++
		}
	}
	for _, one := range []struct {
		now *int
		all *[2]*int
	}{{s.SUD, &d.SUD}, {s.VOC, &d.VOC}} {
		if one.now != nil && (d.Target != "" || d.Reviewed != "") {
			if one.all[1] = one.now; one.all[0] == nil {
				one.all[0] = one.now
			}
		}
	}
}

// left is how many minutes of a session are left.
func (r Rail) left(m meeting.Meeting, now time.Time) int {
	return int(math.Floor((time.Duration(r.Minutes)*time.Minute - now.Sub(m.Begun).Round(time.Second)).Minutes()))
}

// Take does one step in a session that runs. What the rules refuse is refused with what to do;
// what they refuse unless there is a reason is a fault of the field for it.
func Take(tx *db.Tx, rec *space.Record, s Step) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	m, err := meeting.One(tx, rec, s.Meeting)
	if err != nil {
		return err
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := tx.Lock("emdr " + string(rec.Space())); err != nil {
		return err
	}
	all, err := steps(tx, rec)
	if err != nil {
		return err
	}
	if n := slices.IndexFunc(all, func(old Step) bool { return old.ID == s.ID }); n >= 0 {
		return s.again(all[n])
	}
	if m.State != meeting.Running {
		return fault.New(fault.Conflict, "emdr.no.meeting")
	}
	return s.take(tx, rec, m, all)
}

// again is an error where a form that was sent already now asks for something else, as from a
// page that somebody has gone back to: nothing is passed over without a word.
func (s Step) again(sent Step) error {
	same := s.Do == sent.Do && s.To == sent.To && s.Stop == sent.Stop && s.Set.By == sent.Set.By && s.With.of() == sent.With.of() && shown(s.SUD) == shown(sent.SUD) && shown(s.VOC) == shown(sent.VOC)
	if !same {
		return fault.New(fault.Conflict, "emdr.stale")
	}
	return nil
}

func (s Step) take(tx *db.Tx, rec *space.Record, m meeting.Meeting, all []Step) error {
	r := walk(all, m.ID)
	every, err := sheets(tx, rec)
	if err != nil {
		return err
	}
	p := planned(every, r)
	s.N, s.At, s.By, s.Step.Reason = len(all)+1, tx.Now, tx.By.ID, s.Words["why"] != ""
	if s.Now, err = nowOf(tx, rec, p, r.left(m, s.when())); err != nil {
		return err
	}
	if err := s.had(tx, rec, r); err != nil {
		return err
	}
	if s.Do == length {
		if s.Minutes < 20 || s.Minutes > 180 {
			return fault.At("minutes", "emdr.minutes.odd")
		}
	} else if s.Do == settings {
		if err := s.choose(tx, rec, r); err != nil {
			return err
		}
	} else if err := s.fill(tx, rec, r, p); err != nil {
		return err
	}
	rec.Note(tx, "emdr.step", string(s.ID))
	if s.Do == eight.Choose && s.Now.Before {
		rec.Note(tx, "emdr.before", s.Target)
	}
	rec.Touch(tx, Part)
	return insertStep(tx, rec, s)
}

// had asks, where a set ends, what the client's screen gave in it. Without a line, the device that led it
// has said so; nothing else than a set has it.
func (s *Step) had(tx *db.Tx, rec *space.Record, r Rail) (err error) {
	switch ends := r.State.Running && (s.Do == eight.End || s.Do == eight.Halt); {
	case !ends:
		s.Less = ""
	case !s.Led:
		s.Less, err = room.Less(tx, rec, s.Meeting, r.Begun)
	}
	return err
}

// instead is what a set was done with: as it was meant, unless the client had something else.
func instead(less, meant string) string {
	switch less {
	case "heard":
		return "sound"
	case "felt":
		return "taps"
	case "nothing":
		return ""
	}
	return meant
}

// nowOf is what is so now and the rules have to know.
func nowOf(tx *db.Tx, rec *space.Record, p Plan, left int) (now eight.Now, err error) {
	now.Left, now.Targets, now.Rules = left, p.count(), eight.Rules
	if now.Hard, err = Hard(tx, rec); err != nil {
		return now, err
	}
	gate, err := GateOf(tx, rec)
	now.Gate = gate.Open()
	return now, err
}

// fill completes a step from what is known, and asks the rules.
func (s *Step) fill(tx *db.Tx, rec *space.Record, r Rail, p Plan) error {
	which := s.Target
	switch s.Do {
	case eight.Review:
		which = r.State.Owed
	case eight.Tell:
		which = r.State.Target
	}
	one := p.Find(Thread(which))
	s.Kind, s.Now.Away = one.Needs(), one.Out
	switch s.Do {
	case eight.Choose:
		s.Given, s.Now.Before = one.given(nil, nil), p.before(one)
		if !one.Found() {
			s.Target = ""
		}
	case eight.Review:
		s.Given = one.given(s.SUD, s.VOC)
	case eight.Tell:
		s.Given = Sheet{Kind: target, Words: told(one.Sheet, s.Words)}.given(s.SUD, s.VOC)
	case eight.End:
		s.Set = setOf(s.Set).over(r, s.when())
		s.Set.Modality = instead(s.Less, s.Set.Modality)
	}
	_, refused := r.State.Take(s.Step, s.Now)
	switch {
	case refused.Key == "" && s.Do == eight.Tell:
		return s.tell(tx, rec, one)
	case refused.Key == "":
		return nil
	case refused.Reason:
		return fault.At("why", refused.Key)
	}
	return fault.New(fault.Conflict, refused.Key)
}

// told are the fields of a target with what an assessment found.
func told(was Sheet, found Words) Words {
	all := Words{}
	for _, field := range fields[target] {
		text := was.Words[field]
		if found[field] != "" && slices.Contains(assessed, field) {
			text = found[field]
		}
		if text != "" {
			all[field] = text
		}
	}
	return all
}

// assessed are the fields of a target that an assessment writes.
var assessed = []string{"image", "nc", "pc", "emotion", "body", "event", "cue"}

// tell puts what an assessment found where the target is planned.
func (s *Step) tell(tx *db.Tx, rec *space.Record, one Target) error {
	w := Written{Once: ID(s.ID), Of: one.Of, After: one.ID, Kind: target, Words: told(one.Sheet, s.Words)}
	if err := w.check(); err != nil {
		return err
	}
	why := s.Words["why"]
	if s.Words = nil; why != "" {
		s.Words = Words{"why": why}
	}
	_, err := w.keep(tx, rec)
	return err
}

// over is a set as it really was: what nobody measured is taken from how long it lasted.
func (s setOf) over(r Rail, at time.Time) eight.Set {
	set := eight.Set(s)
	if set.Seconds <= 0 {
		set.Seconds = math.Round(at.Sub(r.Begun).Seconds())
	}
	set.Modality, set.Path = r.On.Modality, r.On.Path
	if set.Passes <= 0 {
		set.Passes = int(math.Round(set.Seconds * r.On.Rate / 60))
	}
	if set.Seconds > 0 {
		set.Rate = math.Round(600*float64(set.Passes)/set.Seconds) / 10
	}
	return set
}

type setOf eight.Set

func textOf(text string) seal.Text { return seal.Text(text) }
