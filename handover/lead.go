package handover

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/space"
	"tillit.care/ui"
)

// leads is an error unless the author is the practice's clinic lead, and somebody is away today.
func leads(tx *db.Tx, from who.ID) error {
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if settings.Calls.Lead.Person != tx.By.ID {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if from != "" && !settings.Leave(from, tx.Now) {
		return fault.At("from", "handover.from.here")
	}
	return nil
}

// absent is a therapist who is away, and their cases: no more of each than the end of its id.
type absent struct {
	Person who.ID
	Name   string
	Cases  []space.Where
}

// standing is the page of the lead.
type standing struct {
	around
	Absent []absent
	Sent   Away
	Chosen string // whose form was sent
}

func standingOf(tx *db.Tx, treated map[who.ID][]space.Where) (s standing, err error) {
	if s.around, err = aroundOf(tx); err != nil {
		return s, err
	}
	for _, each := range s.Staff {
		if !s.Practice.Leave(each.ID, tx.Now) {
			continue
		}
		s.Absent = append(s.Absent, absent{Person: each.ID, Name: each.Name.Reveal(), Cases: treated[each.ID]})
	}
	return s, nil
}

// choices are the cases to choose from.
func (a absent) choices(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: "", Label: words.T(ctx, "handover.choose.case")}}
	for i, w := range a.Cases {
		all = append(all, ui.Option{Value: string(w.Space), Label: words.T(ctx, "handover.case.one", "n", i+1, "end", short(w.About))})
	}
	return all
}

// short is what a case is called for somebody who may not know whose it is.
func short(about string) string {
	if len(about) < 6 {
		return about
	}
	return about[len(about)-6:]
}

// away are the therapists who are away at a moment.
func away(s practice.Settings, now time.Time) (all []who.ID) {
	for person := range s.Calls.Away {
		if s.Leave(person, now) {
			all = append(all, person)
		}
	}
	return all
}

// going are those of some cases that have not ended.
func going(tx *db.Tx, all []space.Where) (left []space.Where, err error) {
	for _, w := range all {
		parts, err := care.EndedAbout(tx, w.About)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			if part.Shared == w.Space && part.Ended.IsZero() {
				left = append(left, w)
			}
		}
	}
	return left, nil
}

// Away is what the clinic lead enters, who starts it for a therapist who is away.
type Away struct {
	Once   ID
	From   who.ID
	Shared space.ID
	To     who.ID
	Why    seal.Text
}

// Start offers the case of somebody who is away to another therapist. The lead opens nothing
// of it. The client is told when the case was taken over.
func Start(tx *db.Tx, treated []space.Where, a Away) error {
	if err := leads(tx, a.From); err != nil {
		return err
	}
	at := slices.IndexFunc(treated, func(w space.Where) bool { return w.Space == a.Shared })
	switch {
	case at < 0:
		return fault.At("case", "handover.case.missing")
	case a.Why == "":
		return fault.At("why", "handover.why.missing")
	case utf8.RuneCountInString(a.Why.Reveal()) > longestSay:
		return fault.At("why", "handover.say.long")
	}
	if err := takes(tx, a.To, a.From); err != nil {
		return err
	}
	if err := tx.Lock("handover " + string(a.Shared)); err != nil {
		return err
	}
	if done, err := known(tx, a.Once); err != nil || done {
		return err
	}
	if err := closeAll(tx, a.Shared); err != nil { // what was offered before gives way
		return err
	}
	h := Handover{ID: a.Once, Shared: a.Shared, From: a.From, To: a.To, Lead: tx.By.ID, Why: a.Why, State: Offered}
	return h.start(tx, treated[at].About)
}
