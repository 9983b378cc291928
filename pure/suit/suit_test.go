package suit

import "testing"

var couple = Rule{System: "couple",
	For:     []Reason{{"partner", Yes, "a"}},
	Against: []Reason{{"violence", Yes, "b"}},
	First:   []Reason{{"treatment", Yes, "c"}},
	Care:    []Reason{{"drinks", Yes, "d"}},
}

func TestWhatTheFactsSay(t *testing.T) {
	for _, one := range []struct {
		name  string
		facts Facts
		want  Stand
	}{
		{"nothing is known", Facts{}, Open},
		{"the partner does not want to", Facts{"partner": No}, Silent},
		{"violence is not known: that is no no", Facts{"partner": Yes, "treatment": Yes}, Ask},
		{"there is violence", Facts{"partner": Yes, "treatment": Yes, "violence": Yes}, NotNow},
		{"there is violence, and nothing else is known", Facts{"violence": Yes}, NotNow},
		{"no consent to treatment", Facts{"partner": Yes, "treatment": No, "violence": No}, NotNow},
		{"all is well", Facts{"partner": Yes, "treatment": Yes, "violence": No}, Fits},
		{"all is well, with care", Facts{"partner": Yes, "treatment": Yes, "violence": No, "drinks": Yes}, Fits},
	} {
		if got := couple.Of(one.facts); got.Stand != one.want {
			t.Errorf("%s: %s, not %s", one.name, got.Stand, one.want)
		}
	}
	if got := couple.Of(Facts{"drinks": Yes}); len(got.Careful) != 1 {
		t.Error("care is not said")
	}
}

// Knowing that something that speaks against it is so never makes advice kinder.
func TestAgainstAlwaysStops(t *testing.T) {
	for _, partner := range []State{Unknown, Yes, No} {
		for _, treatment := range []State{Unknown, Yes, No} {
			if got := couple.Of(Facts{"partner": partner, "treatment": treatment, "violence": Yes}); got.Stand != NotNow {
				t.Errorf("%q %q: %s", partner, treatment, got.Stand)
			}
		}
	}
}
