package e2e_test

import (
	"context"
	"time"

	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/care"
	"tillit.care/e2e/load"
	"tillit.care/emdr"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// founds is a practice with so many clients, each with what a light takes and a session, made
// through the verbs.
func (l *links) founds(n int) (*load.Practice, []*link) {
	l.Helper()
	ctx := context.Background()
	p, err := load.Found(ctx, l.TempDir(), "", n)
	if err != nil {
		l.Fatal(err)
	}
	h, err := p.Open(ctx)
	if err != nil {
		l.Fatal(err)
	}
	l.trains(ctx, h, p)
	var all []*link
	for _, c := range p.Clients {
		which, err := litSession(ctx, h, p, c)
		if err != nil {
			l.Fatal(err)
		}
		k := &link{links: l, path: "/spaces/" + string(c.Space) + "/meetings/" + string(which) + "/room"}
		k.pages = [2]*linked{{k: k, session: p.Session}, {k: k, session: c.Session}}
		all = append(all, k)
	}
	if err := h.Close(ctx); err != nil {
		l.Fatal(err)
	}
	return p, all
}

// trains is the therapist's training, which an owner has seen: here they are one.
func (l *links) trains(ctx context.Context, h *app.House, p *load.Practice) {
	l.Helper()
	err := h.DB.Write(ctx, p.Therapist, func(tx *db.Tx) error {
		said := emdr.Training{ID: id.New[emdr.Training](tx.Now), Body: "an institute", Number: "1", Expires: tx.Now.AddDate(1, 0, 0).Format(time.DateOnly)}
		if err := emdr.SayTraining(tx, said); err != nil {
			return err
		}
		return emdr.Confirm(tx, id.New[emdr.Training](tx.Now), said.ID, true)
	})
	if err != nil {
		l.Fatal(err)
	}
}

// litSession is a session of a client who has signed, and of whom the therapist knows that a
// light does no harm.
func litSession(ctx context.Context, h *app.House, p *load.Practice, c load.Client) (which meeting.ID, err error) {
	treats := right.Read | right.Write | right.Treat | right.Admit
	err = h.DB.Write(ctx, p.Therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Space, treats)
		if err != nil {
			return err
		}
		found := emdr.Words{"head": "yes", "eyes": "yes", "migraine": "yes"}
		if err := emdr.Look(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Words: found}); err != nil {
			return err
		}
		which = id.New[meeting.Meeting](tx.Now)
		if _, err := meeting.Plan(tx, rec, which, tx.Now, meeting.InPerson); err != nil {
			return err
		}
		return care.AskFor(tx, rec, id.New[care.Word](tx.Now), care.EMDR)
	})
	if err != nil {
		return "", err
	}
	return which, h.DB.Write(ctx, c.Person, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Space, right.Read|right.Write)
		if err != nil {
			return err
		}
		text, err := care.TextOf(care.EMDR, "en")
		if err != nil {
			return err
		}
		return care.Sign(tx, rec, care.EMDR, care.Signing{Once: id.New[care.Word](tx.Now), Hash: text.Hash, Language: "en", Name: "A client", Yes: true})
	})
}
