package care

import "testing"

func TestHowAConsentStands(t *testing.T) {
	say := func(said Said, version string) Word { return Word{Subject: Letters, Said: said, Version: version} }
	now := Letters.Version()
	for _, one := range []struct {
		name     string
		words    []Word
		want     Said
		holds    bool
		withheld bool
	}{
		{"nobody asked: letters go on", nil, Nothing, false, false},
		{"asked", []Word{say(Asks, now)}, Asks, false, false},
		{"signed", []Word{say(Asks, now), say(Gives, now)}, Gives, true, false},
		{"refused", []Word{say(Asks, now), say(Refuses, now)}, Refuses, false, true},
		{"taken back", []Word{say(Gives, now), say(Returns, now)}, Returns, false, true},
		{"given again", []Word{say(Gives, now), say(Returns, now), say(Gives, now)}, Gives, true, false},
		{"a no stands, also when it is asked once more", []Word{say(Refuses, now), say(Asks, now)}, Asks, false, true},
		{"the text has changed since", []Word{say(Gives, "messages-0")}, Anew, true, false},
		{"another subject", []Word{{Subject: Treatment, Said: Refuses, Version: now}}, Nothing, false, false},
	} {
		got := standing(one.words, Letters)
		if got.State != one.want || got.Holds != one.holds || got.Withheld() != one.withheld {
			t.Errorf("%s: %q, holds %v, withheld %v", one.name, got.State, got.Holds, got.Withheld())
		}
	}
}

// Who signed the first text about EMDR has signed: nothing stops, and the new one is asked.
func TestASignedEMDRStands(t *testing.T) {
	s := standing([]Word{{Subject: EMDR, Said: Gives, Version: "emdr-1"}}, EMDR)
	if !s.Holds || s.State != Anew || s.Withheld() {
		t.Errorf("%q, holds %v, withheld %v", s.State, s.Holds, s.Withheld())
	}
	old, err := TextRead(s.Last)
	now, wrong := TextOf(EMDR, "en")
	if err != nil || wrong != nil || old.Hash == now.Hash {
		t.Errorf("%v, %v: the old text is to be read as it was", err, wrong)
	}
}
