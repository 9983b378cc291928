package stim

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

type vector struct {
	About  string       `json:"about"`
	Plan   Plan         `json:"plan"`
	Stop   *Stop        `json:"stop"`
	Expect Set          `json:"expect"`
	Phases [][2]float64 `json:"phases"`
}

// TestVectors reads what ui/ts/stim/vectors.test.ts reads too.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		got := Happened(v.Plan, UsualLimits, v.Stop)
		if got.Passes != v.Expect.Passes || got.Why != v.Expect.Why || !near(got.Seconds, v.Expect.Seconds) || !near(got.Rate, v.Expect.Rate) {
			t.Errorf("%s %s: %+v, want %+v", v.Plan.Set, v.About, got, v.Expect)
		}
		c := CourseOf(v.Plan, UsualLimits)
		for _, p := range v.Phases {
			if got := c.Phase(p[0]); !near(got, p[1]) {
				t.Errorf("%s: at %v phase %v, want %v", v.Plan.Set, p[0], got, p[1])
			}
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6*(1+math.Abs(b)) }

func TestCheck(t *testing.T) {
	plan := func(with Settings, changes ...Change) Plan {
		return Plan{V: 1, Set: "a", Start: 1, With: with, Changes: changes}
	}
	for _, c := range []struct {
		plan  Plan
		field string
		key   string
	}{
		{plan(Settings{"ppm": 60.0, "path": "eight", "sight": true}), "", ""},
		{plan(Settings{"ppm": 150.0}), "ppm", "stimulus.wrong.limit"},
		{plan(Settings{"ppm": 17.0}), "ppm", "stimulus.wrong.limit"},
		{plan(Settings{"ppm": 18.0, "passes": 4.0}), "", ""},
		{plan(Settings{"ppm": 120.0, "passes": 60.0}), "", ""},
		{plan(Settings{"ppm": 121.0}), "ppm", "stimulus.wrong.limit"},
		{plan(Settings{"passes": 3.0}), "passes", "stimulus.wrong.limit"},
		{plan(Settings{"passes": 61.0}), "passes", "stimulus.wrong.limit"},
		{plan(Settings{"passes": 0.0, "seconds": 180.0}), "", ""},
		{plan(Settings{"ppm": math.NaN()}), "ppm", "stimulus.wrong.number"},
		{plan(Settings{"ppm": "60"}), "ppm", "stimulus.wrong.number"},
		{plan(Settings{"passes": 100.0}), "passes", "stimulus.wrong.limit"},
		{plan(Settings{"sound.level": 90.0}), "sound.level", "stimulus.wrong.limit"},
		{plan(Settings{"path": "up"}), "path", "stimulus.wrong.choice"},
		{plan(Settings{"look.colour": "red"}), "look.colour", "stimulus.wrong.colour"},
		{plan(Settings{"path.points": "1,1"}), "path.points", "stimulus.wrong.points"},
		{plan(Settings{"sound.voice": "own", "sound.file": "06eay41hjb5vrjf8brnzsf010m"}), "", ""},
		{plan(Settings{"sound.file": "../../06eay41hjb5vrjf8brnz"}), "sound.file", "stimulus.wrong.file"},
		{plan(Settings{"sound.file": "06eay41hjb5vrjf8brnzsf010m\n"}), "sound.file", "stimulus.wrong.file"},
		{plan(Settings{"sound.file": 7.0}), "sound.file", "stimulus.wrong.file"},
		{plan(Settings{"soft": 1.0}), "soft", "stimulus.wrong.flag"},
		{plan(Settings{"odd": 1.0}), "odd", "stimulus.wrong.unknown"},
		{plan(nil, Change{At: math.Inf(1)}), "", "stimulus.wrong.plan"},
		{plan(nil, Change{At: 5, With: Settings{"ppm": 999.0}}), "ppm", "stimulus.wrong.number"},
		{Plan{V: 2, Set: "a"}, "", "stimulus.wrong.plan"},
		{Plan{V: 1, Set: "a b"}, "", "stimulus.wrong.plan"},
	} {
		wrong := Check(c.plan, Limits{})
		if c.key == "" && len(wrong) > 0 || c.key != "" && (len(wrong) != 1 || wrong[0] != Wrong{c.field, c.key}) {
			t.Errorf("%+v: %+v", c.plan, wrong)
		}
	}
}

func TestFieldsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields {
		if seen[f.Key] || !f.Takes(f.Is) {
			t.Errorf("%s stands twice, or is not as it may be", f.Key)
		}
		seen[f.Key] = true
		if v, ok := f.Parse(f.Text(f.Is)); !ok || v != f.Is {
			t.Errorf("%s: %v is read back as %v", f.Key, f.Is, v)
		}
	}
}

func TestDiff(t *testing.T) {
	before, after := Settings{"ppm": 60.0, "sound": true}, Settings{"ppm": 72.0}
	d := Diff(before, after)
	if len(d) != 2 || d[0].Key != "ppm" || d[0].After != 72.0 || d[1].Key != "sound" || d[1].After != false {
		t.Errorf("%+v", d)
	}
	if len(before.Short()) != 1 {
		t.Errorf("%v", before.Short())
	}
}

// FuzzCourse: whatever the plan says, a set ends, in time, not too fast.
func FuzzCourse(f *testing.F) {
	f.Add(60.0, 24.0, 0.0, 10.0, 90.0, 5.0)
	f.Fuzz(func(t *testing.T, ppm, passes, seconds, at, then, vary float64) {
		p := Plan{With: Settings{"ppm": ppm, "passes": passes, "seconds": seconds, "vary.offset": vary, "vary.delta": vary},
			Changes: []Change{{At: at, With: Settings{"ppm": then}}}}
		got := Happened(p, UsualLimits, nil)
		if got.Seconds > UsualLimits.Seconds || float64(got.Passes) > UsualLimits.Passes || got.Rate > UsualLimits.High+1e-6 || math.IsNaN(got.Rate) {
			t.Errorf("%+v", got)
		}
	})
}
