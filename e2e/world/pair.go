package world

import (
	"maps"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// newPair is the case of a couple, both inside and both agreed, once with the spaces of
// each partner. The first has answered as any client does; what else an address may name is
// like the case of like.
func (w *World) newPair(therapist who.Person, like Case, partners ...who.Person) (pair, other Case) {
	w.t.Helper()
	pair, other = like, like
	pair.Spaces, other.Spaces = Spaces{}, Spaces{}
	var opened care.Case
	w.Do(therapist, func(tx *db.Tx) (err error) {
		opened, err = care.OpenCouple(tx, [2]care.Contact{{Name: "Kim"}, {Name: "Lou"}}, "why they come")
		if err != nil {
			return err
		}
		pair.Spaces[right.Joint] = opened.Joint
		pair.Spaces[right.List], err = listOf(tx)
		return err
	})
	for i, partner := range partners {
		theirs := w.partner(therapist, partner, opened, i)
		if i == 0 {
			maps.Copy(pair.Spaces, theirs)
		} else {
			other.Spaces = theirs
		}
	}
	pair.Page = map[right.Kind]journal.ID{}
	for _, kind := range right.Kinds {
		pair.Page[kind] = like.Page[right.Own]
	}
	w.Do(therapist, func(tx *db.Tx) error {
		joint, err := space.Open(tx, opened.Joint, right.Treat|right.Read)
		if err != nil {
			return err
		}
		return measure.AskAlone(tx, joint)
	})
	w.Do(partners[0], func(tx *db.Tx) error {
		apart, err := space.Open(tx, pair.Spaces[right.Apart], right.Read)
		if err != nil {
			return err
		}
		waits, err := measure.WaitsAlone(tx, apart)
		if err != nil {
			return err
		}
		pair.Question = string(waits.ID)
		own, err := space.Open(tx, pair.Spaces[right.Own], right.Read|right.Write)
		if err != nil {
			return err
		}
		page, err := journal.Write(tx, own, "a page", "what is on my mind")
		pair.Page[right.Own] = page.ID
		return err
	})
	w.assign(therapist, &pair)
	w.answer(partners[0], &pair)
	w.again(therapist, &pair)
	w.worry(therapist, &pair, pair.Spaces[right.Apart])
	w.sharing(therapist, partners[0], &pair)
	w.later(partners[0], &pair)
	w.meets(therapist, &pair)
	return pair, other
}

// meets is an appointment that comes, of one partner alone.
func (w *World) meets(therapist who.Person, c *Case) {
	w.t.Helper()
	w.Do(therapist, func(tx *db.Tx) error {
		contact, err := space.Open(tx, c.Spaces[right.Contact], right.Read|right.Write)
		if err != nil {
			return err
		}
		c.Appointment = id.New[booking.Appointment](tx.Now)
		_, err = booking.Book(tx, []*space.Record{contact}, c.Appointment, booking.Want{At: tx.Now.AddDate(0, 0, 8), Minutes: booking.Usual, Way: booking.Phone, Therapist: therapist.ID})
		return err
	})
}

// partner lets one partner in, who agrees.
func (w *World) partner(therapist, partner who.Person, couple care.Case, i int) Spaces {
	w.t.Helper()
	theirs := Spaces{right.Apart: couple.Apart[i]}
	w.Do(therapist, func(tx *db.Tx) error {
		apart, err := space.Open(tx, couple.Apart[i], right.Read|right.Admit)
		if err != nil {
			return err
		}
		one, err := care.Of(tx, apart)
		if err != nil {
			return err
		}
		theirs[right.Contact], theirs[right.Safety] = one.Contact, one.Safety
		for _, which := range []space.ID{couple.Joint, couple.Apart[i], one.Contact, one.Safety} {
			rec, err := space.Open(tx, which, right.Admit)
			if err != nil {
				return err
			}
			if err := rec.Admit(tx, partner.ID, right.Client, time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
	w.Do(partner, func(tx *db.Tx) error {
		apart, err := space.Open(tx, couple.Apart[i], right.Read|right.Write)
		if err != nil {
			return err
		}
		contact, err := space.Open(tx, theirs[right.Contact], right.Read|right.Write)
		if err != nil {
			return err
		}
		_, hash, err := care.ConsentText(care.Together)
		if err != nil {
			return err
		}
		if err := care.Agree(tx, apart, contact, hash, care.Agreeing{Name: "Somebody", Yes: true, Adult: true, Safe: "any time"}); err != nil {
			return err
		}
		mine, err := space.Mine(tx, right.Own)
		for _, where := range mine {
			theirs[right.Own] = where.Space
		}
		return err
	})
	return theirs
}
