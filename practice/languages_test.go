package practice

import (
	"slices"
	"testing"

	"tillit.care/content"
)

// What clients may read follows what somebody has signed, word for word.
func TestOffers(t *testing.T) {
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	review, err := content.ReviewOf("es")
	if err != nil {
		t.Fatal(err)
	}
	signed := func(hash string) map[string]Review { return map[string]Review{"es": {Name: "Kari", Hash: hash}} }
	for name, each := range map[string]struct {
		s    Settings
		want []string
	}{
		"nobody has signed":        {Settings{}, []string{"en"}},
		"signed":                   {Settings{Reviewed: signed(review.Hash)}, []string{"en", "es"}},
		"the texts have changed":   {Settings{Reviewed: signed("of other texts")}, []string{"en"}},
		"signed without a hash":    {Settings{Reviewed: signed("")}, []string{"en"}},
		"the demo":                 {Settings{Demo: true}, []string{"en", "es"}},
		"while it is being set up": {Settings{Step: "about"}, []string{"en", "es"}},
	} {
		if got := each.s.Offers(book); !slices.Equal(got, each.want) {
			t.Errorf("%s: clients may read %v, want %v", name, got, each.want)
		}
	}
}

// The page of languages says when what was signed is no longer what is shown.
func TestTongues(t *testing.T) {
	for hash, changed := range map[string]bool{"": false, "of other texts": true} {
		s := Settings{Reviewed: map[string]Review{"es": {Hash: hash}}}
		all, err := s.tongues()
		if err != nil || len(all) != 1 || all[0].Name != "Español" || all[0].Stands || all[0].Changed != changed || len(all[0].Review.Consents) == 0 || !s.unsigned() {
			t.Errorf("%q: %+v, %v", hash, all, err)
		}
	}
}
