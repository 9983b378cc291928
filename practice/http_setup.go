package practice

import (
	"net/http"
	"slices"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/mail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
)

// first is a route behind the one-time address. Once there is an owner, it leads to where
// the owner signs in.
func (p Pages) first(handle web.Handle) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !p.Setup.knows(r.PathValue("secret")) {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		s, err := p.soFar(r)
		if err != nil {
			return err
		}
		if !slices.Contains(beforeOwner, s.Step) {
			return web.See(w, r, begin)
		}
		if step := r.PathValue("step"); step != "" && !slices.Contains(beforeOwner, step) {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		return handle(w, r)
	}
}

// unready is a route of setting up that its owner walks. Once it is done, the settings
// are in its place.
func (p Pages) unready(handle web.Handle) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		ready, err := p.Setup.Ready(r.Context())
		if err != nil {
			return err
		}
		if ready {
			return web.See(w, r, "/practice")
		}
		if _, err := p.soFar(r); err != nil {
			return err
		}
		if step := r.PathValue("step"); step != "" && !slices.Contains(withOwner, step) {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		return handle(w, r)
	}
}

// soFar is how far setting up has come. It has come past the owner as soon as the owner
// can sign in.
func (p Pages) soFar(r *http.Request) (s Settings, err error) {
	there := false
	err = p.DB.Read(r.Context(), who.House, func(tx *db.Tx) error {
		if s, err = SoFar(tx); err != nil || s.Step != "owner" {
			return err
		}
		there, err = owned(tx)
		return err
	})
	if err != nil || !there {
		return s, err
	}
	err = p.DB.Write(r.Context(), who.House, func(tx *db.Tx) error {
		if s, err = SoFar(tx); err != nil || s.Step != "owner" {
			return err
		}
		s.past("owner")
		return keep(tx, s)
	})
	return s, err
}

// base is where the pages of setting up are, for whoever asks.
func base(r *http.Request, step string) string {
	if secret := r.PathValue("secret"); secret != "" {
		return pathOf(secret, step)
	}
	return begin + "/" + step
}

// lead leads to the step that comes next.
func (p Pages) lead(w http.ResponseWriter, r *http.Request) error {
	s, err := p.soFar(r)
	if err != nil {
		return err
	}
	return web.See(w, r, base(r, s.Step))
}

func (p Pages) stepView(r *http.Request, step string) view {
	at := indexOf(step)
	v := view{Part: step, Action: base(r, step), At: at + 1, Me: web.Who(r).ID, Fields: fields{}}
	title := map[string]string{"key": "practice.key.title", "owner": "practice.owner.title", "people": "practice.people.title", "done": "practice.done.title"}[step]
	if part, ok := partOf(step); ok {
		title = part.title
	}
	v.Frame = p.bare(r, title)
	if at > 0 && steps[at] != withOwner[0] {
		v.Back = base(r, steps[at-1])
	}
	return v
}

// step is one page of setting up. A step that has not been reached leads to the one that
// has.
func (p Pages) step(w http.ResponseWriter, r *http.Request) error {
	step := r.PathValue("step")
	v := p.stepView(r, step)
	if err := p.look(r, &v); err != nil {
		return err
	}
	if !v.Settings.reached(step) {
		return web.See(w, r, base(r, v.Settings.Step))
	}
	if part, ok := partOf(step); ok {
		v.Fields = p.filled(part, v.Settings)
	}
	return web.Draw(w, r, http.StatusOK, partPage(v))
}

// take takes what was entered on one page of setting up, and leads to the next.
func (p Pages) take(w http.ResponseWriter, r *http.Request) error {
	step := r.PathValue("step")
	s, err := p.soFar(r)
	if err != nil {
		return err
	}
	if !s.reached(step) {
		return web.See(w, r, base(r, s.Step))
	}
	switch step {
	case "key":
		return p.takeKey(w, r)
	case "owner":
		return p.takeOwner(w, r)
	case "people":
		return p.takePeople(w, r)
	case "done":
		return p.takeDone(w, r)
	}
	part, _ := partOf(step)
	return p.keep(w, r, part, p.stepView(r, step), base(r, steps[indexOf(step)+1]))
}

// again shows a step once more, with what was written and what is wrong with it.
func (p Pages) again(w http.ResponseWriter, r *http.Request, step string, f fields, wrong problems) error {
	v := p.stepView(r, step)
	if err := p.look(r, &v); err != nil {
		return err
	}
	v.Fields, v.Wrong = f, wrong
	return web.Draw(w, r, http.StatusUnprocessableEntity, partPage(v))
}

func (p Pages) takeKey(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if !form.Ticked("copied") {
		return p.again(w, r, "key", fields{}, problems{"copied": "practice.key.unconfirmed"})
	}
	if err := p.advance(r, "key"); err != nil {
		return err
	}
	return web.See(w, r, base(r, "about"))
}

func (p Pages) advance(r *http.Request, step string) error {
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s, err := SoFar(tx)
		if err != nil {
			return err
		}
		s.past(step)
		return keep(tx, s)
	})
}

// takeOwner hands the owner over to signing in: from there they come back by themselves.
func (p Pages) takeOwner(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	f := written(form)
	if f["name"] == "" {
		return p.again(w, r, "owner", f, problems{"name": "practice.owner.name.missing"})
	}
	posts := who.Owner
	if form.Ticked("treats") {
		posts |= who.Therapist
	}
	var inv account.Invitation
	err = p.DB.Write(r.Context(), who.House, func(tx *db.Tx) (err error) {
		inv, err = account.Found(tx, posts, f["name"], f["email"])
		return err
	})
	if fault.Is(err, fault.Invalid) {
		wrong := fault.Of(err)
		return p.again(w, r, "owner", f, problems{wrong.Field: wrong.Key})
	}
	if err != nil {
		return err
	}
	return p.Account.Greet(w, r, inv)
}

func (p Pages) takePeople(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if form.Text("act") == "invite" {
		return p.inviteOn(w, r, p.stepView(r, "people"))
	}
	if err := p.advance(r, "people"); err != nil {
		return err
	}
	return web.See(w, r, base(r, "cover"))
}

func (p Pages) takeDone(w http.ResponseWriter, r *http.Request) error {
	if err := p.DB.Write(r.Context(), web.Who(r), finish); err != nil {
		return err
	}
	if _, err := p.Setup.Ready(r.Context()); err != nil {
		return err
	}
	return web.See(w, r, "/")
}

// tryLetter sends the owner a letter now, and says honestly what became of it.
func (p Pages) tryLetter(r *http.Request, v *view) error {
	var me account.Account
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		me, err = account.Of(tx, web.Who(r).ID)
		return err
	})
	if err != nil {
		return err
	}
	if v.Settings.Mail.Host == "" {
		v.Wrong = problems{"host": "practice.mail.host.odd"}
		return nil
	}
	v.To = me.Email.Reveal()
	v.Letter = outcomes[v.Settings.Mail.Try(r.Context(), mail.Letter{To: v.To,
		Subject: words.T(r.Context(), "practice.letter.subject"), Text: words.T(r.Context(), "practice.letter.text")})]
	return nil
}

var outcomes = map[mail.Outcome]string{
	mail.Taken:       "practice.mail.taken",
	mail.Unreachable: "practice.mail.unreachable",
	mail.NotPrivate:  "practice.mail.notprivate",
	mail.NotLetIn:    "practice.mail.notletin",
	mail.NotTaken:    "practice.mail.nottaken",
}
