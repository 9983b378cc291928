package e2e_test

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/emdr"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// logged is how many entries the server has in Liz's log between sessions.
func (w weather) logged() (n int) {
	w.Helper()
	err := w.w.House.DB.Read(context.Background(), w.cast.People["client"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, w.cast.Liz.Spaces[right.Shared], right.Read)
		if err != nil {
			return err
		}
		p, err := emdr.PlanOf(tx, rec)
		n = len(p.Log)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// log: what is begun between sessions is there after a lost line and a reload, and arrives once.
// A phone that keeps nothing has it on the page, and then where only Liz opens it.
func (w weather) log() {
	path, had := pathOf(w.cast.Liz, "GET /spaces/{space}/emdr", right.Shared), w.logged()
	p := w.phone(true)
	p.Go(path)
	p.Fill("What set it off", "A smell of tar")
	p.See("Saved as you go")
	p.Offline(true)
	p.Fill("What helped", "The pier")
	p.See("Kept on this phone. It has not been sent.")
	p.Offline(false)
	p.Reload()
	p.Until(`document.querySelector("[name=trigger]").value === "A smell of tar" && document.querySelector("[name=calm]").value === "The pier"`)
	p.Offline(true)
	p.Press("Keep this")
	p.See("They go out by themselves when the line is back")
	p.Offline(false)
	p.See("Kept. You find it below")
	p.See("The pier")
	if got := w.logged() - had; got != 1 {
		w.Errorf("%d entries arrived, not one", got)
	}
	p.Reload()
	p.Until(`document.querySelector("[name=trigger]").value === ""`)
	p.Fill("A picture that came", "The bridge")
	p.See("Saved as you go")
	p.Reload()
	p.See("This is what you began to write")
	p.Press("Leave it, and forget it")
	p.Until(`document.querySelector("[name=image]").value === ""`)
	p.Reload()
	p.Until(`document.querySelector("[name=image]").value === ""`)
	p.NotSee("Leave it, and forget it")
	p.Go("/")
	w.holds(p, keptEmpty)

	other := w.phone(false)
	other.Go(path)
	other.Offline(true)
	other.Fill("What you felt", "Cold")
	other.See("Not saved: no connection.")
	other.Offline(false)
	other.See("Saved as you go")
	other.Reload()
	other.See("This is what you began to write")
	other.Until(`document.querySelector("[name=emotion]").value === "Cold"`)
	other.Press("Leave it, and forget it")
	other.Until(`document.querySelector("[name=emotion]").value === ""`)
	if got := w.logged() - had; got != 1 {
		w.Errorf("%d entries, not one: what is left is not kept", got)
	}
	w.holds(other, keptNothing)
}
