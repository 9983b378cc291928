package score

import (
	"encoding/json"
	"strconv"
	"time"

	"tillit.care/pure/fhir"
)

// Systems of codes that are ours: subscales and outcomes without a LOINC code.
const (
	scoreSystem   = "https://tillit.care/fhir/CodeSystem/score"
	outcomeSystem = "https://tillit.care/fhir/CodeSystem/outcome"
	loincSystem   = "http://loinc.org"
	ucumSystem    = "http://unitsofmeasure.org"
	absentSystem  = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
)

// Observed says whose scores they are: Response is the FHIR reference of the
// QuestionnaireResponse they come from. With an ID each has one, made of it and a number.
type Observed struct {
	ID       string
	Subject  string
	Response string
	At       time.Time
}

type observation struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id,omitempty"`
	Status       string      `json:"status"`
	Code         concept     `json:"code"`
	Subject      *reference  `json:"subject,omitempty"`
	Effective    string      `json:"effectiveDateTime,omitempty"`
	Quantity     *quantity   `json:"valueQuantity,omitempty"`
	Concept      *concept    `json:"valueCodeableConcept,omitempty"`
	Absent       *concept    `json:"dataAbsentReason,omitempty"`
	Method       concept     `json:"method"` // which scoring, in which version
	DerivedFrom  []reference `json:"derivedFrom,omitempty"`
}

type concept struct {
	Coding []fhir.Coding `json:"coding,omitempty"`
	Text   string        `json:"text,omitempty"`
}

type reference struct {
	Reference string `json:"reference"`
}

type quantity struct {
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	System string  `json:"system"`
	Code   string  `json:"code"`
}

// Observations writes a result as R4 Observations, one for each subscale and algorithm. A
// score that is not known is there without a value, so that nobody takes it for zero.
func (in *Instrument) Observations(r Result, by Observed) ([]json.RawMessage, error) {
	var all []json.RawMessage
	for _, s := range r.Subscales {
		o := in.observation(r, by, in.code(s.ID))
		if s.Known {
			o.Quantity = &quantity{s.Value, "{score}", ucumSystem, "{score}"}
		}
		text, err := o.write(by, len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	for _, a := range in.Algorithms {
		o := in.observation(r, by, fhir.Coding{System: scoreSystem, Code: in.ID + "." + a.ID})
		if outcome := r.Algorithms[a.ID]; outcome != NotKnown {
			o.Concept = &concept{Coding: []fhir.Coding{{System: outcomeSystem, Code: in.ID + "." + a.ID + "." + outcome}}}
		}
		text, err := o.write(by, len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

func (in *Instrument) code(subscale string) fhir.Coding {
	if loinc := in.find(subscale).LOINC; loinc != "" {
		return fhir.Coding{System: loincSystem, Code: loinc}
	}
	return fhir.Coding{System: scoreSystem, Code: in.ID + "." + subscale}
}

func (in *Instrument) observation(r Result, by Observed, code fhir.Coding) observation {
	o := observation{ResourceType: "Observation", Status: "final", Code: concept{Coding: []fhir.Coding{code}},
		Method: concept{Text: r.Instrument + ", scoring " + r.Version}}
	if by.Subject != "" {
		o.Subject = &reference{by.Subject}
	}
	if by.Response != "" {
		o.DerivedFrom = []reference{{by.Response}}
	}
	if !by.At.IsZero() {
		o.Effective = fhir.Moment(by.At)
	}
	return o
}

func (o observation) write(by Observed, n int) (json.RawMessage, error) {
	if by.ID != "" {
		o.ID = by.ID + "-" + strconv.Itoa(n+1)
	}
	if o.Quantity == nil && o.Concept == nil {
		o.Absent = &concept{Coding: []fhir.Coding{{System: absentSystem, Code: "unknown"}}}
	}
	return json.Marshal(o)
}
