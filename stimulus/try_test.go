package stimulus

import (
	"testing"

	"tillit.care/pure/stim"
)

// TestTryingIsShortAndSlow: what somebody gets used to is never as slow or as long as a practice
// happens to allow, and never outside of it.
func TestTryingIsShortAndSlow(t *testing.T) {
	if with := gently(stim.UsualLimits); with["ppm"] != 40.0 || with["passes"] != 8.0 {
		t.Errorf("%v", with)
	}
	for _, l := range []stim.Limits{stim.UsualLimits, {Low: 6, High: 30, Passes: 4, Seconds: 20, Volume: 10}, {Low: 60, High: 120, Passes: 60, Seconds: 20, Volume: 0}} {
		if wrong := stim.CheckSettings(gently(l), l); len(wrong) > 0 {
			t.Errorf("%+v: %+v", l, wrong)
		}
	}
}
