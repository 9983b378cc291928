package stimulus

import (
	"maps"
	"net/http"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/pure/stim"
)

// risks are what is asked before anybody sees a light move. The answers decide the page that
// comes next, and are kept nowhere.
var risks = []string{"epilepsy", "migraine", "eyes"}

// gentle is a short, slow set to get used to it: 4 to 12 passes (reference/clinical.md §3, sets of
// preparation). No source says how slow; 40 a minute, two turns in three seconds, is our own choice.
var gentle = stim.Settings{"ppm": 40.0, "passes": 8.0, "reach": 60.0, "look.glow": 30.0, "sound.level": 25.0, "sound.fade": 40.0}

// gently is that set inside what a practice allows.
func gently(l stim.Limits) stim.Settings {
	with := maps.Clone(gentle)
	with["ppm"] = min(max(40, l.Low), l.High)
	with["passes"] = min(8, l.Passes)
	with["sound.level"] = min(25, l.Volume)
	return with
}

// tryOf is what somebody may try: without a clear no to every risk nothing is to be seen.
type tryOf struct {
	Limits  stim.Limits
	With    stim.Settings
	Given   map[string]string
	Wrong   map[string]string
	Sight   bool
	Decided bool
}

func (p Pages) trying(r *http.Request) (t tryOf, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		t.Limits, err = LimitsOf(tx)
		return err
	})
	t.With, t.Given, t.Wrong = gently(t.Limits), map[string]string{}, map[string]string{}
	return t, err
}

func (p Pages) ask(w http.ResponseWriter, r *http.Request) error {
	t, err := p.trying(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, tryPage(p.Frame(r), t))
}

// try shows what somebody may try. It changes nothing and keeps nothing: it is sent as a form
// so that no answer stands in an address.
func (p Pages) try(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	t, err := p.trying(r)
	if err != nil {
		return err
	}
	t.Sight, t.Decided = true, true
	for _, risk := range risks {
		t.Given[risk] = form.Text(risk)
		switch t.Given[risk] {
		case "no":
		case "yes", "unsure":
			t.Sight = false
		default:
			t.Wrong[risk], t.Decided = "stimulus.try.missing", false
		}
	}
	status := http.StatusOK
	if !t.Decided {
		status = http.StatusUnprocessableEntity
	}
	t.With["sight"] = t.Sight
	return web.Draw(w, r, status, tryPage(p.Frame(r), t))
}

// bounds are the practice's limits, as a form shows them.
type bounds struct {
	Typed map[string]string
	Field string
	Wrong string
	Kept  bool
}

// limitFields are the names of the limits, in order.
var limitFields = []string{"low", "high", "passes", "seconds", "volume"}

func typedLimits(l stim.Limits) map[string]string {
	text := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	return map[string]string{"low": text(l.Low), "high": text(l.High), "passes": text(l.Passes), "seconds": text(l.Seconds), "volume": text(l.Volume)}
}

func (p Pages) limits(w http.ResponseWriter, r *http.Request) error {
	t, err := p.trying(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, limitsPage(p.Frame(r), bounds{Typed: typedLimits(t.Limits), Kept: r.URL.Query().Has("kept")}))
}

func (p Pages) keepLimits(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	typed := map[string]string{}
	number := map[string]float64{}
	for _, name := range limitFields {
		typed[name] = form.Text(name)
		n, err := strconv.ParseFloat(typed[name], 64)
		if err != nil {
			n = -1
		}
		number[name] = n
	}
	l := stim.Limits{Low: number["low"], High: number["high"], Passes: number["passes"], Seconds: number["seconds"], Volume: number["volume"]}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return KeepLimits(tx, l) })
	f := fault.Of(err)
	if f != nil && f.Kind == fault.Invalid {
		return web.Draw(w, r, web.Status(f), limitsPage(p.Frame(r), bounds{Typed: typed, Field: f.Field, Wrong: f.Key}))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/practice/stimulation?kept")
}
