package words

import (
	"context"
	"slices"
	"sort"

	"golang.org/x/text/language"
)

// index puts the languages in order, the default one first.
func (b *Book) index() {
	b.codes = nil
	for code := range b.pages {
		b.codes = append(b.codes, code)
	}
	sort.Slice(b.codes, func(i, j int) bool {
		if (b.codes[i] == Default) != (b.codes[j] == Default) {
			return b.codes[i] == Default
		}
		return b.codes[i] < b.codes[j]
	})
	b.matcher = language.NewMatcher(tags(b.codes))
}

func tags(codes []string) (all []language.Tag) {
	for _, code := range codes {
		all = append(all, language.Make(code))
	}
	return all
}

// Languages are the codes of all languages of the book, the default one first.
func (b *Book) Languages() []string { return slices.Clone(b.codes) }

// Speaks tells whether the book has the language.
func (b *Book) Speaks(code string) bool { return slices.Contains(b.codes, code) }

// Choose is the language for somebody who wishes, first wish first; a wish may be what a
// browser sends as Accept-Language. Offered is asked only where the wish is for another
// language than the default one, and is what may be chosen.
func (b *Book) Choose(offered func() []string, wishes ...string) string {
	first := b.codes[match(b.matcher, wishes)]
	if first == Default || offered == nil {
		return Default
	}
	may := offered()
	if slices.Contains(may, first) {
		return first
	}
	may = append([]string{Default}, slices.DeleteFunc(slices.Clone(may), func(code string) bool { return code == Default })...)
	return may[match(language.NewMatcher(tags(may)), wishes)]
}

// match is which language of a matcher fits the wishes; 0, the default, where none does.
func match(m language.Matcher, wishes []string) int {
	for _, wish := range wishes {
		asked, _, err := language.ParseAcceptLanguage(wish)
		if err != nil || len(asked) == 0 {
			continue // no browser sends that; the next wish counts
		}
		if _, at, sure := m.Match(asked...); sure > language.No {
			return at
		}
	}
	return 0
}

// fromTheRight are the scripts written from right to left.
var fromTheRight = []string{"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}

// DirectionOf is how a language is written: ltr or rtl.
func DirectionOf(code string) string {
	script, _ := language.Make(code).Script()
	if slices.Contains(fromTheRight, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// Direction is how the reader's language is written.
func Direction(ctx context.Context) string { return DirectionOf(Language(ctx)) }

// Tongue is a language that one may choose, by its own name.
type Tongue struct{ Code, Name string }

// Offered are the languages that the reader may choose among, the default one first. It
// is empty where there is no choice.
func Offered(ctx context.Context) (all []Tongue) {
	s, ok := ctx.Value(contextKey{}).(speaking)
	if !ok || s.offered == nil {
		return nil
	}
	for _, code := range s.offered() {
		all = append(all, Tongue{code, s.book.Say(code, "ui.language.name")})
	}
	if len(all) < 2 {
		return nil
	}
	return all
}
