package score

import (
	"slices"
	"strings"
	"testing"
)

// What is wrong in public copies of these instruments (instruments.md 4): each is a trap
// that somebody fell into.
func TestTraps(t *testing.T) {
	in := shipped(t)
	text := func(id, item string) string { return in[id].Form.Find(item).Text }
	label := func(id, item string, n int) string { return in[id].Form.Find(item).AnswerOption[n].Label() }
	for _, c := range []struct {
		trap string
		ok   bool
	}{
		{"OpenScales prints the ITQ's words at PCL-5 item 6", strings.HasPrefix(text("pcl5", "pcl5-6"), "Avoiding memories, thoughts, or feelings")},
		{"the lowest answer of the GAD-7 is not \"Not at all sure\"", label("gad7", "gad7-1", 0) == "Not at all"},
		{"R-GPTS options 1 and 3 have no words of their own", label("rgpts", "rgpts-1", 1) == "1" && label("rgpts", "rgpts-1", 3) == "3"},
		{"the CORE-10 is CC BY-ND, not CC BY", in["core10"].Licence.SPDX == "CC-BY-ND-4.0" && in["ypcore"].Licence.SPDX == "CC-BY-ND-4.0"},
		{"93373-9 is the C-SSRS screener, not the ASQ", in["cssrs"].LOINC["panel"] == "93373-9" && in["asq"].Form.Code == nil},
		{"44249-1 is the PHQ-9, not the GAD-7", in["phq9"].Form.Code[0].Code == "44249-1" && in["gad7"].Form.Code[0].Code == "69737-5"},
		{"the PHQ-15 asks about intercourse eleventh, not fifth", in["phq15"].Items()[4] == "phq15-5" && strings.Contains(text("phq15", "phq15-11"), "intercourse")},
		{"the ITQ has no bands", !slices.ContainsFunc(in["itq"].Subscales, func(s Subscale) bool { return len(s.Bands)+len(s.Cutoffs) > 0 })},
		{"the ITQ's functional items are not symptoms", in["itq"].find("symptoms").Max == 48},
		{"the ETMCQ has no total", in["etmcq"].find("total").ID == ""},
		{"trust in a partner has no total", in["partner-trust"].find("total").ID == "" && len(in["partner-trust"].Subscales) == 8},
		{"no wording of what may not be passed on", in["csi16"].Form == nil && in["csi4"].Form == nil && in["ecr-rs"].Form == nil && in["wsas"].Form == nil && in["cries8"].Form == nil && in["cats2"].Form == nil && in["cssrs"].Form == nil && in["itq"].Form == nil},
	} {
		if !c.ok {
			t.Error(c.trap)
		}
	}
}

// CamCOPS keeps CORE-10 items 2 and 3 already reversed: turned round once more, the best
// answers would look like the worst.
func TestTrapReversedTwice(t *testing.T) {
	in := shipped(t)["core10"]
	given := Numbers{}
	for _, item := range in.Items() {
		given[item] = 0
	}
	given["core10-2"], given["core10-3"] = 4, 4 // as they are ticked
	if s, _ := in.ScoreNumbers(given).Subscale("total"); s.Value != 0 {
		t.Errorf("the best answers are %v", s.Value)
	}
	for _, id := range []string{"core10", "ypcore", "kusiv3", "ipip-trust", "catpd-mistrust", "catpd-relinsec"} {
		for _, it := range shipped(t)[id].Form.Questions() {
			first, _ := it.AnswerOption[0].Ordinal()
			last, _ := it.AnswerOption[len(it.AnswerOption)-1].Ordinal()
			if first > last {
				t.Errorf("%s: the options are reversed, which scoring does", it.LinkID)
			}
		}
	}
}

// The options of the CSI are worth what is printed at them, not where they stand; those of
// the CRIES are 0, 1, 3 and 5.
func TestTrapValuesAreNotPositions(t *testing.T) {
	if values, _ := shipped(t)["cries8"].Values("cries8-1"); !slices.Equal(values, []float64{0, 1, 3, 5}) {
		t.Errorf("%v", values)
	}
	csi := shipped(t)["csi16"]
	if one, _ := csi.Values("csi16-1"); len(one) != 7 || csi.find("total").Max != 81 || len(csi.find("total").Reversed) > 0 {
		t.Errorf("%v, %v", one, csi.find("total"))
	}
}
