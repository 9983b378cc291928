package safety

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// View is a plan as one of its readers sees it.
type View struct {
	Space     space.ID
	Eyes      string
	Plan      Plan   // as it is now; not Found: there is none
	Earlier   []Plan // newest first
	Me        who.ID
	Client    bool   // its reader is the client
	Writes    bool   // its reader may change it
	Closed    string // words key: why nothing is written now; empty: one may
	Therapist string
	Practice  practice.Settings
	Zone      *time.Location
}

// Of is the plan of an open shared space, and whom to call.
func Of(tx *db.Tx, rec *space.Record) (View, error) {
	v := View{Space: rec.Space(), Eyes: rec.Eyes(), Me: tx.By.ID, Client: rec.Role() == right.Client}
	var err error
	if v.Practice, err = practice.Of(tx); err != nil {
		return v, err
	}
	v.Zone = v.Practice.Location()
	c, err := care.Of(tx, rec)
	if err != nil {
		return v, err
	}
	therapist, err := account.Of(tx, c.Therapist)
	if err != nil {
		return v, err
	}
	v.Therapist = therapist.Name.Reveal()
	all, err := versions(tx, rec)
	if err != nil {
		return v, err
	}
	v.Plan = newest(all)
	for _, p := range all {
		if p.ID != v.Plan.ID {
			v.Earlier = append(v.Earlier, p)
		}
	}
	return v, v.close(tx, rec)
}

// close finds out whether anything new is written here.
func (v *View) close(tx *db.Tx, rec *space.Record) error {
	err := care.Takes(tx, rec)
	if fault.Is(err, fault.Conflict) {
		v.Closed, err = fault.Of(err).Key, nil
	}
	v.Writes = rec.May(right.Write) && v.Closed == ""
	return err
}

// Written tells whether there is a plan that says something.
func (v View) Written() bool { return !v.Plan.Words.Empty() }

func (v View) path() string { return "/spaces/" + string(v.Space) + "/safety-plan" }

// by is the words key of the sentence that says who wrote a version.
func (v View) by(p Plan) string {
	switch {
	case p.By == v.Me:
		return "safety.by.me"
	case v.Client:
		return "safety.by.mine"
	}
	return "safety.by." + string(p.As)
}

// audience ends the key of a sentence that is not the same for a client and for others.
func (v View) audience() string {
	if v.Client {
		return "client"
	}
	return "staff"
}
