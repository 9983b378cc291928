package measure

import (
	"encoding/json"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// lent is what the therapist's device shows while it is in the client's hands: one form, and
// after it what follows from it.
type lent struct {
	Space   space.ID   `json:"s"`
	Measure ID         `json:"m"`
	Done    ResponseID `json:"d,omitempty"` // what was answered; empty: nothing yet
}

// lentFor reads what a session was lent for.
func lentFor(what string) (lent, error) {
	var l lent
	if json.Unmarshal([]byte(what), &l) != nil || l.Space == "" {
		return l, fault.New(fault.NotFound, "fault.notfound")
	}
	return l, nil
}

func (l lent) String() string {
	text, _ := json.Marshal(l) // ids only
	return string(text)
}

// open opens the space for the act of the therapist who lent the device.
func (l lent) open(tx *db.Tx) (*space.Record, error) {
	return space.Open(tx, l.Space, right.Treat|right.Read|right.Write, right.Measured...)
}

// lend makes ready that a measure is answered on this device: it is asked from now on, if it
// was not.
func lend(tx *db.Tx, rec *space.Record, which ID) (lent, error) {
	l := lent{Space: rec.Space(), Measure: which}
	m, err := running(tx, rec, which)
	if err != nil {
		return l, err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return l, err
	}
	if !c.Ended.IsZero() {
		return l, fault.New(fault.Conflict, "care.ended")
	}
	rec.Note(tx, "measure.lend", string(which))
	if m.Open(tx.Now) {
		return l, nil
	}
	m.Due = tx.Now // and no touch: what is open in this browser asks for nothing any more
	if err := m.move(tx, rec); err != nil {
		return l, err
	}
	return l, m.expect(tx, rec)
}

// asks is the measure that the device shows the form of; empty: nothing more is asked on it.
func (l lent) asks(tx *db.Tx, rec *space.Record) (ID, error) {
	if l.Done == "" {
		return l.Measure, nil
	}
	return screenNow(tx, rec)
}

// sheet is a fresh form for the device. Nothing of the client is on it, not even their name.
func (l lent) sheet(tx *db.Tx, rec *space.Record) (sheet, error) {
	s := sheet{Space: l.Space, Once: id.New[Response](tx.Now), Eyes: "measure.tablet.eyes", At: tabletPath}
	which, err := l.asks(tx, rec)
	if err != nil || which == "" {
		return s, err
	}
	if s.Measure, err = One(tx, rec, which); err != nil {
		return s, err
	}
	s.Asked, s.Open = ms(s.Measure.Due), s.Measure.Open(tx.Now)
	if s.Form, err = s.Measure.Form(tx); err != nil {
		return s, err
	}
	s.Held = s.Form.Held()
	s.Watch, err = watching(tx, rec)
	return s, err
}

// answerHere keeps what a client answered on the device, as the act of the therapist who
// gave it to them.
func (l lent) answer(tx *db.Tx, given Given) (lent, error) {
	rec, err := l.open(tx)
	if err != nil {
		return l, err
	}
	which, err := l.asks(tx, rec)
	if err != nil {
		return l, err
	}
	if which == "" || l.Done == given.Once {
		which = l.Measure // sent twice
	}
	given.How = How{Respondent: Self, Setting: InTheRoom, Way: OnTablet}
	kept, err := Answer(tx, rec, which, given)
	l.Done = kept.ID
	return l, err
}

// receipt is what the client sees after sending.
func (l lent) receipt(tx *db.Tx, rec *space.Record) (receipt, error) {
	got := receipt{Space: l.Space}
	kept, err := OneResponse(tx, rec, l.Done)
	if err != nil {
		return got, err
	}
	if got.Alert, err = alert.About(tx, rec, string(l.Done)); err != nil {
		return got, err
	}
	got.Care = got.Alert.Found() || kept.Instrument == screen
	if got.Watch, err = watching(tx, rec); err != nil {
		return got, err
	}
	got.Screen, err = screenNow(tx, rec)
	return got, err
}

const tabletPath = "/tablet"

// mayAnswer looks whether an answer may be kept: the client answers by themselves, or their
// therapist gave them a device or typed in their paper. Either way they have agreed to it.
func mayAnswer(tx *db.Tx, rec *space.Record, h How) error {
	if rec.Role() == right.Client {
		if !care.Agreed(rec) {
			return fault.New(fault.Conflict, "measure.consent")
		}
		return nil
	}
	if err := rec.Holds(right.Treat | right.Read | right.Write); err != nil {
		return err
	}
	if h.Way != OnTablet && h.Way != OnPaper {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	yes, err := care.Agrees(tx, rec)
	if err == nil && !yes {
		err = fault.New(fault.Conflict, "measure.consent")
	}
	return err
}
