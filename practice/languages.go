package practice

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/content"
)

// Review is that somebody of the practice has read the consent and the crisis words of a
// language and found them right for its clients.
type Review struct {
	Name string    `json:"name"` // as typed
	By   who.ID    `json:"by"`
	At   time.Time `json:"at"`
	Hash string    `json:"hash"` // of the texts that were read
}

// Offers are the languages that clients of this practice may read, the default one first:
// those whose texts somebody has signed as they are now. In the demo it is all, and while
// the practice is being set up too: there are no clients yet.
func (s Settings) Offers(book *words.Book) []string {
	all := s.Demo || s.Step != ""
	return slices.DeleteFunc(book.Languages(), func(code string) bool { return code != words.Default && !all && !s.Signed(code) })
}

// Signed tells whether somebody has signed a language's texts as they are now.
func (s Settings) Signed(language string) bool {
	review, err := content.ReviewOf(language)
	signed, ok := s.Reviewed[language]
	return err == nil && ok && signed.Hash == review.Hash
}

// unsigned tells whether texts have changed since somebody signed for them: their language
// is off until they are read again.
func (s Settings) unsigned() bool {
	for language := range s.Reviewed {
		if !s.Signed(language) {
			return true
		}
	}
	return false
}

// Sign keeps that whoever writes has read the texts of a language, those with that hash,
// and finds them right for clients.
func Sign(tx *db.Tx, language, hash, name string) error {
	if name == "" {
		return fault.At("name", "practice.languages.name.missing")
	}
	review, err := content.ReviewOf(language)
	if err != nil {
		return err
	}
	if !offerable(language) {
		return fault.At("language", "practice.languages.unknown")
	}
	if review.Hash != hash {
		return fault.New(fault.Conflict, "practice.languages.changed")
	}
	return changeLanguages(tx, "practice.language.sign", language, func(s *Settings) {
		s.Reviewed[language] = Review{Name: name, By: tx.By.ID, At: tx.Now, Hash: hash}
	})
}

// Unsign takes a language back from clients.
func Unsign(tx *db.Tx, language string) error {
	return changeLanguages(tx, "practice.language.unsign", language, func(s *Settings) { delete(s.Reviewed, language) })
}

// Write keeps which language letters are in, where the reader's own is not known.
func Write(tx *db.Tx, language string) error {
	if !offerable(language) && language != words.Default {
		return fault.At("letters", "practice.languages.unknown")
	}
	return changeLanguages(tx, "practice.language.letters", language, func(s *Settings) { s.Language = language })
}

// offerable tells whether there is such a language besides the default one.
func offerable(language string) bool {
	book, err := content.Book()
	return err == nil && language != words.Default && book.Speaks(language)
}

func changeLanguages(tx *db.Tx, act, language string, change func(*Settings)) error {
	if err := tx.Lock("practice"); err != nil {
		return err
	}
	s, err := Of(tx)
	if err != nil {
		return err
	}
	if s.Reviewed == nil {
		s.Reviewed = map[string]Review{}
	}
	change(&s)
	tx.Note(trail.Practice, act, language)
	return Keep(tx, s)
}
