package stim

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzPlan: whatever is sent as a plan, looking at it comes to an end. One in which nothing is
// wrong ends in time and within the limits, and is the same plan once it was kept and read back.
func FuzzPlan(f *testing.F) {
	f.Add([]byte(`{"v":1,"set":"a","start":1000,"with":{"ppm":60,"passes":24,"path":"eight"},"changes":[{"at":3000,"with":{"ppm":90}}]}`))
	f.Add([]byte(`{"v":1,"set":"b","start":0,"with":{"seconds":0,"passes":0,"sight":false,"sound":true},"changes":[]}`))
	f.Add([]byte(`{"v":1,"set":"c","start":1e13,"with":{"vary.offset":30,"vary.delta":1},"changes":[{"at":-5,"with":{}},{"at":-9,"with":{"ppm":30}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p, again Plan
		if json.Unmarshal(text, &p) != nil || len(Check(p, UsualLimits)) > 0 {
			return
		}
		got := Happened(p, UsualLimits, nil)
		if !(got.Seconds <= UsualLimits.Seconds && float64(got.Passes) <= UsualLimits.Passes && got.Rate <= UsualLimits.High+1e-6) {
			t.Errorf("%s: %+v", text, got)
		}
		kept, err := json.Marshal(p)
		if err != nil || json.Unmarshal(kept, &again) != nil {
			t.Fatalf("%s cannot be kept: %v", text, err)
		}
		if len(Check(again, UsualLimits)) > 0 || !reflect.DeepEqual(CourseOf(p, UsualLimits), CourseOf(again, UsualLimits)) {
			t.Errorf("%s is another plan when it is read back", text)
		}
	})
}
