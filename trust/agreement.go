package trust

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/space"
)

// Agreement is what somebody agreed with themselves or with somebody named: something that
// one can see. It counts nothing, proves nothing, and either may withdraw it (reference/
// clinical.md §7, TrustLedger, and its danger).
type Agreement struct {
	What      seal.Text `json:"what,omitempty"`
	With      string    `json:"with,omitempty"`
	Person    []Thread  `json:"person,omitempty"`
	Know      seal.Text `json:"know,omitempty"`
	Look      seal.Text `json:"look,omitempty"`
	Withdrawn string    `json:"withdrawn,omitempty"`
}

func (a *Agreement) Kind() Kind      { return "agreement" }
func (a *Agreement) Name() seal.Text { return a.What }

func (a *Agreement) Fields() []Field {
	return []Field{
		line("what", &a.What).must().hinted(), pick("with", &a.With, "self", "other"), people("person", &a.Person).only(),
		prose("know", &a.Know).hinted(), day("look", &a.Look).hinted(), pick("withdrawn", &a.Withdrawn, yes).act(),
	}
}

// Keeping is how it went with an agreement, once.
type Keeping struct {
	Agreement []Thread  `json:"agreement,omitempty"`
	How       string    `json:"how,omitempty"`
	Day       seal.Text `json:"day,omitempty"`
	Note      seal.Text `json:"note,omitempty"`
}

func (k *Keeping) Kind() Kind      { return "keeping" }
func (k *Keeping) Name() seal.Text { return k.Note }

func (k *Keeping) Fields() []Field {
	return []Field{
		links("agreement", &k.Agreement, "agreement").only(),
		pick("how", &k.How, "kept", "repaired", "first", "missed").must(), day("day", &k.Day), line("note", &k.Note).hinted(),
	}
}

// gate makes sure that it went somehow with something.
func (k *Keeping) gate([]Revision) error {
	if len(k.Agreement) == 0 {
		return fault.At("agreement", "trust.missing")
	}
	return nil
}

// Withdraw ends an agreement. Nobody is asked why.
func Withdraw(tx *db.Tx, rec *space.Record, t Thread, once ID) error {
	return change(tx, rec, t, once, func(now Revision, _ []Revision, _ string) (Thing, error) {
		a, ok := clone(now.Thing).(*Agreement)
		if !ok {
			return nil, fault.New(fault.Invalid, "fault.form")
		}
		a.Withdrawn = yes
		return a, nil
	})
}
