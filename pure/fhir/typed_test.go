package fhir

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTyped(t *testing.T) {
	q := parse(t, every)
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	got := q.Typed(Given{"int": {" 4 "}, "dec": {"1,50"}, "hour": {"08:30"}, "then": {"2026-07-01T08:30"}, "day": {"  "},
		"word": {"a\r\nb ", ""}, "nobody": {"x"}, "in": {",5"}}.Answers(), oslo)
	want := Given{"int": {"4"}, "dec": {"1.50"}, "hour": {"08:30:00"}, "then": {"2026-07-01T08:30:00+02:00"}, "word": {"a\nb"},
		"nobody": {"x"}, "in": {",5"}}.Answers()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if q := parse(t, form); !reflect.DeepEqual(q.Typed(Answers{"a": " x "}, nil), Answers{"a": " x "}) {
		t.Error("a form of choices alone is left as it is")
	}
}

// Several answers and back, and what stands between them fits nowhere.
func TestLawAnswers(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("ab ,.é\n")), 1, 5, -1)
	rapid.Check(t, func(t *rapid.T) {
		given := Given(rapid.MapOf(word, rapid.SliceOfN(word, 1, 4)).Draw(t, "given"))
		if back := given.Answers().Given(); !reflect.DeepEqual(back, given) {
			t.Errorf("%q became %q", given, back)
		}
	})
	q := parse(t, every)
	for _, odd := range []string{"a" + between + "b", "a\x00b", "\x7f"} {
		if got := q.CheckGiven(Given{"word": {odd}}); len(got) == 0 {
			t.Errorf("%q fits", odd)
		}
	}
}
