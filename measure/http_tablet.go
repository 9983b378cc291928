package measure

import (
	"errors"
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// tablets are the ways to and through a device that a therapist gives to a client.
func (p Pages) tablets() []web.Route {
	return []web.Route{
		{Pattern: "POST /spaces/{space}/measures/{measure}/tablet", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.lend},
		{Pattern: "GET " + tabletPath, Audience: web.Lent, Handle: p.tablet},
		{Pattern: "POST " + tabletPath, Audience: web.Lent, Handle: p.answerHere},
		{Pattern: "POST " + tabletPath + "/agree", Audience: web.Lent, Handle: p.agreeHere},
		{Pattern: "POST " + tabletPath + "/return", Audience: web.Lent, Handle: p.giveBack},
	}
}

// lend parks the therapist's session: from the next page on this browser shows one form.
func (p Pages) lend(w http.ResponseWriter, r *http.Request) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		l, err := lend(tx, rec, which)
		if err != nil {
			return err
		}
		return p.Account.Lend(tx, r, l.String())
	})
	if err != nil {
		return err
	}
	return web.See(w, r, tabletPath)
}

// lentFrame is what stands around the page of a lent device: nothing that leads anywhere, and
// no word of whose it is.
func lentFrame(r *http.Request) ui.Frame {
	return ui.Frame{Tab: words.T(r.Context(), "measure.questions"), Lent: true}
}

func (p Pages) tablet(w http.ResponseWriter, r *http.Request) error {
	l, err := lentFor(web.Who(r).Lent)
	if err != nil {
		return err
	}
	var page web.Page
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		page, err = l.page(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, page)
}

// page is what the device shows now: the consent, the form, or that it was sent.
func (l lent) page(tx *db.Tx, r *http.Request) (web.Page, error) {
	rec, err := l.open(tx)
	if err != nil {
		return nil, err
	}
	yes, err := care.Agrees(tx, rec)
	if err != nil {
		return nil, err
	}
	if !yes {
		here, err := care.HereFor(tx, rec, words.Language(r.Context()))
		return tabletConsent(lentFrame(r), here), err
	}
	if l.Done != "" && !r.URL.Query().Has("questions") {
		got, err := l.receipt(tx, rec)
		return tabletDone(lentFrame(r), got), err
	}
	s, err := l.sheet(tx, rec)
	if err != nil {
		return nil, err
	}
	if s.Form == nil || !s.Open {
		return tabletRest(lentFrame(r)), nil
	}
	return tabletForm(lentFrame(r), s), nil
}

func (p Pages) answerHere(w http.ResponseWriter, r *http.Request) error {
	l, err := lentFor(web.Who(r).Lent)
	if err != nil {
		return err
	}
	sent, err := given(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		now, err := l.answer(tx, sent)
		if err != nil {
			return err
		}
		return p.Account.Lend(tx, r, now.String())
	})
	var unanswered *Unanswered
	if errors.As(err, &unanswered) {
		return p.missingHere(w, r, l, sent, unanswered)
	}
	if err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	return web.See(w, r, tabletPath)
}

// missingHere shows the form once more, with everything that was in it.
func (p Pages) missingHere(w http.ResponseWriter, r *http.Request, l lent, sent Given, why *Unanswered) error {
	var s sheet
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := l.open(tx)
		if err != nil {
			return err
		}
		s, err = l.sheet(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	if s.Form == nil {
		return web.See(w, r, tabletPath)
	}
	s.Given, s.Once, s.Asked, s.Problems = sent.Answers, sent.Once, ms(sent.Asked), problems(why.Problems)
	return web.Draw(w, r, http.StatusUnprocessableEntity, tabletForm(lentFrame(r), s))
}

// agreeHere keeps what the client agreed to on the device.
func (p Pages) agreeHere(w http.ResponseWriter, r *http.Request) error {
	l, err := lentFor(web.Who(r).Lent)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	given := care.AgreeingIn(form)
	given.Language = words.Language(r.Context())
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := l.open(tx)
		if err != nil {
			return err
		}
		return care.AgreeHere(tx, rec, form.Text("hash"), given)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, tabletPath)
	}
	if f.Kind != fault.Invalid && f.Key != "care.agree.changed" {
		return err
	}
	var here care.Here
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := l.open(tx)
		if err != nil {
			return err
		}
		here, err = care.HereFor(tx, rec, given.Language)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, web.Status(f), tabletConsent(lentFrame(r), here.Wrong(given, f)))
}

// giveBack ends what was lent: only signing in leads on, back to the case.
func (p Pages) giveBack(w http.ResponseWriter, r *http.Request) error {
	l, err := lentFor(web.Who(r).Lent)
	if err != nil {
		return err
	}
	return p.Account.GiveBack(w, r, "/spaces/"+string(l.Space))
}
