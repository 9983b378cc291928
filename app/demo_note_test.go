package app

import (
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/meeting"
	"tillit.care/note"
	"tillit.care/pure/right"
)

// TestDemoNotes: each of the two has a session for every week of the story, one that was
// called off and one that is planned; every note is signed but the one that waits for Ana.
func TestDemoNotes(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	for s, unsigned := range map[*story]int{&liz: 0, &dave: 1} {
		looking(t, h, people[s.person.Email.Reveal()], func(tx *db.Tx) error {
			rec, err := only(tx, right.Shared, right.Read)
			if err != nil {
				return err
			}
			meetings, err := meeting.Of(tx, rec)
			if err != nil {
				return err
			}
			states, waits := map[meeting.State]int{}, 0
			for _, m := range meetings {
				if states[m.State]++; m.Waits() {
					waits++
				}
			}
			notes, err := note.Of(tx, rec)
			name := s.person.Name.Reveal()
			if states[meeting.Held] != 11 || states[meeting.Off] != 1 || states[meeting.Planned] != 1 || waits != unsigned || len(notes) != 11-unsigned {
				t.Errorf("%s: %v, %d notes, %d wait", name, states, len(notes), waits)
			}
			for _, n := range notes {
				if lacks := n.Lacks(); len(lacks) > 0 {
					t.Errorf("%s, note %d: %v", name, n.N, lacks)
				}
			}
			return err
		})
	}
}
