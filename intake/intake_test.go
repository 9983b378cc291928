package intake

import (
	"testing"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/content"
	"tillit.care/pure/suit"
)

// Every rule can be read, in every language: its reasons, its facts, and where it comes from.
func TestRulesCanBeRead(t *testing.T) {
	rules, err := Rules()
	if err != nil || len(rules) != 8 {
		t.Fatal(len(rules), err)
	}
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		keys := append([]string{r.Title}, r.Always...)
		for _, list := range [][]suit.Reason{r.For, r.Against, r.First, r.Care} {
			for _, reason := range list {
				keys = append(keys, reason.Why, "fit.fact."+reason.Fact)
				if reason.Is != suit.Yes && reason.Is != suit.No {
					t.Errorf("%s: %s is %q", r.System, reason.Fact, reason.Is)
				}
			}
		}
		for _, key := range keys {
			if !book.Has(key) {
				t.Errorf("%s: nobody has written %s", r.System, key)
			}
		}
		if len(r.For) == 0 || len(r.Source) == 0 || r.Version == "" {
			t.Errorf("%s lacks a reason, a source or a version", r.System)
		}
	}
}

func ruleOf(t *testing.T, system string) suit.Rule {
	t.Helper()
	_, r, err := fitOf(system)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What must never be advised, in a therapist's words.
func TestWhatIsNeverAdvised(t *testing.T) {
	for _, one := range []struct {
		system string
		facts  suit.Facts
		want   suit.Stand
	}{
		{"couple", suit.Facts{"partner": "yes", "asked-alone": "yes", "violence": "yes", "danger": "no", "harm-others": "no"}, suit.NotNow},
		{"couple", suit.Facts{"partner": "yes", "asked-alone": "yes"}, suit.Ask},
		{"couple", suit.Facts{"partner": "yes", "asked-alone": "yes", "violence": "no", "danger": "no", "harm-others": "no"}, suit.Fits},
		{"emdr", suit.Facts{"event": "yes", "treatment": "yes", "emdr-trained": "yes", "stable": "no"}, suit.NotNow},
		{"emdr", suit.Facts{"event": "yes", "treatment": "yes", "emdr-trained": "no", "stable": "yes"}, suit.NotNow},
		{"emdr", suit.Facts{"event": "yes"}, suit.Ask},
		{"tfcbt", suit.Facts{"child": "yes", "caregiver-unsafe": "yes"}, suit.NotNow},
		{"group", suit.Facts{"group-wish": "yes", "danger": "yes"}, suit.NotNow},
	} {
		if got := ruleOf(t, one.system).Of(one.facts); got.Stand != one.want {
			t.Errorf("%s with %v: %s, not %s", one.system, one.facts, got.Stand, one.want)
		}
	}
}

func text(s string) seal.Text { return seal.Text(s) }

func TestNothingIsLostWhenTwoWrite(t *testing.T) {
	f, _ := formOf("brings")
	both := f.join(Words{"text": text("one\ntwo")}, Words{"text": text("one\ntwo\nthree")}, Words{"text": text("one\nfour"), "answer": "talk"})
	if both["text"] != text("one\ntwo\nthree\nfour") || both["answer"] != "talk" {
		t.Error(both["text"].Reveal(), both["answer"].Reveal())
	}
}

func TestWhatIsAskedOfTheFirstCall(t *testing.T) {
	f, _ := formOf("call")
	for field, words := range map[string]Words{
		"decision": {},
		"where":    {"decision": "elsewhere", "why": "too far"},
		"why":      {"decision": "elsewhere", "where": "the clinic"},
		"":         {"decision": "elsewhere", "where": "the clinic", "why": "too far"},
	} {
		err := Written{Form: f, Words: words}.check()
		if got := fault.Of(err); (got == nil) != (field == "") || got != nil && got.Field != field {
			t.Errorf("%q: %v", field, err)
		}
	}
	if err := (Written{Form: f, Words: Words{"decision": "perhaps"}}).check(); !fault.Is(err, fault.Invalid) {
		t.Error("a choice that is none was taken")
	}
}
