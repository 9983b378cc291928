package app

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/disclose"
	"tillit.care/note"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// lizShared is whom Liz lets Ana tell, what was told, and what she asked of her record: her
// doctor knows, and who spoke first was set right below a note.
func lizShared(c *chapter) []moment {
	permit := new(disclose.PermitID)
	asked, wrong := new(disclose.AskID), new(note.ID)
	return []moment{
		{at: c.at(3, 0, "11:52"), by: c.staff, what: "permission", do: c.inShared(right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
			*permit = id.New[disclose.Permit](tx.Now)
			return disclose.Prepare(tx, rec, disclose.Permit{ID: *permit, To: "Dr. Ruth Moss, Hudson Family Practice", Address: "12 Warren Street, Hudson",
				Records: []disclose.Records{disclose.Attendance, disclose.Summary}, Purpose: "So that my doctor knows why I do not sleep.",
				Until: c.at(weeks+26, 0, "12:00").Format(time.DateOnly)})
		})},
		{at: c.at(3, 0, "20:15"), by: c.client, what: "sign", do: c.inShared(right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
			return disclose.Sign(tx, rec, *permit, "Liz Carver")
		})},
		{at: c.at(5, 0, "16:20"), by: c.staff, what: "told", do: c.inShared(right.Read|right.Treat, func(tx *db.Tx, rec *space.Record) error {
			return disclose.Tell(tx, rec, disclose.Told{ID: id.New[disclose.Told](tx.Now), Day: tx.Now.In(c.zone).Format(time.DateOnly), Records: []disclose.Records{disclose.Summary},
				What: "By phone: that she comes each week, that worry keeps her awake, and that it is getting less.", Basis: disclose.Permitted, Permit: *permit}, "")
		})},
		{at: c.at(9, 2, "21:10"), by: c.client, what: "correction", do: c.inShared(right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
			*asked = id.New[disclose.Ask](tx.Now)
			all, err := note.Of(tx, rec)
			if err != nil || len(all) < 2 {
				return err
			}
			*wrong = all[len(all)-2].ID
			return disclose.Request(tx, rec, disclose.Ask{ID: *asked, Kind: disclose.Correction, Note: *wrong,
				Words: "It says that I had the whole story before he opened his mouth. It was he who spoke first.", Should: "He told me about his sister before I had said a word."})
		})},
		{at: c.at(10, 0, "12:06"), by: c.staff, what: "amend", do: func(tx *db.Tx) error {
			return c.holding(tx, func(rec, own *space.Record) error {
				return note.Add(tx, rec, own, *wrong, note.Added{Once: id.New[note.Amendment](tx.Now), Why: "Liz asked for a correction, and she is right.", Text: "It was he who spoke first: he told her about his sister before she had said a word."})
			})
		}},
		{at: c.at(10, 0, "12:10"), by: c.staff, what: "answer", do: c.inShared(right.Read|right.Treat, func(tx *db.Tx, rec *space.Record) error {
			return disclose.Reply(tx, rec, *asked, disclose.Answer{As: disclose.Granted, Words: "You are right, and I am glad that you read it. I have written below the note who spoke first."})
		})},
	}
}

// inShared opens the space of the case for an act.
func (c *chapter) inShared(want right.Right, do func(*db.Tx, *space.Record) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, want)
		if err != nil {
			return err
		}
		return do(tx, rec)
	}
}

// days are when somebody began their day with their list of cases.
func (c *chapter) days(weeksOf ...int) (all []moment) {
	for _, week := range slices.Compact(weeksOf) {
		all = append(all, moment{at: c.at(week, 0, "08:55"), by: c.staff, what: "day", look: true, do: func(tx *db.Tx) error {
			_, err := space.Day(tx)
			return err
		}})
	}
	return all
}
