package practice

import (
	"net/http"
	"slices"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/base/who"
)

// staffAbout is what the invitation of somebody who will work here is about.
const staffAbout = "staff"

// posts are what an owner can invite somebody to be.
var posts = []struct {
	field string
	post  who.Post
	label string
}{
	{"therapist", who.Therapist, "practice.post.therapist"},
	{"supervisor", who.Supervisor, "practice.post.supervisor"},
	{"desk", who.Desk, "practice.post.desk"},
	{"owner", who.Owner, "practice.post.owner"},
}

// everybody is who works here, and who was asked to.
func everybody(tx *db.Tx) ([]account.Account, []account.Invitation, error) {
	staff, err := account.Staff(tx)
	if err != nil {
		return nil, nil, err
	}
	asked, err := account.InvitedAbout(tx, staffAbout)
	waiting := slices.DeleteFunc(asked, func(inv account.Invitation) bool {
		return inv.State == account.Confirmed || inv.State == account.Withdrawn
	})
	return staff, waiting, err
}

func (p Pages) peopleView(r *http.Request) view {
	return view{Frame: p.framed(r, "practice.people.title", "practice.eyes.owner"), Part: "people", Action: "/practice/people",
		Back: "/practice", Me: web.Who(r).ID, Fields: fields{}}
}

func (p Pages) people(w http.ResponseWriter, r *http.Request) error {
	v := p.peopleView(r)
	if err := p.look(r, &v); err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, partPage(v))
}

func (p Pages) invite(w http.ResponseWriter, r *http.Request) error {
	return p.inviteOn(w, r, p.peopleView(r))
}

// inviteOn posts an invitation and shows its code, this once.
func (p Pages) inviteOn(w http.ResponseWriter, r *http.Request, v view) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v.Fields = written(form)
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		v.Code, v.Wrong, err = ask(tx, v.Fields)
		return err
	})
	if f := fault.Of(err); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) && f.Key != "fault.conflict" {
		v.Wrong, err = problems{fieldOr(f.Field, "email"): f.Key}, nil
	}
	if err != nil {
		return err
	}
	if err := p.look(r, &v); err != nil {
		return err
	}
	if len(v.Wrong) > 0 {
		return web.Draw(w, r, http.StatusUnprocessableEntity, partPage(v))
	}
	v.Invited, v.Fields = v.Fields["name"], fields{}
	return web.Draw(w, r, http.StatusOK, partPage(v))
}

func fieldOr(field, otherwise string) string {
	if field == "" {
		return otherwise
	}
	return field
}

// ask invites somebody to work here.
func ask(tx *db.Tx, f fields) (code string, wrong problems, err error) {
	var be who.Post
	for _, each := range posts {
		if f[each.field] != "" {
			be |= each.post
		}
	}
	wrong = problems{}
	if f["name"] == "" {
		wrong["name"] = "practice.people.name.missing"
	}
	if be == 0 {
		wrong["therapist"] = "practice.people.post.missing"
	}
	if len(wrong) > 0 {
		return "", wrong, nil
	}
	s, err := SoFar(tx)
	if err != nil {
		return "", nil, err
	}
	_, code, err = account.Invite(tx, be, f["name"], f["email"], staffAbout, s.Address, s.Language)
	return code, nil, err
}

// answer is a route that does something with an invitation to work here.
func (p Pages) answer(act func(*db.Tx, account.InvitationID) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		which, err := id.Parse[account.Invitation](r.PathValue("invitation"))
		if err != nil {
			return err
		}
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			inv, err := account.Invited(tx, which)
			if err == nil && inv.About != staffAbout {
				err = fault.New(fault.NotFound, "fault.notfound") // a client's is the therapist's affair
			}
			if err != nil {
				return err
			}
			return act(tx, which)
		})
		if err != nil {
			return err
		}
		return p.toPeople(w, r)
	}
}

// toPeople leads back to the list of people, in setting up or afterwards.
func (p Pages) toPeople(w http.ResponseWriter, r *http.Request) error {
	ready, err := p.Setup.Ready(r.Context())
	if err != nil {
		return err
	}
	if ready {
		return web.See(w, r, "/practice/people")
	}
	return web.See(w, r, begin+"/people")
}

// end ends somebody's account. Whoever they covered has nobody from then on, until the
// owner names somebody else.
func (p Pages) end(w http.ResponseWriter, r *http.Request) error {
	person, err := id.Parse[who.Person](r.PathValue("person"))
	if err != nil {
		return err
	}
	if person == web.Who(r).ID {
		return fault.New(fault.Invalid, "practice.people.self")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		a, err := account.Of(tx, person)
		if err == nil && !a.Person().Holds(who.Staff) {
			err = fault.New(fault.NotFound, "fault.notfound") // a client's is the therapist's affair
		}
		if err != nil {
			return err
		}
		if err := account.End(tx, person); err != nil {
			return err
		}
		return leave(tx, person)
	})
	if err != nil {
		return err
	}
	return p.toPeople(w, r)
}

// leave takes somebody out of the list of who covers for whom.
func leave(tx *db.Tx, person who.ID) error {
	if err := tx.Lock("practice"); err != nil {
		return err
	}
	s, err := SoFar(tx)
	if err != nil {
		return err
	}
	kept := map[who.ID]Cover{}
	for of, c := range s.Cover {
		if of != person && c.Person != person {
			kept[of] = c
		}
	}
	if len(kept) == len(s.Cover) {
		return nil
	}
	s.Cover = kept
	return keep(tx, s)
}

// covering looks whether everybody who covers is a clinician here, and not the person
// they cover for.
func covering(tx *db.Tx, s Settings) (problems, error) {
	staff, err := account.Staff(tx)
	if err != nil {
		return nil, err
	}
	holds := func(person who.ID, post who.Post) bool {
		return slices.ContainsFunc(staff, func(a account.Account) bool { return a.ID == person && a.Person().Holds(post) })
	}
	wrong := problems{}
	for of, c := range s.Cover {
		if !holds(of, who.Therapist) {
			return nil, fault.New(fault.Conflict, "fault.conflict")
		}
		if c.Person != "" && (c.Person == of || !holds(c.Person, who.Therapist|who.Supervisor)) {
			wrong["cover."+string(of)+".person"] = "practice.cover.who.odd"
		}
	}
	return wrong, nil
}
