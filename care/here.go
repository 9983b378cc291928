package care

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Here is the consent of a client who reads it on their therapist's device.
type Here struct{ agreeing }

// HereFor is what a client is asked to agree to, in a language.
func HereFor(tx *db.Tx, rec *space.Record, language string) (Here, error) {
	h := Here{agreeing{Space: rec.Space()}}
	settings, err := practice.Of(tx)
	if err != nil {
		return h, err
	}
	h.Zone = settings.Location()
	h.Shown, err = shown(ConsentFor(rec.Kind()), language)
	return h, err
}

// Wrong is the page once more, with what was entered and what is wrong with it.
func (h Here) Wrong(given Agreeing, f *fault.Fault) Here {
	h.Given, h.Field, h.Problem = given, f.Field, f.Key
	return h
}

// AgreeingIn reads what was entered on the page of the consent.
func AgreeingIn(form web.Values) Agreeing {
	return Agreeing{Name: form.Text("name"), Yes: form.Ticked("yes"), Adult: form.Ticked("adult"), Safe: form.Text("safe"), Phone: form.Text("phone"), Letters: form.Ticked("letters")}
}

// AgreeHere keeps the consent that a client gave on the device of the therapist who acts:
// word for word, by version and language, with the name that the client typed.
func AgreeHere(tx *db.Tx, rec *space.Record, hash string, a Agreeing) error {
	if err := rec.Holds(right.Treat | right.Read | right.Write); err != nil {
		return err
	}
	if err := a.missing(); err != nil {
		return err
	}
	h, err := HereFor(tx, rec, a.Language)
	if err != nil {
		return err
	}
	if h.Shown.Hash != hash {
		return fault.New(fault.Conflict, "care.agree.changed")
	}
	if yes, err := Agrees(tx, rec); err != nil || yes {
		return err
	}
	c, err := caseFor(tx, rec, right.Read)
	if err != nil {
		return err
	}
	given := Consent{ID: id.New[Consent](tx.Now), At: tx.Now, Version: ConsentFor(rec.Kind()), Hash: hash, In: h.Shown.Language,
		By: tx.By.ID, Name: seal.Text(a.Name), Adult: true, Here: true}
	if err := insertConsent(tx, rec, given); err != nil {
		return err
	}
	contact, err := space.Open(tx, c.Contact, right.Read|right.Write, right.Contact)
	if err != nil {
		return err
	}
	rec.Note(tx, "care.consent", string(given.ID))
	rec.Touch(tx, web.Members)
	if err := a.reach(tx, contact); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// Agrees tells whether the client of an open space has agreed to the record, by themselves
// or on the therapist's device, and has not taken it back.
func Agrees(tx *db.Tx, rec *space.Record) (bool, error) {
	version := ConsentFor(rec.Kind())
	members, err := rec.Members(tx)
	if err != nil {
		return false, err
	}
	for _, m := range members {
		if m.Role == right.Client && m.Agreed == version {
			return true, nil
		}
	}
	at, err := hereAt(tx, rec)
	return !at.IsZero(), err
}

// hereAt is when the client agreed on the therapist's device; zero where they did not, or
// have taken it back.
func hereAt(tx *db.Tx, rec *space.Record) (time.Time, error) {
	given, err := Consents(tx, rec)
	for _, c := range given {
		if c.Here && c.Ended.IsZero() && c.Version == ConsentFor(rec.Kind()) {
			return c.At, err
		}
	}
	return time.Time{}, err
}

// StopHere takes back what a client agreed to on the therapist's device, because they said
// so.
func StopHere(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(right.Admit | right.Read); err != nil {
		return err
	}
	given, err := Consents(tx, rec)
	if err != nil {
		return err
	}
	stopped := false
	for _, c := range given {
		if !c.Here || !c.Ended.IsZero() {
			continue
		}
		stopped, c.Ended = true, tx.Now
		if err := updateConsent(tx, rec, c); err != nil {
			return err
		}
	}
	if !stopped {
		return fault.New(fault.Conflict, "care.notagreed")
	}
	rec.Note(tx, "care.stop", "")
	rec.Touch(tx, web.Members)
	return Brief(tx, rec)
}
