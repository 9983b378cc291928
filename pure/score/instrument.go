// Package score turns the answers to a questionnaire into what the owner of that
// questionnaire says they mean: sums and means, bands, cut-offs, and what cannot wait.
//
// Every number it works with is data (content/instruments), with its source beside it.
// It has two rules of its own: an unanswered question is never a zero, and a score that
// the published rule does not allow is not known.
package score

import "tillit.care/pure/fhir"

// Instrument is a questionnaire and the sidecar that says how to score it. Read it,
// never change it: all clients share one.
type Instrument struct {
	Form *fhir.Questionnaire `json:"-"`

	ID         string   `json:"id"`
	Title      string   `json:"title,omitempty"` // only without a form: what the owner calls it
	Version    string   `json:"version"`         // of the scoring; the wording has its own, in Form
	Respondent string   `json:"respondent"`
	Timeframe  string   `json:"timeframe"`
	Cadence    string   `json:"cadence"`
	Source     []string `json:"source"`
	Licence    Licence  `json:"licence"`
	HeldWhy    []string `json:"held"` // what must be verified before a client meets it
	Notes      []string `json:"notes,omitempty"`

	// Alone: asked only of one person alone, and its answer dropped where nobody but the
	// therapist reads it. InSession: asked only in a meeting, with the therapist there.
	// NotValidated: our own short check, which nobody has studied.
	Alone        bool `json:"alone,omitempty"`
	InSession    bool `json:"inSession,omitempty"`
	NotValidated bool `json:"notValidated,omitempty"`
	// NotApplicable are the items that may be answered with "does not apply to me": an
	// option without a number.
	NotApplicable []string `json:"notApplicable,omitempty"`
	// Structure stands in for the form where the wording may not be shipped: the practice
	// binds its own licensed copy (With). LOINC are the codes of its panel and items.
	Structure []Structure       `json:"structure,omitempty"`
	LOINC     map[string]string `json:"loinc,omitempty"`

	Gate        *Gate         `json:"gate,omitempty"`
	Subscales   []Subscale    `json:"subscales"`
	Algorithms  []Algorithm   `json:"algorithms,omitempty"`
	Safety      []Safety      `json:"safety,omitempty"`
	Norms       []Norm        `json:"norms,omitempty"`
	Reliability []Reliability `json:"reliability,omitempty"`
	Change      *Threshold    `json:"change,omitempty"`

	spans map[string]span
}

// Name is what the owner calls it.
func (in *Instrument) Name() string {
	if in.Form != nil {
		return in.Form.Title
	}
	return in.Title
}

// NeedsCopy tells that only the scoring is here: the wording is its owner's, and the
// practice brings its own licensed copy.
func (in *Instrument) NeedsCopy() bool { return in.Form == nil }

// Held tells that something which the scoring or the wording rests on is not verified
// yet: the instrument is for the demo practice only. HeldWhy says what.
func (in *Instrument) Held() bool { return len(in.HeldWhy) > 0 }

// Licence is why Tillit may show the wording. All five are needed to load.
type Licence struct {
	Class    string `json:"class"` // A, A-, A-ND, B+ or B, as in the licence register
	SPDX     string `json:"spdx"`
	Text     string `json:"text"` // the owner's statement
	URL      string `json:"url"`  // where the owner is found
	Evidence string `json:"evidence"`
}

// Gate is a first question that ends the form: answered with Stop, the rest is not asked
// and every subscale is Value.
type Gate struct {
	Item   string  `json:"item"`
	Stop   string  `json:"stop"`
	Value  float64 `json:"value"`
	Source string  `json:"source"`

	number float64 // of Stop
}

// Structure is items of a form whose wording is not here, and the numbers on their options.
type Structure struct {
	Items  []string  `json:"items"`
	Values []float64 `json:"values"`
}

// Method is how a subscale is made of its items.
type Method string

const (
	Sum     Method = "sum"
	Mean    Method = "mean"
	Percent Method = "percent" // of the most that the items answered could give
)

// What becomes of a score when an answer is missing. An item that does not apply is not
// missing: it is out of the score.
const (
	Every   = "all"     // it is not known
	Prorate = "prorate" // the mean of the others stands in, when AtLeast are answered and none is a safety item
)

