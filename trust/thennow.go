package trust

import "tillit.care/base/seal"

// ThenNow holds something today against something back then: what is different, what is
// alike, and whether there is any real risk now (Ehlers and Clark's telling apart of
// triggers; reference/clinical.md §7).
type ThenNow struct {
	Trigger  seal.Text `json:"trigger,omitempty"`
	Person   []Thread  `json:"person,omitempty"`
	Event    []Thread  `json:"event,omitempty"`
	Before   *int      `json:"before,omitempty"`
	Then     seal.Text `json:"then,omitempty"`
	Now      seal.Text `json:"now,omitempty"`
	First    seal.Text `json:"first,omitempty"`
	Second   seal.Text `json:"second,omitempty"`
	Third    seal.Text `json:"third,omitempty"`
	Alike    seal.Text `json:"alike,omitempty"`
	Risk     string    `json:"risk,omitempty"`
	RiskPlan seal.Text `json:"riskplan,omitempty"`
	Act      seal.Text `json:"act,omitempty"`
	After    *int      `json:"after,omitempty"`
}

func (t *ThenNow) Kind() Kind      { return "thennow" }
func (t *ThenNow) Name() seal.Text { return t.Trigger }

func (t *ThenNow) Fields() []Field {
	return []Field{
		line("trigger", &t.Trigger).must().hinted(), people("person", &t.Person).only(),
		links("event", &t.Event, "event").only().hinted(), mark("before", &t.Before, 0, 10),
		lines("then", &t.Then).hinted(), lines("now", &t.Now).hinted(),
		line("first", &t.First).in("differences"), line("second", &t.Second).in("differences"), line("third", &t.Third).in("differences"),
		lines("alike", &t.Alike).hinted(),
		pick("risk", &t.Risk, "no", "unsure", "yes"), prose("riskplan", &t.RiskPlan).hinted(),
		line("act", &t.Act).hinted(), mark("after", &t.After, 0, 10),
	}
}

// Fear parts what is feared from what is known.
type Fear struct {
	Worry   seal.Text `json:"worry,omitempty"`
	Person  []Thread  `json:"person,omitempty"`
	Past    []Thread  `json:"past,omitempty"`
	Says    seal.Text `json:"says,omitempty"`
	Before  *int      `json:"before,omitempty"`
	Known   seal.Text `json:"known,omitempty"`
	Cope    seal.Text `json:"cope,omitempty"`
	Control seal.Text `json:"control,omitempty"`
	After   *int      `json:"after,omitempty"`
}

func (f *Fear) Kind() Kind      { return "fear" }
func (f *Fear) Name() seal.Text { return f.Worry }

func (f *Fear) Fields() []Field {
	return []Field{
		line("worry", &f.Worry).must().hinted(), people("person", &f.Person).only(),
		links("past", &f.Past, "event").hinted(),
		lines("says", &f.Says).hinted(), mark("before", &f.Before, 0, 100),
		lines("known", &f.Known).hinted(), prose("cope", &f.Cope), lines("control", &f.Control),
		mark("after", &f.After, 0, 100),
	}
}
