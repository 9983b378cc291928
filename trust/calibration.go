package trust

import "tillit.care/pure/judge"

// guesses are the guesses of all experiments that were judged, and how many stayed unclear.
// What the fear said is what is judged, so that a lean has one meaning: said more often than
// it came is too little trust, come more often than it was said is too much.
func (b Board) guesses() (all []judge.Guess, unscored int) {
	for _, r := range b.Every("experiment") {
		e, ok := r.Thing.(*Experiment)
		switch {
		case !ok || e.Locked == "" || e.Likely == nil || e.Dropped != "":
		case e.Came == unclear:
			unscored++
		case e.Came != "":
			all = append(all, judge.Guess{Said: float64(*e.Likely) / 100, Came: e.Came == came})
		}
	}
	return all, unscored
}

// judged is what can be said of the client's own judgement.
func (b Board) judged() judge.Judged { return judge.Of(b.guesses()) }
