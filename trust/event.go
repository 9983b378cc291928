package trust

import (
	"tillit.care/base/seal"
)

// Event is something that made it harder to trust, or easier. Where and what are the lists
// of the dossier (reference/clinical.md §7, TrustEvent); both have good things in them,
// because a line of betrayals alone is not the whole line.
type Event struct {
	Title seal.Text `json:"title,omitempty"`
	Sway  string    `json:"sway,omitempty"` // good, hard, or both

	Year   *int      `json:"year,omitempty"`
	Season string    `json:"season,omitempty"`
	Age    *int      `json:"age,omitempty"`
	When   seal.Text `json:"when,omitempty"` // in words: "the summer we moved"
	Exact  string    `json:"exact,omitempty"`

	People []Thread  `json:"people,omitempty"`
	Others seal.Text `json:"others,omitempty"` // of what is kept back: somebody without a page
	Area   string    `json:"area,omitempty"`
	What   []string  `json:"what,omitempty"`
	Story  seal.Text `json:"story,omitempty"`

	Then     seal.Text `json:"then,omitempty"`
	ThenHeld *int      `json:"thenheld,omitempty"`
	Now      seal.Text `json:"now,omitempty"`
	NowHeld  *int      `json:"nowheld,omitempty"`

	Weight *int     `json:"weight,omitempty"` // how much it hurts, or helps, today
	Self   *int     `json:"self,omitempty"`   // what it did to trust in oneself, -3 to 3
	Toward *int     `json:"toward,omitempty"` // and in others
	Mended string   `json:"mended,omitempty"`
	Marks  []string `json:"marks,omitempty"`
	Ask    string   `json:"ask,omitempty"`
}

// What one may ask about an event: anything, not yet, or not yet and the words stay with
// the client.
const (
	askYes   = "yes"
	askLater = "later"
	askAlone = "alone"
)

func (e *Event) Kind() Kind      { return "event" }
func (e *Event) Name() seal.Text { return e.Title }

func (e *Event) Fields() []Field {
	return []Field{
		line("title", &e.Title).must().hinted().most(80),
		pick("sway", &e.Sway, "good", "hard", "both").must(),
		mark("year", &e.Year, 1900, 2100).in("when"),
		mark("age", &e.Age, 0, 120).in("when"),
		line("when", &e.When).in("when").most(80).hinted(),
		pick("season", &e.Season, "spring", "summer", "autumn", "winter").in("when").folded(),
		pick("exact", &e.Exact, "exact", "around", "unsure").in("when").folded(),
		people("people", &e.People), line("others", &e.Others).quiet(),
		pick("area", &e.Area, "childhood", "partner", "friend", "work", "institution", "military", "self", "therapist").folded(),
		prose("story", &e.Story).hinted(),
		line("then", &e.Then).hinted(), mark("thenheld", &e.ThenHeld, 0, 100),
		line("now", &e.Now).hinted(), mark("nowheld", &e.NowHeld, 0, 100),
		mark("weight", &e.Weight, 0, 10),
		pick("ask", &e.Ask, askYes, askLater, askAlone),
		many("what", &e.What, "truth", "kept", "stood", "repaired", "kind", "infidelity", "lie", "abandonment", "abuse",
			"neglect", "war", "promise", "confidence", "failure", "rules", "other").folded(),
		mark("self", &e.Self, -3, 3).folded(), mark("toward", &e.Toward, -3, 3).folded(),
		pick("mended", &e.Mended, "no", "partly", "yes").folded(),
		many("marks", &e.Marks, "first", "worst", "latest").folded(),
	}
}
