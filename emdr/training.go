package emdr

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/room"
	"tillit.care/space"
)

// TrainingID names one thing that was said about a training.
type TrainingID = id.ID[Training]

// What was said about a training.
const (
	saidIt    = "said"      // by the therapist
	confirmed = "confirmed" // by an owner who has seen the paper
	refused   = "refused"
)

// Training is one thing that was said about somebody's training in EMDR. It never changes.
type Training struct {
	ID TrainingID `json:"-"`
	N  int        `json:"-"`
	At time.Time  `json:"-"`

	Act     string     `json:"act"`
	Of      who.ID     `json:"of"` // the therapist
	By      who.ID     `json:"by"`
	About   TrainingID `json:"about,omitempty"` // which words were confirmed
	Body    seal.Text  `json:"body,omitempty"`  // who gave it
	Number  seal.Text  `json:"number,omitempty"`
	Expires string     `json:"expires,omitempty"` // the last day on which it is valid
}

// Least keeps a no as large as a paper.
func (t Training) Least() int { return 768 }

// Paper is how somebody's training stands.
type Paper struct {
	Training
	State string // saidIt, confirmed, refused; empty: nothing was said
	Since time.Time
	Name  string
}

// paperOf is how one person's training stands, out of all that was said.
func paperOf(all []Training, person who.ID) (p Paper) {
	for _, t := range all { // oldest first
		switch {
		case t.Of != person:
		case t.Act == saidIt:
			p = Paper{Training: t, State: saidIt, Since: t.At}
		case t.About == p.ID:
			p.State, p.Since = t.Act, t.At
		}
	}
	return p
}

// valid is the words key of why a training does not count on a day; empty: it does.
func (p Paper) valid(today string) string {
	switch {
	case p.State == "":
		return "emdr.hard.training"
	case p.Expires < today:
		return "emdr.hard.expired"
	case p.State != confirmed:
		return "emdr.hard.unconfirmed"
	}
	return ""
}

func today(tx *db.Tx) (string, error) {
	settings, err := practice.Of(tx)
	return tx.Now.In(settings.Location()).Format(time.DateOnly), err
}

// Hard is why phases 3 to 6 are closed to the author of this transaction in this case, as a
// words key; empty: they are open. There is no reason that opens them.
func Hard(tx *db.Tx, rec *space.Record) (string, error) {
	all, err := trainings(tx)
	if err != nil {
		return "", err
	}
	day, err := today(tx)
	if err != nil {
		return "", err
	}
	if why := paperOf(all, tx.By.ID).valid(day); why != "" {
		return why, nil
	}
	s, err := care.StandingOf(tx, rec, care.EMDR)
	switch {
	case err != nil || s.Holds:
		return "", err
	case s.Withheld():
		return "emdr.hard.withheld", nil
	}
	return "emdr.hard.consent", nil
}

// SayTraining keeps what a therapist says about their own training.
func SayTraining(tx *db.Tx, t Training) error {
	if !tx.By.Holds(who.Therapist) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	day, err := today(tx)
	if err != nil {
		return err
	}
	_, odd := time.Parse(time.DateOnly, t.Expires)
	switch {
	case t.ID == "":
		return fault.New(fault.Invalid, "fault.form")
	case t.Body == "":
		return fault.At("body", "emdr.missing")
	case t.Number == "":
		return fault.At("number", "emdr.missing")
	case odd != nil || t.Expires < day:
		return fault.At("expires", "emdr.expires.odd")
	case len(t.Body.Reveal()) > longest || len(t.Number.Reveal()) > longest:
		return fault.At("body", "emdr.long")
	}
	t.Act, t.Of = saidIt, tx.By.ID
	return t.add(tx, "emdr.training")
}

// Confirm keeps that an owner has seen the paper, or that it does not count.
func Confirm(tx *db.Tx, once, which TrainingID, yes bool) error {
	if !tx.By.Holds(who.Owner) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	all, err := trainings(tx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ID != which || t.Act != saidIt {
			continue
		}
		if paperOf(all, t.Of).ID != which {
			return fault.New(fault.Conflict, "emdr.meanwhile")
		}
		answer := Training{ID: once, Act: refused, Of: t.Of, About: which}
		if yes {
			answer.Act = confirmed
		}
		return answer.add(tx, "emdr.confirm")
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

func (t Training) add(tx *db.Tx, act string) error {
	if err := tx.Lock("emdr training"); err != nil {
		return err
	}
	all, err := trainings(tx)
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.ID == t.ID {
			return nil
		}
	}
	t.N, t.At, t.By = len(all)+1, tx.Now, tx.By.ID
	tx.Note(trail.Practice, act, string(t.Of))
	tx.Touch(room.Doubt, Part) // a set that is on may have to end
	return insertTraining(tx, t)
}

// Papers are how everybody's training stands, for an owner.
func Papers(tx *db.Tx) (every []Paper, err error) {
	all, err := trainings(tx)
	if err != nil {
		return nil, err
	}
	staff, err := account.Staff(tx)
	for _, a := range staff {
		if p := paperOf(all, a.ID); p.State != "" {
			p.Name = a.Name.Reveal()
			every = append(every, p)
		}
	}
	return every, err
}
