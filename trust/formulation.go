package trust

import (
	"tillit.care/base/fault"
	"tillit.care/base/seal"
)

// Five is how it hangs together: what is hard now, what made it likely, what set it off,
// what keeps it going, and what holds. There is one of them, and every version is kept.
type Five struct {
	Presenting    seal.Text `json:"presenting,omitempty"`
	Predisposing  seal.Text `json:"predisposing,omitempty"`
	Precipitating seal.Text `json:"precipitating,omitempty"`
	Perpetuating  seal.Text `json:"perpetuating,omitempty"`
	Protective    seal.Text `json:"protective,omitempty"`
	Events        []Thread  `json:"events,omitempty"`
	Fits          string    `json:"fits,omitempty"`
}

func (v *Five) Kind() Kind      { return "five" }
func (v *Five) Name() seal.Text { return "" }

func (v *Five) Fields() []Field {
	return []Field{
		lines("presenting", &v.Presenting).hinted(), lines("predisposing", &v.Predisposing).hinted(),
		lines("precipitating", &v.Precipitating).hinted(), lines("perpetuating", &v.Perpetuating).hinted(),
		lines("protective", &v.Protective).hinted(),
		pick("fits", &v.Fits, "draft", "partly", "fits"),
		links("events", &v.Events, "event").folded(),
	}
}

// Cycle is how it goes round: something sets it off, a belief answers, a feeling, an act,
// a short relief, and what that costs later.
type Cycle struct {
	Trigger seal.Text `json:"trigger,omitempty"`
	Thought seal.Text `json:"thought,omitempty"`
	Beliefs []Thread  `json:"beliefs,omitempty"`
	Emotion []string  `json:"emotion,omitempty"`
	Body    seal.Text `json:"body,omitempty"`
	Acts    []string  `json:"acts,omitempty"`
	Did     seal.Text `json:"did,omitempty"`
	Relief  seal.Text `json:"relief,omitempty"`
	Cost    seal.Text `json:"cost,omitempty"`
	People  []Thread  `json:"people,omitempty"`
	Events  []Thread  `json:"events,omitempty"`
}

func (c *Cycle) Kind() Kind      { return "cycle" }
func (c *Cycle) Name() seal.Text { return c.Trigger }

func (c *Cycle) Fields() []Field {
	return []Field{
		line("trigger", &c.Trigger).must().hinted(), line("thought", &c.Thought).hinted(),
		many("emotion", &c.Emotion, feelings...).saying("feeling"),
		line("body", &c.Body).folded(),
		many("acts", &c.Acts, "check", "test", "accuse", "withdraw", "please", "avoid", "control", "numb"),
		line("did", &c.Did), line("relief", &c.Relief).hinted(), line("cost", &c.Cost).hinted(),
		links("beliefs", &c.Beliefs, "stuck").folded(), links("events", &c.Events, "event").folded(), people("people", &c.People).folded(),
	}
}

var feelings = []string{"fear", "anger", "sadness", "shame", "guilt", "grief", "disgust", "lonely", "numb", "hurt"}

// Check asks first whether there is reason for distrust now, before anybody calls it fear.
// Treating well-founded distrust as a symptom is the first mistake of the dossier's list
// (reference/clinical.md §12).
type Check struct {
	What   seal.Text `json:"what,omitempty"`
	Person []Thread  `json:"person,omitempty"`
	Facts  seal.Text `json:"facts,omitempty"`
	Guess  seal.Text `json:"guess,omitempty"`
	Other  seal.Text `json:"other,omitempty"`
	Knows  seal.Text `json:"knows,omitempty"`
	Friend seal.Text `json:"friend,omitempty"`
	Result string    `json:"result,omitempty"`
	Next   seal.Text `json:"next,omitempty"`
}

// What such a question can end with.
const (
	founded   = "founded"
	unfounded = "unfounded"
	unsaid    = "unsaid"
)

func (c *Check) Kind() Kind      { return "check" }
func (c *Check) Name() seal.Text { return c.What }

func (c *Check) Fields() []Field {
	return []Field{
		line("what", &c.What).must().hinted(), people("person", &c.Person).only(),
		lines("facts", &c.Facts).hinted(), lines("guess", &c.Guess).hinted(), lines("other", &c.Other).hinted(),
		lines("knows", &c.Knows).hinted(), prose("friend", &c.Friend).hinted(),
		pick("result", &c.Result, founded, unfounded, unsaid), prose("next", &c.Next).hinted(),
	}
}

// done tells whether the questions were answered that come before any other cause.
func (c *Check) done() bool {
	return c.Result != "" && c.Facts != "" && c.Knows != "" && c.Friend != ""
}

// tested tells whether that was asked and answered at least once.
func tested(now []Revision) bool {
	for _, r := range now {
		if c, ok := r.Thing.(*Check); ok && !r.Away && c.done() {
			return true
		}
	}
	return false
}

// Causes are what may lie under it, each in steps and with how sure one is. They are no
// percentages: nobody could count them.
type Causes struct {
	Reality        string    `json:"reality,omitempty"` // somebody who is not to be trusted now
	RealitySure    string    `json:"realitysure,omitempty"`
	Anxiety        string    `json:"anxiety,omitempty"`
	AnxietySure    string    `json:"anxietysure,omitempty"`
	Trauma         string    `json:"trauma,omitempty"`
	TraumaSure     string    `json:"traumasure,omitempty"`
	Attachment     string    `json:"attachment,omitempty"`
	AttachmentSure string    `json:"attachmentsure,omitempty"`
	Skills         string    `json:"skills,omitempty"`
	SkillsSure     string    `json:"skillssure,omitempty"`
	Reasons        seal.Text `json:"reasons,omitempty"`
	Against        seal.Text `json:"against,omitempty"`
	Events         []Thread  `json:"events,omitempty"`
}

func (c *Causes) Kind() Kind      { return "causes" }
func (c *Causes) Name() seal.Text { return "" }

func (c *Causes) Fields() []Field {
	return []Field{
		weighs("reality", &c.Reality), sure("reality", &c.RealitySure),
		weighs("anxiety", &c.Anxiety).gated(), sure("anxiety", &c.AnxietySure).gated(),
		weighs("trauma", &c.Trauma).gated(), sure("trauma", &c.TraumaSure).gated(),
		weighs("attachment", &c.Attachment).gated(), sure("attachment", &c.AttachmentSure).gated(),
		weighs("skills", &c.Skills).gated(), sure("skills", &c.SkillsSure).gated(),
		lines("reasons", &c.Reasons).hinted(), lines("against", &c.Against).hinted(),
		links("events", &c.Events, "event").folded(),
	}
}

// weights are the steps of a cause, from none.
var weights = []string{"none", "little", "much", "main"}

func weighs(name string, at *string) Field {
	return pick(name, at, weights...).saying("weight")
}

func sure(name string, at *string) Field {
	return pick(name+"-sure", at, "guess", "fairly", "sure").saying("sure")
}

// gate keeps other causes from being weighed before somebody asked what is so.
func (c *Causes) gate(now []Revision) error {
	before := Thing(&Causes{})
	if r := single(now, c.Kind()); r.ID != "" {
		before = r.Thing
	}
	for _, f := range c.Fields() {
		if f.Gated && !f.empty() && f.get() != field(before, f.Name).get() && !tested(now) {
			return fault.At(f.Name, "trust.causes.first")
		}
	}
	return nil
}
