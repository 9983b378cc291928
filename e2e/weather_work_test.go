package e2e_test

import (
	"context"

	"tillit.care/base/db"
	treatment "tillit.care/plan"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// noted is how many notes the server has on the work that Liz agreed to.
func (w weather) noted() (n int) {
	w.Helper()
	err := w.w.House.DB.Read(context.Background(), w.cast.People["client"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, w.cast.Liz.Spaces[right.Shared], right.Read)
		if err != nil {
			return err
		}
		p, err := treatment.OnePiece(tx, rec, w.cast.Liz.Way.Piece)
		n = len(p.Notes)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// work: a note on what was agreed to be tried is written without a line, waits on the phone,
// and arrives once. On a phone that keeps nothing it waits on the open page.
func (w weather) work() {
	path := pathOf(w.cast.Liz, "GET /spaces/{space}/work/{work}", right.Shared)
	had := w.noted()
	p := w.phone(true)
	p.See("A note to write")
	p.Offline(true)
	p.Go("/")
	p.Click("A note to write")
	p.At(path)
	p.See("This is the copy that your phone kept")
	p.See("a walk")
	p.Axe(w)
	p.Eval(`document.querySelector("input[name=how][value=some]").click()`)
	p.Fill("What happened", "As far as the bridge")
	p.Press("Keep this note")
	p.See("They go out by themselves when the line is back")
	if w.noted() != had {
		w.Error("it arrived without a line")
	}
	p.Offline(false)
	p.See("Some of it counts")
	if got := w.noted() - had; got != 1 {
		w.Errorf("%d notes arrived, not one", got)
	}
	p.Go("/")
	w.holds(p, keptEmpty)

	other := w.phone(false)
	other.Go(path)
	other.Fill("What happened", "Half a sentence")
	other.See("Saved as you go") // in the space that only Liz opens
	other.Go("/")
	other.Go(path)
	other.Until(`document.querySelector("[name=happened]").value === "Half a sentence"`)
	other.Eval(`document.querySelector("input[name=how][value=did]").click()`)
	other.Offline(true)
	other.Press("Keep this note")
	other.See("No connection. Your answers are kept on this page")
	other.Offline(false)
	other.See("Thank you for noting it")
	if got := w.noted() - had; got != 2 {
		w.Errorf("%d notes arrived, not two", got)
	}
	other.Go(path)
	other.Until(`document.querySelector("[name=happened]").value === ""`) // the draft is forgotten
	w.holds(other, keptNothing)
}
