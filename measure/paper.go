package measure

import (
	"slices"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/space"
)

// oldest is how long ago something on paper may have been written.
const oldest = 2 // years

// Copy keeps what somebody wrote on paper, on a day, as the author types it in: checked,
// scored and weighed as any other answer. What worries cannot wait, however old it is.
func Copy(tx *db.Tx, rec *space.Record, which ID, day string, by Respondent, given Given) (Response, error) {
	if _, err := running(tx, rec, which); err != nil {
		return Response{}, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return Response{}, err
	}
	if given.Written, err = written(day, tx.Now, settings.Location()); err != nil {
		return Response{}, err
	}
	if !slices.Contains(Respondents, by) {
		return Response{}, fault.At("by", "measure.paper.by")
	}
	given.How = How{Respondent: by, Way: OnPaper, Typed: tx.By.ID, TypedAt: tx.Now}
	given.Again = true
	return Answer(tx, rec, which, given)
}

// written is the moment that stands for a day: now for today, and noon for one before.
func written(day string, now time.Time, zone *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return at, fault.At("day", "measure.paper.day")
	}
	if day == now.In(zone).Format(time.DateOnly) {
		return now, nil
	}
	at = dayAt(at.Year(), at.Month(), at.Day(), 12, zone)
	if at.After(now) || at.Before(now.AddDate(-oldest, 0, 0)) {
		return at, fault.At("day", "measure.paper.day")
	}
	return at, nil
}

// numbered are answers from the numbers that are printed beside them, in the order of the
// questions: one figure each, or with spaces between them; a dot is a blank. Count is how
// many there were.
func numbered(form *fhir.Questionnaire, text string) (given fhir.Answers, problems map[string]string, count int) {
	figures := strings.Fields(text)
	if len(figures) <= 1 {
		figures = strings.Split(strings.TrimSpace(text), "")
	}
	given, problems = fhir.Answers{}, map[string]string{}
	for i, q := range form.Questions() {
		if i >= len(figures) || figures[i] == "." || figures[i] == "-" {
			continue
		}
		if code, ok := printed(q, figures[i]); ok {
			given[q.LinkID] = code
		} else {
			problems[q.LinkID] = "measure.problem.nooption"
		}
	}
	return given, problems, len(figures)
}
