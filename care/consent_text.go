package care

import (
	"tillit.care/base/fault"
	"tillit.care/base/words"
	"tillit.care/content"
)

// ConsentText is the text of one version of a consent and its SHA-256, as it is asked in
// the default language.
func ConsentText(version string) (markdown, hash string, err error) {
	return consentIn(version, words.Default)
}

// consentIn is the text in one language. Once a version was released its text never
// changes: other words are another version.
func consentIn(version, language string) (markdown, hash string, err error) {
	if markdown, hash, err = content.Consent(version, language); err != nil {
		return "", "", fault.Wrap(fault.NotFound, "fault.notfound", err)
	}
	return markdown, hash, nil
}

// Shown is the text that somebody reads: in their language, or in the default one where
// nobody has written it yet.
type Shown struct {
	Language, Text, Hash string
}

func shown(version, language string) (s Shown, err error) {
	for _, s.Language = range []string{language, words.Default} {
		if s.Text, s.Hash, err = consentIn(version, s.Language); err == nil {
			return s, nil
		}
	}
	return s, err
}
