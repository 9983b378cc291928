package care

import (
	"context"
	"regexp"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// headings are the marks before headings in the text of a consent.
var headings = regexp.MustCompile(`(?m)^#+ `)

// opened is what a client gets of the case itself: what kind it is, not what was written
// when it was opened.
type opened struct {
	Kind   string    `json:"kind"`
	Paused time.Time `json:"paused,omitzero"`
}

// Out is the case and how to reach its person, as it leaves an open space in a file:
// whichever of them stands there.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	switch rec.Kind() {
	case right.Contact:
		return reachOut(tx, rec, to)
	case right.Shared, right.Apart, right.Joint:
		return g, caseOut(tx, rec, to, &g)
	}
	return g, nil
}

// AgreedOut is what was agreed to in a case, each in the words that were read.
func AgreedOut(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	switch rec.Kind() {
	case right.Shared, right.Apart, right.Joint:
		if err := consentOut(tx, rec, to, &g); err != nil {
			return g, err
		}
		return g, wordsOut(tx, rec, to, &g)
	}
	return g, nil
}

func caseOut(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	c, err := one(tx, rec)
	if err != nil {
		return err
	}
	row := out.Row{Table: "care_case", ID: string(c.ID), At: c.Opened, Ended: c.Ended, Value: c}
	s := out.Section{Title: to.Say("archive.case")}
	lines := []out.Line{{Label: to.Say("archive.case.therapist"), Text: to.Name(string(c.Therapist))}}
	if to.Client {
		row.Value = opened{c.Kind, c.Paused}
	} else {
		lines = append(lines, out.Line{Label: to.Say("archive.case.why"), Text: c.Why.Reveal()})
	}
	if !c.Ended.IsZero() {
		lines = append(lines, out.Line{Label: to.Say("archive.case.ended"), Text: to.Day(c.Ended)})
	}
	s.Add("", to.Say("archive.case.opened", "when", to.Day(c.Opened)), lines...)
	g.Rows, g.Sections = append(g.Rows, row), append(g.Sections, s)
	return nil
}

func consentOut(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	given, err := consents(tx, rec)
	s := out.Section{Title: to.Say("archive.consents")}
	for _, c := range given {
		g.Rows = append(g.Rows, out.Row{Table: "consent", ID: string(c.ID), At: c.At, Value: c})
		status, lines := "active", []out.Line{{Label: to.Say("archive.consent.name"), Text: c.Name.Reveal()}}
		if !c.Ended.IsZero() {
			status = "inactive"
			lines = append(lines, out.Line{Label: to.Say("archive.consent.ended"), Text: to.Moment(c.Ended)})
		}
		text, _, err := consentIn(c.Version, c.read())
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		s.Add(to.Say("archive.consent.version", "version", c.Version), to.Moment(c.At), append(lines, out.Text(headings.ReplaceAllString(text, "")))...)
		g.FHIR = append(g.FHIR, fhir.New("Consent", string(c.ID), "status", status,
			"scope", fhir.Concept("", fhir.Coding{System: "http://terminology.hl7.org/CodeSystem/consentscope", Code: "patient-privacy"}),
			"category", []any{fhir.Concept("", fhir.Coding{System: "http://loinc.org", Code: "59284-0"})},
			"patient", fhir.To(to.Subject), "dateTime", fhir.When(c.At), "policyRule", fhir.Concept(c.Version+" sha256:"+c.Hash)))
	}
	g.Sections = append(g.Sections, s)
	return err
}

// wordsOut are the other consents: what was asked, signed, refused and taken back.
func wordsOut(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := said(tx, rec)
	s := out.Section{Title: to.Say("archive.consents")}
	for _, w := range every {
		g.Rows = append(g.Rows, out.Row{Table: "consent_word", ID: string(w.ID), N: w.n, At: w.At, Value: w})
		s.Add(to.Say("consent."+string(w.Subject)), to.Say("consent.said."+string(w.Said), "when", to.Moment(w.At), "version", w.Version),
			out.Line{Label: to.Say("archive.consent.name"), Text: w.Name.Reveal()})
	}
	if len(every) > 0 {
		g.Sections = append(g.Sections, s)
	}
	return err
}

func reachOut(tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	p, err := contactOf(tx, rec)
	if err != nil {
		return g, err
	}
	g.Rows = []out.Row{{Table: "contact", ID: string(rec.Space()), Value: p}}
	s := out.Section{Title: to.Say("archive.contact")}
	var lines []out.Line
	for _, l := range []struct{ name, text string }{{"name", p.Name.Reveal()}, {"email", p.Email.Reveal()}, {"phone", p.Phone.Reveal()}, {"safe", p.Safe.Reveal()}} {
		if l.text != "" {
			lines = append(lines, out.Line{Label: to.Say("archive.contact." + l.name), Text: l.text})
		}
	}
	s.Add("", "", lines...)
	g.Sections, g.FHIR = []out.Section{s}, []fhir.Resource{p.patient(to)}
	return g, nil
}

// patient is the person in FHIR, with the ways to reach them.
func (p Contact) patient(to out.To) fhir.Resource {
	var ways []any
	for _, w := range []struct{ system, value string }{{"email", p.Email.Reveal()}, {"phone", p.Phone.Reveal()}} {
		if w.value != "" {
			ways = append(ways, map[string]any{"system": w.system, "value": w.value})
		}
	}
	return fhir.New("Patient", strings.TrimPrefix(to.Subject, "Patient/"), "active", true,
		"name", []any{map[string]any{"text": p.Name.Reveal()}}, "telecom", ways)
}
