package content

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tillit.care/base/words"
)

// TestEveryLanguageSaysEverything: a key that one language lacks, or that only one has, is
// seen here and not by a reader.
func TestEveryLanguageSaysEverything(t *testing.T) {
	book, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(book.Languages(), []string{"en", "es"}) {
		t.Errorf("the languages are %v", book.Languages())
	}
	for _, fault := range book.Faults() {
		t.Error(fault)
	}
}

// Lists in one sentence are as long, and their codes the same, in every language.
func TestListsAreAsLongInEveryLanguage(t *testing.T) {
	book, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range book.Languages() {
		for _, key := range []string{"ui.months", "ui.months.short"} {
			if n := len(strings.Fields(book.Say(code, key))); n != 12 {
				t.Errorf("%s: %s has %d months", code, key, n)
			}
		}
		if got, want := codes(book, code), codes(book, words.Default); !slices.Equal(got, want) {
			t.Errorf("%s: the places whose law may apply differ: %v and %v", code, got, want)
		}
	}
}

func codes(book *words.Book, language string) (all []string) {
	for place := range strings.SplitSeq(book.Say(language, "practice.jurisdictions"), "|") {
		code, _, _ := strings.Cut(strings.TrimSpace(place), " ")
		all = append(all, code)
	}
	slices.Sort(all)
	return all
}

// clinical are words that a letter never carries: who reads over a shoulder would know.
var clinical = regexp.MustCompile(`(?i)therap|terap|psy|psic|client|patient|paciente|health|salud|anxi|ansied|depress|depres|trauma|couns|clinic|clínic|treat|tratam|questionnaire|cuestionario|answer|respuesta|consulta|appointment|cita\b|suicid|crisis`)

// asked is the one word that letters carry to those who said that an e-mail may tell them when
// an appointment is: its title in their calendar.
var asked = regexp.MustCompile(`(?i)\bappointments?\b|\bcitas?\b`)

func TestLettersSayNothingInAnyLanguage(t *testing.T) {
	b, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, language := range b.Languages() {
		for _, key := range b.Keys(language) {
			if !strings.Contains(key, ".letter.") && key != "account.notices.signal" || strings.HasPrefix(key, "alert.letter.owner") || strings.HasPrefix(key, "alert.letter.cover") || strings.HasPrefix(key, "alert.letter.lead") {
				continue // those three stand on the page of an alert
			}
			n++
			said := b.Say(language, key)
			if strings.HasPrefix(key, "booking.letter.") { // only to those who asked for them (docs/decisions/0031)
				said = asked.ReplaceAllString(said, "")
			}
			if word := clinical.FindString(said); word != "" {
				t.Errorf("%s: %s says %q", language, key, word)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d sentences of letters were found", n)
	}
}
