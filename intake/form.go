package intake

import "slices"

// Form is one sheet of how a case begins. Its sentences are under intake.form.<name>.
type Form struct {
	Name   string
	Staff  bool // the therapist writes it; whoever is inside reads it
	Fields []Field
}

// Field is one thing on a sheet.
type Field struct {
	Name    string
	Lines   int      // of a text
	Options []string // of a choice
	Must    bool
}

// Talk are the answers that stand under every part of the history besides words.
var talk = []string{"later", "talk"}

func part(name string) Form {
	return Form{Name: name, Fields: []Field{{Name: "text", Lines: 6}, {Name: "answer", Options: talk}}}
}

// Forms are all sheets, in the order in which a case mostly begins.
var Forms = []Form{
	{Name: "referral", Staff: true, Fields: []Field{{Name: "from", Must: true}, {Name: "on"}, {Name: "asks", Lines: 3},
		{Name: "words", Lines: 3}, {Name: "urgency", Options: []string{"today", "soon", "usual"}}, {Name: "reach", Lines: 2}}},
	{Name: "call", Staff: true, Fields: []Field{{Name: "on"}, {Name: "heard", Lines: 4}, {Name: "fits", Options: []string{"yes", "unsure", "no"}},
		{Name: "decision", Options: []string{"accepted", "waiting", "elsewhere"}, Must: true}, {Name: "where"}, {Name: "why", Lines: 3}}},
	part("brings"), part("hopes"), part("before"), part("health"), part("drink"), part("family"), part("close"),
	part("working"), part("service"), part("court"), part("strengths"), part("support"),
}

// formOf is the sheet of that name.
func formOf(name string) (Form, bool) {
	n := slices.IndexFunc(Forms, func(f Form) bool { return f.Name == name })
	if n < 0 {
		return Form{}, false
	}
	return Forms[n], true
}

// History are the parts that the client may fill ahead.
func History() (all []Form) {
	for _, f := range Forms {
		if !f.Staff {
			all = append(all, f)
		}
	}
	return all
}
