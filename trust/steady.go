package trust

import "tillit.care/base/seal"

// Window is how somebody notices, in their own words, that it is too much, just right, or
// too little, and what brings them back (the window of tolerance).
type Window struct {
	Much       seal.Text `json:"much,omitempty"`
	MuchBack   seal.Text `json:"muchback,omitempty"`
	Right      seal.Text `json:"right,omitempty"`
	Little     seal.Text `json:"little,omitempty"`
	LittleBack seal.Text `json:"littleback,omitempty"`
	Others     seal.Text `json:"others,omitempty"`
}

func (w *Window) Kind() Kind      { return "window" }
func (w *Window) Name() seal.Text { return "" }

func (w *Window) Fields() []Field {
	return []Field{
		lines("much", &w.Much).hinted(), lines("muchback", &w.MuchBack).hinted(), lines("right", &w.Right).hinted(),
		lines("little", &w.Little).hinted(), lines("littleback", &w.LittleBack).hinted(), lines("others", &w.Others).hinted(),
	}
}

// Calm is a calm place, real or made up. It holds nothing of what was hard, so that its page
// can be used alone.
type Calm struct {
	Called seal.Text `json:"called,omitempty"`
	See    seal.Text `json:"see,omitempty"`
	Hear   seal.Text `json:"hear,omitempty"`
	Feel   seal.Text `json:"feel,omitempty"`
	Word   seal.Text `json:"word,omitempty"`
}

func (c *Calm) Kind() Kind      { return "calm" }
func (c *Calm) Name() seal.Text { return c.Called }

func (c *Calm) Fields() []Field {
	return []Field{
		line("called", &c.Called).must().hinted().most(80), lines("see", &c.See), lines("hear", &c.Hear), lines("feel", &c.Feel),
		line("word", &c.Word).hinted().most(80),
	}
}

// Container is something in which one can put away, for a while, what one does not want to
// carry now.
type Container struct {
	Called seal.Text `json:"called,omitempty"`
	Looks  seal.Text `json:"looks,omitempty"`
	Shuts  seal.Text `json:"shuts,omitempty"`
	Stays  seal.Text `json:"stays,omitempty"`
	Word   seal.Text `json:"word,omitempty"`
}

func (c *Container) Kind() Kind      { return "container" }
func (c *Container) Name() seal.Text { return c.Called }

func (c *Container) Fields() []Field {
	return []Field{
		line("called", &c.Called).must().hinted().most(80), lines("looks", &c.Looks), prose("shuts", &c.Shuts).hinted(),
		line("stays", &c.Stays).hinted(), line("word", &c.Word).hinted().most(80),
	}
}

// alone tells whether a thing has a page that is used alone.
func alone(k Kind) bool { return k == "calm" || k == "container" }