// Subscale is one score. Highest are sets of its items of which only the highest counts;
// Times is what a sum is multiplied by, 1 when it is left out.
type Subscale struct {
	ID       string     `json:"id"`
	Key      string     `json:"key"`             // its name, in words; of a practice's own, the name itself
	Plain    string     `json:"plain,omitempty"` // of a practice's own: what a client reads instead
	Items    []string   `json:"items"`
	Reversed []Reverse  `json:"reversed,omitempty"`
	Highest  [][]string `json:"highest,omitempty"`
	Method   Method     `json:"method"`
	Times    float64    `json:"times,omitempty"`
	Min      float64    `json:"min"`
	Max      float64    `json:"max"`
	Higher   string     `json:"higher"` // worse or better
	Missing  string     `json:"missing"`
	AtLeast  int        `json:"atLeast,omitempty"`
	LOINC    string     `json:"loinc,omitempty"`
	Bands    []Band     `json:"bands,omitempty"`
	Cutoffs  []Cutoff   `json:"cutoffs,omitempty"`
	Source   string     `json:"source"`
}

// Reverse says that an item counts as MinPlusMax minus its number.
type Reverse struct {
	Item       string  `json:"item"`
	MinPlusMax float64 `json:"minPlusMax"`
}

// Band is a published range of a sum, both ends included.
type Band struct {
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Key   string  `json:"key"`
	Label string  `json:"label"` // as the source prints it
}

// Cutoff is a published threshold: reached when the score is At or more or, where higher
// is better, lower than Below.
type Cutoff struct {
	ID     string  `json:"id"`
	At     float64 `json:"at,omitempty"`
	Below  float64 `json:"below,omitempty"`
	Key    string  `json:"key"`
	Label  string  `json:"label"`
	Source string  `json:"source"`
}

// Clinical is the role of a sample of people who came for treatment.
const Clinical = "clinical"

// Unverified is the status of a figure that is never shown and never used. The others are
// cited, and secondary: quoted by somebody else.
const Unverified = "unverified"

// Norm is how a published sample scored.
type Norm struct {
	Subscale string  `json:"subscale,omitempty"`
	Role     string  `json:"role,omitempty"` // Clinical, or none
	Sample   string  `json:"sample"`
	Mean     float64 `json:"mean"`
	SD       float64 `json:"sd"`
	Source   string  `json:"source,omitempty"`
	Status   string  `json:"status"`
}

// Reliability is a published coefficient of one subscale. The two kinds do not mean the
// same: alpha gives smaller thresholds of change than retest. Status is as in Norm.
type Reliability struct {
	Subscale string  `json:"subscale"`
	Value    float64 `json:"value"`
	Kind     string  `json:"kind"` // alpha or retest
	Source   string  `json:"source"`
	Status   string  `json:"status"`
}

// Threshold is the published number of points by which one subscale must move before the
// difference is more than measurement error. Without the status "published" it is unused.
// Z is the normal quantile of its level where a level is published: 1.96 or 1.645.
type Threshold struct {
	Subscale    string    `json:"subscale"`
	Points      float64   `json:"points"`
	Alternative float64   `json:"alternative,omitempty"` // a second published figure, unused
	Level       string    `json:"level"`
	Z           float64   `json:"z,omitempty"`
	Boundary    *Boundary `json:"boundary,omitempty"`
	Source      string    `json:"source"`
	Status      string    `json:"status"`
}

// Boundary is the published line between a clinical score and an ordinary one: where
// higher is worse, ordinary is lower than Below; where higher is better, Below is clinical.
type Boundary struct {
	Below  float64 `json:"below"`
	Source string  `json:"source"`
}

// What a safety flag asks for.
const (
	ActionAsk      = "ask"      // the therapist asks about it, in person
	ActionASQ      = "asq"      // caring screen, crisis numbers, alert, and the ASQ now
	ActionPositive = "positive" // a brief suicide safety assessment before the person leaves
	ActionAcute    = "acute"    // a full safety evaluation at once; the person is not left alone
	ActionViolence = "violence" // no joint work before the person was seen alone; the partner never learns of it
)

// Safety is an answer, or an outcome of an algorithm, that cannot wait: the item's own
// number is AtLeast (never reversed), or the item was left out (Unanswered), or the
// algorithm came to one of Outcomes.
type Safety struct {
	Item       string   `json:"item,omitempty"`
	AtLeast    float64  `json:"atLeast,omitempty"`
	Unanswered bool     `json:"unanswered,omitempty"`
	Algorithm  string   `json:"algorithm,omitempty"`
	Outcomes   []string `json:"outcomes,omitempty"`
	Action     string   `json:"action"`
	Source     string   `json:"source"`
}
