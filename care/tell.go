package care

import (
	"cmp"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/mail"
	"tillit.care/content"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Tell wakes the devices that the client chose, and writes only where the client has said
// that a letter is safe.
func Tell(tx *db.Tx, rec *space.Record, c Case) error {
	members, err := rec.Members(tx)
	if err != nil {
		return err
	}
	person, err := personOf(tx, c)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role != right.Client {
			continue
		}
		if err := account.Wake(tx, m.Person); err != nil || !person.Letters {
			return err
		}
		theirs, err := account.Of(tx, m.Person)
		if err != nil {
			return err
		}
		return Write(tx, person.Email.Reveal(), theirs.Language)
	}
	return nil
}

func personOf(tx *db.Tx, c Case) (Contact, error) {
	contact, err := space.Open(tx, c.Contact, right.Read, right.Contact)
	if err != nil {
		return Contact{}, err
	}
	return Reach(tx, contact)
}

// Write posts a letter in the same words as every other: who reads it over a shoulder
// learns nothing, not even what kind of thing is waiting.
func Write(tx *db.Tx, address, language string) error {
	settings, err := practice.Of(tx)
	if err != nil || address == "" {
		return err
	}
	language = cmp.Or(language, settings.Language)
	return mail.Post(tx, mail.Letter{To: address, Subject: content.Say(language, "alert.letter.subject"),
		Text: content.Say(language, "alert.letter.text", "address", settings.Address)})
}

// ZoneOf is where the client's clocks are: where they said that they live, or else the
// practice's.
func ZoneOf(tx *db.Tx, c Case) (*time.Location, error) {
	settings, err := practice.Of(tx)
	if err != nil {
		return nil, err
	}
	person, err := personOf(tx, c)
	if err != nil || person.Zone == "" {
		return settings.Location(), err
	}
	settings.Zone = person.Zone
	return settings.Location(), nil
}
