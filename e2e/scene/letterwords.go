package scene

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"tillit.care/e2e"
)

// letterWords are about the mail that people got. Looking at somebody's letters marks
// them as read; 'new' and 'no' are about those that are not.
func letterWords() []word {
	return []word{
		{name: "letter to", do: letterTo, alone: true},
		{name: "new letter to", do: newLetterTo, alone: true},
		{name: "no letter to", do: noLetterTo, alone: true},
	}
}

// letters are those to one address; what is due to be sent has been sent.
func (s *stage) letters(to string) []e2e.Letter {
	s.world.Advance(0)
	var all []e2e.Letter
	for _, l := range s.world.Letters() {
		if strings.EqualFold(l.To, to) {
			all = append(all, l)
		}
	}
	return all
}

func letterTo(s *stage, arg string) error { return s.letter(arg, false) }

func newLetterTo(s *stage, arg string) error { return s.letter(arg, true) }

// letter is "letter to x@y see Text", "… not see Text", "… keep link", "… keep code =
// after Code:", or only the address.
func (s *stage) letter(arg string, fresh bool) error {
	to, rest, _ := strings.Cut(arg, " ")
	to, err := s.needed(to)
	if err != nil {
		return err
	}
	all := s.letters(to)
	if len(all) == 0 {
		return fmt.Errorf("no letter to %s; letters went to %s", to, s.addresses())
	}
	if fresh && len(all) <= s.read[strings.ToLower(to)] {
		return fmt.Errorf("no new letter to %s since the last look", to)
	}
	s.read[strings.ToLower(to)] = len(all)
	if rest == "" {
		return nil
	}
	if err := s.about(all[len(all)-1], rest); err != nil {
		l := all[len(all)-1]
		return fmt.Errorf("%w\n  the letter:\n%s", err, indent(l.Subject+"\n"+l.Text))
	}
	return nil
}

func (s *stage) about(l e2e.Letter, what string) error {
	whole := l.Subject + "\n" + l.Text
	if arg, ok := strings.CutPrefix(what, "keep "); ok {
		return s.keepFrom(l, arg)
	}
	arg, want := strings.CutPrefix(what, "see ")
	if !want {
		var ok bool
		if arg, ok = strings.CutPrefix(what, "not see "); !ok {
			return errors.New("of a letter one can see, not see or keep something")
		}
	}
	text, err := s.needed(arg)
	if err != nil {
		return err
	}
	return says("the letter", whole, text, want)
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

func (s *stage) keepFrom(l e2e.Letter, arg string) error {
	if !strings.Contains(arg, " = ") {
		link := strings.TrimRight(address.FindString(l.Text), ".,;:!?)")
		if link == "" {
			return errors.New("there is no link in the letter")
		}
		return s.keepAs(arg, link)
	}
	name, what, err := s.pair(arg)
	if err != nil {
		return err
	}
	value, err := after(l.Text, what)
	if err != nil {
		return err
	}
	return s.keepAs(name, value)
}

func noLetterTo(s *stage, arg string) error {
	to, err := s.needed(arg)
	if err != nil {
		return err
	}
	all := s.letters(to)
	if unread := all[min(s.read[strings.ToLower(to)], len(all)):]; len(unread) > 0 {
		return fmt.Errorf("there is a letter to %s:\n%s", to, indent(unread[0].Subject+"\n"+unread[0].Text))
	}
	return nil
}

func (s *stage) addresses() string {
	var to []string
	for _, l := range s.world.Letters() {
		to = append(to, l.To)
	}
	if len(to) == 0 {
		return "nobody"
	}
	return strings.Join(to, ", ")
}
