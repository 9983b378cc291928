package words

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func book(t *testing.T, files map[string]string) *Book {
	t.Helper()
	b, err := Load(fsOf(files))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fsOf(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all["words/"+name+".txt"] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

var counting = map[string]string{
	"en/a": "answers = {count, plural, one {# answer} other {# answers}} from {name}",
	"es/a": "answers = {count, plural, one {# respuesta} other {# respuestas}} de {name}",
	"pl/a": "answers = {count, plural, one {# odpowiedź} few {# odpowiedzi} many {# odpowiedzi (wiele)} other {# odpowiedzi (ułamek)}} od {name}",
	"ar/a": "answers = {count, plural, zero {لا إجابات} one {إجابة واحدة} two {إجابتان} few {# إجابات} many {# إجابة} other {# إجابة في المئة}} {name}",
}

// The forms are those of CLDR: unicode.org/cldr/charts, language plural rules.
func TestPluralsFollowTheLanguage(t *testing.T) {
	b := book(t, counting)
	for _, want := range []struct {
		code  string
		count int
		says  string
	}{
		{"en", 0, "0 answers from Ana"}, {"en", 1, "1 answer from Ana"}, {"en", 2, "2 answers from Ana"},
		{"es", 0, "0 respuestas de Ana"}, {"es", 1, "1 respuesta de Ana"}, {"es", 1_000_000, "1000000 respuestas de Ana"},
		{"pl", 1, "1 odpowiedź od Ana"}, {"pl", 2, "2 odpowiedzi od Ana"}, {"pl", 5, "5 odpowiedzi (wiele) od Ana"},
		{"pl", 12, "12 odpowiedzi (wiele) od Ana"}, {"pl", 22, "22 odpowiedzi od Ana"},
		{"ar", 0, "لا إجابات Ana"}, {"ar", 1, "إجابة واحدة Ana"}, {"ar", 2, "إجابتان Ana"},
		{"ar", 3, "3 إجابات Ana"}, {"ar", 11, "11 إجابة Ana"}, {"ar", 100, "100 إجابة في المئة Ana"},
	} {
		if got := b.Say(want.code, "answers", "count", want.count, "name", "Ana"); got != want.says {
			t.Errorf("%s, %d: %q, want %q", want.code, want.count, got, want.says)
		}
	}
}

func TestLoadRefusesWhatNoReaderCouldRead(t *testing.T) {
	for what, files := range map[string]map[string]string{
		"a form that the language needs": {"en/a": "a = {n, plural, other {#}}"},
		"few, which Polish needs":        {"pl/a": "a = {n, plural, one {#} many {#} other {#}}"},
		"an open brace":                  {"en/a": "a = {n"},
		"a brace too many":               {"en/a": "a = n}"},
		"an unknown form":                {"en/a": "a = {n, plural, one {#} lots {#} other {#}}"},
		"an unknown kind":                {"en/a": "a = {n, select, one {#} other {#}}"},
		"a key twice":                    {"en/a": "a = b", "en/b": "a = c"},
		"no sentence":                    {"en/a": "a"},
		"no language":                    {"not a language/a": "a = b"},
	} {
		if _, err := Load(fsOf(files)); err == nil {
			t.Errorf("%s: want an error", what)
		}
	}
}

func TestFaultsNameWhatALanguageLacks(t *testing.T) {
	b := book(t, map[string]string{
		"en/a": "first = one\nsecond = {name} and {count, plural, one {#} other {#}}",
		"es/a": "second = {nombre} y {count}\nthird = tres",
	})
	got := strings.Join(b.Faults(), "; ")
	want := "es: nobody has written first; es: second has other places than in en; es: there is no third"
	if got != want {
		t.Errorf("got %s", got)
	}
	if said := b.Say("es", "first"); said != "one" {
		t.Errorf("a lacking key says %q, want the default language's sentence", said)
	}
	if said := b.Say("es", "nowhere"); said != "nowhere" {
		t.Errorf("an unknown key says %q", said)
	}
}

func TestSayLeavesAPlaceWithoutAValue(t *testing.T) {
	b := book(t, map[string]string{"en/a": "a = {name} and\n  {other}"})
	if got := b.Say("en", "a", "name", "{other}"); got != "{other} and {other}" {
		t.Errorf("got %q", got)
	}
}

func TestChoose(t *testing.T) {
	b := book(t, counting)
	all := func() []string { return []string{"en", "es", "ar"} }
	only := func() []string { return []string{"en"} }
	for _, each := range []struct {
		offered func() []string
		wishes  []string
		want    string
	}{
		{all, nil, "en"}, {all, []string{"", ""}, "en"}, {all, []string{"", "es-MX,es;q=0.9,en;q=0.8"}, "es"},
		{all, []string{"es", "en"}, "es"}, {all, []string{"", "", "en-GB,es;q=0.9"}, "en"},
		{all, []string{"", "fr-FR,es;q=0.5"}, "es"}, {all, []string{"fr", "es"}, "es"}, {all, []string{"ja"}, "en"},
		{all, []string{"pl"}, "en"}, {all, []string{"pl,ar;q=0.5"}, "ar"}, {all, []string{"<script>", "es"}, "es"},
		{only, []string{"es"}, "en"}, {nil, []string{"es"}, "en"},
	} {
		if got := b.Choose(each.offered, each.wishes...); got != each.want {
			t.Errorf("%q: %s, want %s", each.wishes, got, each.want)
		}
	}
	b.Choose(func() []string { t.Error("nobody need be asked where the default is wished"); return nil }, "", "en-US")
}

func TestDirection(t *testing.T) {
	for code, want := range map[string]string{"en": "ltr", "es": "ltr", "ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ar-XB": "rtl", "az-Arab": "rtl", "ur": "rtl", "pl": "ltr"} {
		if got := DirectionOf(code); got != want {
			t.Errorf("%s is written %s, not %s", code, want, got)
		}
	}
}

func TestWithMakesALanguage(t *testing.T) {
	b := book(t, map[string]string{"en/a": counting["en/a"]}).With("ar-XB", strings.ToUpper)
	if got := b.Say("ar-XB", "answers", "count", 1, "name", "Ana"); got != "1 ANSWER FROM Ana" {
		t.Errorf("got %q", got)
	}
	if !slices.Equal(b.Languages(), []string{"en", "ar-XB"}) || len(b.Faults()) > 0 {
		t.Error(b.Languages(), b.Faults())
	}
}

func TestTheContextKnowsTheReader(t *testing.T) {
	b := book(t, map[string]string{"en/a": "ui.language.name = English", "es/a": "ui.language.name = Español"})
	ctx := Speak(t.Context(), b, "es", func() []string { return []string{"en", "es"} })
	if got := Offered(ctx); !slices.Equal(got, []Tongue{{"en", "English"}, {"es", "Español"}}) {
		t.Error(got)
	}
	if Language(ctx) != "es" || T(ctx, "ui.language.name") != "Español" || Direction(ctx) != "ltr" {
		t.Error(Language(ctx))
	}
	if Offered(Speak(t.Context(), b, "en", func() []string { return []string{"en"} })) != nil {
		t.Error("one language is no choice")
	}
}
