package trust

import "tillit.care/base/seal"

// Between is something between client and therapist: what happened, what was said about it,
// and whether it was put right (rupture and repair, reference/clinical.md §2.5). It is read
// and talked about. Nothing looks it over, counts it, or draws anything from it.
type Between struct {
	What   seal.Text `json:"what,omitempty"`
	Story  seal.Text `json:"story,omitempty"`
	Wish   seal.Text `json:"wish,omitempty"`
	Said   seal.Text `json:"said,omitempty"`
	Mended string    `json:"mended,omitempty"`
}

// Whether it was put right.
const repaired = "repaired"

func (b *Between) Kind() Kind      { return "between" }
func (b *Between) Name() seal.Text { return b.What }

func (b *Between) Fields() []Field {
	return []Field{
		line("what", &b.What).must().hinted(), prose("story", &b.Story), prose("wish", &b.Wish).hinted(),
		prose("said", &b.Said).hinted(), pick("mended", &b.Mended, "open", "partly", repaired).hinted(),
	}
}

// unrepaired are those that are still open, the oldest first.
func (b Board) unrepaired() (open []Revision) {
	for _, r := range b.Every("between") {
		if t, ok := r.Thing.(*Between); ok && t.Mended != repaired {
			open = append(open, r)
		}
	}
	return open
}
