package score

import (
	"testing"
	"time"
)

func TestObservations(t *testing.T) {
	in := shipped(t)["phq9"]
	at := time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)
	given := Numbers{}
	for _, item := range in.Items()[:9] {
		given[item] = 1
	}
	by := Observed{Subject: "Patient/1", Response: "QuestionnaireResponse/2", At: at}
	rest := `"method":{"text":"phq9, scoring 1"},"derivedFrom":[{"reference":"QuestionnaireResponse/2"}]}`
	head := `{"resourceType":"Observation","status":"final","code":{"coding":[{"system":`
	whose := `"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-05-04T08:30:00.000Z",`
	total := head + `"http://loinc.org","code":"44261-6"}]},` + whose
	for _, c := range []struct {
		given Numbers
		want  []string
	}{
		{given, []string{
			total + `"valueQuantity":{"value":9,"unit":"{score}","system":"http://unitsofmeasure.org","code":"{score}"},` + rest,
			head + `"https://tillit.care/fhir/CodeSystem/score","code":"phq9.syndrome"}]},` + whose +
				`"valueCodeableConcept":{"coding":[{"system":"https://tillit.care/fhir/CodeSystem/outcome","code":"phq9.syndrome.none"}]},` + rest}},
		{nil, []string{
			total + `"dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown"}]},` + rest,
			head + `"https://tillit.care/fhir/CodeSystem/score","code":"phq9.syndrome"}]},` + whose +
				`"dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown"}]},` + rest}},
	} {
		got, err := in.Observations(in.ScoreNumbers(c.given), by)
		if err != nil || len(got) != len(c.want) {
			t.Fatalf("%d, %v", len(got), err)
		}
		for n := range got {
			if string(got[n]) != c.want[n] {
				t.Errorf("got  %s\nwant %s", got[n], c.want[n])
			}
		}
	}
}
