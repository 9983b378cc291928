package room

import (
	"slices"

	"tillit.care/pure/tool"
	"tillit.care/trust"
)

// laid are the forms of the trust work that two can fill in together on a board.
var laid = []trust.Kind{"thennow", "fear", "stuck", "record", "cycle", "star", "step", "check", "calm", "container", "between"}

// Laid tells whether a form can be laid on the table.
func Laid(k trust.Kind) bool { return slices.Contains(laid, k) && trust.Make(k) != nil }

// boxes are the fields of a form that are written on a board: what is written, chosen or
// marked. Links and what is kept back have their place on the form's own page.
func boxes(k trust.Kind) (all []trust.Field) {
	thing := trust.Make(k)
	if thing == nil {
		return nil
	}
	for _, f := range thing.Fields() {
		if named(f) || !f.Quiet && !f.Act && !f.Closed && !f.Unseen && !f.Later && !f.Gated && !f.Fold && (f.Text != nil || f.Pick != nil || f.Mark != nil) {
			all = append(all, f)
		}
	}
	return all
}

// named tells whether a field is one person, who is called by a name on a board.
func named(f trust.Field) bool { return f.Refs != nil && f.Adds && f.One && !f.Fold }

// fits tells whether what is written has a box on a board, and goes into it.
func fits(b tool.Board, step *tool.Step) bool {
	for _, f := range boxes(trust.Kind(b.Kind)) {
		if f.Name == step.Name {
			_, err := trust.Fill(trust.Kind(b.Kind), map[string]string{f.Name: string(step.Text)})
			return err == nil
		}
	}
	return false
}
