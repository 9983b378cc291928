package instrument

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/fhir"
	"tillit.care/pure/score"
)

// Copy is a form that somebody brings, as they have it, with the licence that they hold.
type Copy struct {
	Form  []byte
	Grant Grant

	// Of an instrument that Tillit knows nothing of:
	Scoring []byte        // the sidecar; empty: the answers are kept and not scored
	Licence score.Licence // of its owner, complete or it does not load
}

// Unfit is the fault of a file that cannot be used. It names the element, and why.
type Unfit struct {
	Field string // of the page's form: form or scoring
	Why   string
	fault error
}

func (u *Unfit) Error() string { return u.fault.Error() }
func (u *Unfit) Unwrap() error { return u.fault }

func unfit(field string, why error) error {
	return &Unfit{field, why.Error(), fault.At(field, "instrument.unfit."+field)}
}

// Bring keeps the practice's own licensed copy of an instrument that comes without its
// wording, after every item was compared with what is scored.
func Bring(tx *db.Tx, which string, c Copy) (Entry, error) {
	l, err := change(tx, which)
	if err != nil {
		return Entry{}, err
	}
	if l.Own() || !l.Known.NeedsCopy() {
		return Entry{}, fault.New(fault.Conflict, "instrument.ships")
	}
	if err := c.Grant.check(tx); err != nil {
		return Entry{}, err
	}
	q, err := fhir.Import(c.Form, which)
	if err != nil {
		return Entry{}, unfit("form", err)
	}
	if _, err := l.Known.With(q); err != nil {
		return Entry{}, unfit("form", err)
	}
	if c.Scoring, err = scoringOf(which); err != nil {
		return Entry{}, err
	}
	return l.keep(tx, q, c)
}

// id is what an instrument of a practice's own may be called.
var ids = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// BringOwn keeps a form as an instrument of the practice's own: a new one, or a new version.
func BringOwn(tx *db.Tx, which string, c Copy) (Entry, error) {
	if err := owner(tx); err != nil {
		return Entry{}, err
	}
	if !ids.MatchString(which) {
		return Entry{}, fault.At("id", "instrument.id.odd")
	}
	l, err := change(tx, which)
	if fault.Is(err, fault.NotFound) {
		l, err = &Listed{ID: which}, nil
	}
	if err != nil {
		return Entry{}, err
	}
	if !l.Own() {
		return Entry{}, fault.At("id", "instrument.id.known")
	}
	if err := c.check(tx); err != nil {
		return Entry{}, err
	}
	q, err := fhir.Import(c.Form, which)
	if err != nil {
		return Entry{}, unfit("form", err)
	}
	if c.Scoring, err = sidecar(which, c, q); err != nil {
		return Entry{}, unfit("scoring", err)
	}
	return l.keep(tx, q, c)
}

// sidecar is the scoring as it came, with the licence that stands on the page; without one
// it says that nothing is scored.
func sidecar(which string, c Copy, q *fhir.Questionnaire) ([]byte, error) {
	parts := map[string]any{"version": "1", "respondent": "as worded", "timeframe": "as worded", "cadence": "as asked",
		"source": []string{c.Licence.URL}, "held": []string{}, "subscales": []any{}}
	if len(bytes.TrimSpace(c.Scoring)) > 0 {
		parts = map[string]any{}
		if err := json.Unmarshal(c.Scoring, &parts); err != nil {
			return nil, fmt.Errorf("scoring: %w", err)
		}
	}
	parts["id"], parts["licence"] = which, c.Licence
	text, err := json.Marshal(parts)
	if err != nil {
		return nil, err
	}
	form, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	in, err := score.Read(text, form)
	if err == nil && (in.Alone || in.InSession) {
		err = errors.New("alone, inSession: only of what comes with Tillit")
	}
	return text, err
}

// keep makes the next version of a copy. The same copy once more is a Conflict.
func (l *Listed) keep(tx *db.Tx, q *fhir.Questionnaire, c Copy) (Entry, error) {
	came, err := json.Marshal(q)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Kind: Brought, Instrument: l.ID, Title: q.Title, Grant: c.Grant, Licence: c.Licence, Hash: wording{came, c.Scoring}.hash()}
	if n := len(l.Copies); n > 0 && l.Copies[n-1].Hash == e.Hash {
		return e, fault.New(fault.Conflict, "instrument.same")
	}
	q.Version = l.free(q.Version)
	e.Version = q.Version
	form, err := json.Marshal(q)
	if err != nil {
		return e, err
	}
	w := wording{form, c.Scoring}
	if _, err := w.read(l.ID); err != nil {
		return e, unfit("form", err)
	}
	if e, err = e.keep(tx, "instrument.bring"); err != nil {
		return e, err
	}
	return e, insertWording(tx, e.ID, w)
}

// free is a version that no earlier copy has: the one that the form names, or else that and
// a number behind it.
func (l *Listed) free(want string) string {
	taken := map[string]bool{}
	for _, c := range l.Copies {
		taken[c.Version] = true
	}
	version := want
	for n := 2; taken[version]; n++ {
		version = want + "-" + strconv.Itoa(n)
	}
	return version
}

func (c Copy) check(tx *db.Tx) error {
	for _, f := range []struct{ field, text string }{
		{"class", c.Licence.Class}, {"spdx", c.Licence.SPDX}, {"text", c.Licence.Text}, {"url", c.Licence.URL}, {"evidence", c.Licence.Evidence},
	} {
		if strings.TrimSpace(f.text) == "" {
			return fault.At(f.field, "instrument.licence.missing")
		}
	}
	if !address(c.Licence.URL) {
		return fault.At("url", "instrument.url.odd")
	}
	if c.Licence.Class == written && c.Grant == (Grant{}) {
		return nil // whoever wrote it needs nobody's leave
	}
	return c.Grant.check(tx)
}

// written is the licence class of what a practice wrote itself.
const written = "OWN"
