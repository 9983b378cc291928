package ui

import "strconv"

// ScaleProps is a row of numbers to choose from, with words at its two ends: how bad is it
// now, from 0 to 10.
type ScaleProps struct {
	Name, Legend string
	Number, Of   int // which of how many questions; 0 leaves it out
	From, To     int
	Low, High    string // what the first and the last number mean
	Chosen       string
	Error, Hint  string
	Optional     bool // may be left blank, and a blank can be chosen
}

func (s ScaleProps) numbers() []string {
	var all []string
	for n := s.From; n <= s.To; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// means is what the words at the end say of one number, for who does not see the row.
func (s ScaleProps) means(n string) string {
	switch n {
	case strconv.Itoa(s.From):
		return s.Low
	case strconv.Itoa(s.To):
		return s.High
	}
	return ""
}

// long rows break in two on a phone.
func (s ScaleProps) length() string {
	if s.To-s.From >= 8 {
		return "long"
	}
	return "short"
}

func (s ScaleProps) choice() ChoiceProps {
	return ChoiceProps{Name: s.Name, Hint: s.Hint, Error: s.Error, Optional: s.Optional}
}
