package trust

// Kind is what sort of object something is. It is sealed with it.
type Kind string

// kind is what the room knows of a kind before it has one.
type kind struct {
	make   func() Thing
	single bool // there is at most one
	inner  bool // it has no form and no list of its own
}

// kinds are all kinds of object. To add one: a struct with Fields, a line here, its place in
// Tools, and its words; the pages of reading, writing, history and choosing are then there.
var kinds = map[Kind]kind{
	"person":  {make: func() Thing { return &Person{} }},
	"event":   {make: func() Thing { return &Event{} }},
	"check":   {make: func() Thing { return &Check{} }},
	"causes":  {make: func() Thing { return &Causes{} }, single: true},
	"five":    {make: func() Thing { return &Five{} }, single: true},
	"cycle":   {make: func() Thing { return &Cycle{} }},
	"thennow": {make: func() Thing { return &ThenNow{} }},
	"fear":    {make: func() Thing { return &Fear{} }},
	"stuck":   {make: func() Thing { return &Stuck{} }},
	"record":  {make: func() Thing { return &Record{} }},

	"experiment": {make: func() Thing { return &Experiment{} }},
	"step":       {make: func() Thing { return &Step{} }},
	"star":       {make: func() Thing { return &Star{} }},
	"agreement":  {make: func() Thing { return &Agreement{} }},
	"keeping":    {make: func() Thing { return &Keeping{} }},
	"window":     {make: func() Thing { return &Window{} }, single: true},
	"calm":       {make: func() Thing { return &Calm{} }},
	"container":  {make: func() Thing { return &Container{} }},
	"between":    {make: func() Thing { return &Between{} }},
	"flag":       {make: func() Thing { return &Flag{} }, inner: true},
}

// Make is an empty thing of a kind; nil: there is no such kind.
func Make(k Kind) Thing {
	if kinds[k].make == nil {
		return nil
	}
	return kinds[k].make()
}

// Tool is one piece of the work, with a page of its own.
type Tool struct {
	Name  string
	Kinds []Kind
}

// Tools are in the order in which they stand on the overview.
var Tools = []Tool{
	{"timeline", []Kind{"event"}},
	{"formulation", []Kind{"check", "causes", "five", "cycle"}},
	{"then-now", []Kind{"thennow", "fear"}},
	{"stuck-points", []Kind{"stuck", "record"}},
	{"experiments", []Kind{"experiment"}},
	{"ladder", []Kind{"step"}},
	{"star", []Kind{"star"}},
	{"agreements", []Kind{"agreement", "keeping"}},
	{"steady", []Kind{"window", "calm", "container"}},
	{"between", []Kind{"between"}},
	{"people", []Kind{"person"}},
}

// tool is the one of that name.
func tool(name string) (Tool, bool) {
	for _, t := range Tools {
		if t.Name == name {
			return t, true
		}
	}
	return Tool{}, false
}

// home is the tool that a kind belongs to.
func (k Kind) home() Tool {
	for _, t := range Tools {
		for _, of := range t.Kinds {
			if of == k {
				return t
			}
		}
	}
	return Tool{}
}

// next are the kinds that can be begun from an object of this kind, with a link to it.
func (k Kind) next() (all []Kind) {
	for _, t := range Tools {
		for _, of := range t.Kinds {
			for _, f := range Make(of).Fields() {
				if f.Refs != nil && !f.Later && of != k && f.takes(k) && !kinds[of].single {
					all = append(all, of)
					break
				}
			}
		}
	}
	return all
}

// takes tells whether a field can link to an object of that kind.
func (f Field) takes(k Kind) bool {
	for _, of := range f.Of {
		if of == k {
			return true
		}
	}
	return false
}
