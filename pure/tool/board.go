package tool

import (
	"regexp"
	"slices"
	"unicode/utf8"
)

// Board is a form that both fill in together. Of two who write in one box the later counts;
// what the earlier wrote is among the steps.
type Board struct {
	ID    string         `json:"id"`
	Kind  string         `json:"kind"`
	Boxes map[string]Box `json:"boxes,omitempty"`
	Kept  string         `json:"kept,omitempty"` // where it was kept
	As    string         `json:"as,omitempty"`   // as which version
	Was   map[string]Box `json:"was,omitempty"`  // its boxes as they were kept
}

// Box is one field of a board, and who wrote in it last.
type Box struct {
	Text Words `json:"text"`
	Side Side  `json:"side"`
	N    int64 `json:"n"`
}

// Changed tells whether something was written since it was kept.
func (b Board) Changed() bool {
	for name, box := range b.Boxes {
		if b.Was[name].Text != box.Text {
			return true
		}
	}
	return false
}

const (
	mostBoards = 30
	mostBoxes  = 40
	longest    = 2000 // letters in one box
)

var plain = regexp.MustCompile(`^[a-z0-9]{1,24}$`)

// Board is the one that lies uppermost; there may be none.
func (s State) Board() (Board, bool) {
	if len(s.Boards) == 0 {
		return Board{}, false
	}
	return s.Boards[len(s.Boards)-1], true
}

// board: the therapist lays a new one down, both write, and either keeps it.
func board(s State, step Step) (State, error) {
	if step.Act == "lay" {
		return layBoard(s, step)
	}
	top, there := s.Board()
	switch {
	case step.Act != "write" && step.Act != "keep":
		return s, Unknown
	case !there || !s.Lies("board"):
		return s, NotNow
	case step.Act == "write":
		if err := step.fits(top); err != nil {
			return s, err
		}
		top.Boxes = with(top.Boxes, step.Name, Box{step.Text, step.Side, step.N})
	case step.Ref == "" || !top.Changed():
		return s, NotNow
	default:
		top.Kept, top.As, top.Was = step.Ref, step.ID, top.Boxes
	}
	s.Boards = append(slices.Clone(s.Boards[:len(s.Boards)-1]), top)
	return s, nil
}

// fits is an error in what is written in a box.
func (step Step) fits(b Board) error {
	_, there := b.Boxes[step.Name]
	switch {
	case !plain.MatchString(step.Name), utf8.RuneCountInString(string(step.Text)) > longest:
		return Wrong
	case !there && len(b.Boxes) >= mostBoxes:
		return NotNow
	}
	return nil
}

// layBoard lays a fresh board over the others, and on the table.
func layBoard(s State, step Step) (State, error) {
	switch {
	case step.Side != Therapist:
		return s, NotYours
	case !plain.MatchString(step.Name):
		return s, Wrong
	case len(s.Boards) >= mostBoards:
		return s, NotNow
	}
	s.Boards = append(slices.Clone(s.Boards), Board{ID: step.ID, Kind: step.Name})
	return table(s, Step{Act: "lay", Name: "board", Side: Therapist})
}
