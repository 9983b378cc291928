package measure

import (
	"errors"
	"net/http"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/web"
	"tillit.care/care"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// Export writes everything that was answered in a space as an HL7 FHIR R4 Bundle: each
// response, and its scores as they were made on that day. Whose they are is told by a
// reference, never by a name.
func Export(tx *db.Tx, rec *space.Record) ([]byte, error) {
	every, err := Responses(tx, rec)
	if err != nil {
		return nil, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return nil, err
	}
	which, err := care.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	whose := string(which.ID) // of a couple: each partner is a person of their own
	out := exported{at: settings.Address + "/fhir/", subject: "Patient/" + whose}
	version := instrument.Versions(tx)
	for _, r := range every {
		in, err := version(r.Instrument, r.Version, r.Result.Version)
		if err != nil {
			return nil, err
		}
		if err := out.add(in, r); err != nil {
			return nil, err
		}
	}
	rec.Note(tx, "measure.export", "")
	return fhir.Bundle(whose, tx.Now, out.all)
}

type exported struct {
	at, subject string
	all         []fhir.Entry
}

func (e *exported) add(in *score.Instrument, r Response) error {
	id := "QuestionnaireResponse/" + string(r.ID)
	text, err := in.Form.Response(r.Answers, fhir.Authored{ID: string(r.ID), Subject: e.subject, Source: e.subject, At: r.At, Kept: true, Tags: r.origin()})
	if errors.Is(err, fhir.ErrUnfit) { // its version is not here any more: that is said, and not passed over
		text, err = fhir.Trouble(id + ": the version of the form that was answered is not here")
	}
	if err != nil {
		return err
	}
	e.all = append(e.all, fhir.Entry{FullURL: e.at + id, Resource: text})
	scores, err := in.Observations(r.Result, score.Observed{ID: string(r.ID), Subject: e.subject, Response: id, At: r.At})
	for n, text := range scores {
		e.all = append(e.all, fhir.Entry{FullURL: e.at + "Observation/" + string(r.ID) + "-" + strconv.Itoa(n+1), Resource: text})
	}
	return err
}

// origin marks what was brought from elsewhere.
func (r Response) origin() []fhir.Coding {
	if r.Brought == nil {
		return nil
	}
	return []fhir.Coding{{System: "https://tillit.care/fhir/CodeSystem/origin", Code: "imported"}}
}

// export gives all answers of a space as a file.
func (p Pages) export(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	var text []byte
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		text, err = Export(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	return web.File(w, "answers.json", "application/fhir+json; charset=utf-8", text)
}
