package score

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand"
	"os/exec"
	"reflect"
	"slices"
	"testing"

	"tillit.care/pure/fhir"
)

// said is what the oracle says about one set of answers.
type said struct {
	Score     map[string]*float64
	Band      map[string]*int
	Cut       map[string][]string
	Algorithm map[string]string
	Flags     []string
}

// The oracle (testdata/oracle) is fhirpath.js with the rules written a second time, from
// the catalogue of the field. It reads the same QuestionnaireResponses that leave the
// house, a thousand of each instrument with answers missing, and never disagrees.
func TestTheOracleAgrees(t *testing.T) {
	sets := 1000
	if testing.Short() {
		sets = 50
	}
	node := exec.Command("node", "testdata/oracle/judge.mjs")
	in, err := node.StdinPipe()
	out, also := node.StdoutPipe()
	if err != nil || also != nil {
		t.Fatal(err, also)
	}
	wrong := &lines{}
	node.Stderr = wrong
	if err := node.Start(); err != nil {
		t.Fatalf("%v: node is needed, with fhirpath from node_modules: make tools", err)
	}
	instruments := shipped(t)
	asked := make(chan question, 64)
	go ask(in, instruments, sets, asked)
	answers := json.NewDecoder(bufio.NewReader(out))
	differ := 0
	for a := range asked {
		var says said
		if err := answers.Decode(&says); err != nil {
			t.Fatalf("%v: %s\n(make tools installs what the oracle needs)", err, wrong)
		}
		if d := a.differences(says); len(d) > 0 {
			if differ++; differ <= 10 {
				t.Errorf("%s with %v: %v", a.in.ID, a.given, d)
			}
		}
	}
	if err := node.Wait(); err != nil || differ > 0 {
		t.Errorf("%v; %d of %d sets of answers differ", err, differ, sets*len(instruments))
	}
}

type lines struct{ text []byte }

func (l *lines) Write(p []byte) (int, error) { l.text = append(l.text, p...); return len(p), nil }
func (l *lines) String() string              { return string(l.text) }

type question struct {
	in    *Instrument
	given Numbers
}

// ask sends sets of answers, the same at every run.
func ask(to io.WriteCloser, instruments map[string]*Instrument, sets int, asked chan<- question) {
	defer close(asked)
	defer to.Close()
	dice := rand.New(rand.NewSource(1))
	write := json.NewEncoder(to)
	for _, id := range shippedIDs {
		in := instruments[id]
		for n := range sets {
			q := question{in, throw(dice, in, n)}
			if write.Encode(map[string]any{"instrument": id, "response": q.response()}) != nil {
				return // the other side has ended, and says why
			}
			asked <- q
		}
	}
}

// throw makes up answers: a third of the sets are whole, a third lacks about one answer,
// a third about every fourth.
func throw(dice *rand.Rand, in *Instrument, n int) Numbers {
	items, given := in.Items(), Numbers{}
	missing := []float64{0, 1 / float64(len(items)), 0.25}[n%3]
	for _, item := range items {
		values, na := in.Values(item)
		switch {
		case dice.Float64() < missing:
		case na && dice.Intn(6) == 0:
			given[item] = NA
		default:
			given[item] = values[dice.Intn(len(values))]
		}
	}
	if in.Form != nil { // nothing that is not asked
		for again := true; again; {
			again = false
			for _, p := range in.Form.Check(codes(in, given)) {
				if p.Kind == fhir.NotEnabled {
					delete(given, p.LinkID)
					again = true
				}
			}
		}
	}
	return given
}

// response is the QuestionnaireResponse that Tillit writes or, without a form, one like it.
func (q question) response() json.RawMessage {
	if q.in.Form != nil {
		text, err := q.in.Form.Response(codes(q.in, q.given), fhir.Authored{})
		if err != nil {
			panic(err)
		}
		return text
	}
	var items []any
	for _, item := range q.in.Items() {
		number, ok := q.given[item]
		if !ok {
			continue
		}
		coding := map[string]any{"code": fmt.Sprint(number)}
		if !math.IsNaN(number) {
			coding["extension"] = []any{map[string]any{"url": fhir.OrdinalValue, "valueDecimal": number}}
		}
		items = append(items, map[string]any{"linkId": item, "answer": []any{map[string]any{"valueCoding": coding}}})
	}
	text, err := json.Marshal(map[string]any{"resourceType": "QuestionnaireResponse", "status": "completed", "item": items})
	if err != nil {
		panic(err)
	}
	return text
}

func (q question) differences(says said) (d []string) {
	r := q.in.ScoreNumbers(q.given)
	if len(says.Score) != len(r.Subscales) {
		d = append(d, fmt.Sprintf("%d subscales, not %d", len(r.Subscales), len(says.Score)))
	}
	for _, s := range r.Subscales {
		want := says.Score[s.ID]
		if s.Known != (want != nil) || s.Known && math.Abs(s.Value-*want) > 1e-6 {
			d = append(d, fmt.Sprintf("%s is %v, known %v", s.ID, s.Value, s.Known))
			continue
		}
		rules := q.in.find(s.ID)
		band := slices.IndexFunc(rules.Bands, func(b Band) bool { return b.Key == s.Band })
		if at := says.Band[s.ID]; (at != nil) != (band >= 0) || at != nil && *at != band {
			d = append(d, fmt.Sprintf("%s: %v is in band %d", s.ID, s.Value, band))
		}
		if cut := says.Cut[s.ID]; len(cut)+len(s.Reached) > 0 && !reflect.DeepEqual(cut, s.Reached) {
			d = append(d, fmt.Sprintf("%s: %v reaches %v, not %v", s.ID, s.Value, s.Reached, cut))
		}
	}
	if len(says.Algorithm)+len(r.Algorithms) > 0 && !reflect.DeepEqual(says.Algorithm, r.Algorithms) {
		d = append(d, fmt.Sprintf("%v, not %v", r.Algorithms, says.Algorithm))
	}
	var flags []string
	for _, f := range r.Flags {
		flags = append(flags, f.Item+f.Algorithm+" "+f.Action)
	}
	slices.Sort(flags)
	slices.Sort(says.Flags)
	if !slices.Equal(flags, says.Flags) {
		d = append(d, fmt.Sprintf("flags %v, not %v", flags, says.Flags))
	}
	return d
}
