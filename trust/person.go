package trust

import "tillit.care/base/seal"

// Person is somebody in the client's life, by the name the client gave them. Nothing here
// adds up to how far they can be trusted.
type Person struct {
	Alias seal.Text `json:"alias"`
	Are   string    `json:"are,omitempty"` // who they are to the client
	Note  seal.Text `json:"note,omitempty"`

	Talked string `json:"talked,omitempty"` // the therapist says that the two talked about this person
}

func (p *Person) Kind() Kind      { return "person" }
func (p *Person) Name() seal.Text { return p.Alias }

func (p *Person) Fields() []Field {
	return []Field{
		line("alias", &p.Alias).must().hinted().most(60),
		pick("are", &p.Are, "partner", "ex", "mother", "father", "sibling", "child", "family", "friend", "colleague",
			"boss", "comrade", "therapist", "institution", "people", "self", "other"),
		prose("note", &p.Note).folded(),
		pick("talked", &p.Talked, yes).act(),
	}
}
