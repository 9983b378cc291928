package world

import (
	"context"
	"time"

	"tillit.care/app"
)

// Beside is a second program on the same database, as while one is replaced by the next.
func (w *World) Beside() *app.House {
	w.t.Helper()
	house, err := app.Open(w.t.Context(), w.set)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := house.Close(context.Background()); err != nil {
			w.t.Error(err)
		}
	})
	return house
}

// Down ends the program, lets time go by, and starts it again. What fell due meanwhile is
// done when something is done next.
func (w *World) Down(d time.Duration) {
	w.t.Helper()
	if err := w.House.Close(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	w.clock.move(d)
	house, err := app.Open(w.t.Context(), w.set)
	if err != nil {
		w.t.Fatal(err)
	}
	w.House = house
}

// Sleep lets time go by while the program stands, and does nothing that falls due.
func (w *World) Sleep(d time.Duration) { w.clock.move(d) }
