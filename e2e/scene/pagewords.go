package scene

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tillit.care/e2e/called"
)

// pageWords are what a person does with a page, and sees on it.
func pageWords() []word {
	return []word{
		{name: "go", do: goTo, asks: true},
		{name: "follow", do: follow, asks: true},
		{name: "fill", do: fill},
		{name: "attach", do: attach},
		{name: "paste", do: paste},
		{name: "choose", do: choose},
		{name: "tick", do: func(s *stage, arg string) error { return tick(s, arg, true) }},
		{name: "untick", do: func(s *stage, arg string) error { return tick(s, arg, false) }},
		{name: "press", do: press, asks: true},
		{name: "anyway press", do: pressAnyway, asks: true},
		{name: "twice press", do: pressTwice, asks: true},
		{name: "cross-site press", do: pressCrossSite, asks: true},
		{name: "again", do: func(s *stage, _ string) error { return s.on.again() }, asks: true},
		{name: "back", do: func(s *stage, _ string) error { return s.on.back() }},
		{name: "raw", do: raw, asks: true},
		{name: "in", do: in, asks: true},
		{name: "see", do: func(s *stage, arg string) error { return see(s, arg, true) }},
		{name: "not see", do: func(s *stage, arg string) error { return see(s, arg, false) }},
		{name: "field", do: field},
		{name: "can", do: func(s *stage, arg string) error { return can(s, arg, true) }},
		{name: "cannot", do: func(s *stage, arg string) error { return can(s, arg, false) }},
		{name: "status", do: status},
		{name: "at", do: at},
		{name: "title", do: title},
		{name: "header", do: header},
		{name: "keep", do: keep},
	}
}

func goTo(s *stage, arg string) error {
	where, err := s.needed(arg)
	if err != nil {
		return err
	}
	return s.on.goTo(where)
}

func follow(s *stage, arg string) error {
	text, err := s.needed(arg)
	if err != nil {
		return err
	}
	return s.on.follow(text, s.near)
}

// withPage gives an act the page that the person is on.
func (s *stage) withPage(act func(*page) error) error {
	pg, err := s.on.page()
	if err != nil {
		return err
	}
	return act(pg)
}

func fill(s *stage, arg string) error {
	label, value, err := s.pair(arg)
	if err != nil {
		return err
	}
	value = strings.ReplaceAll(value, `\n`, "\n")
	return s.withPage(func(p *page) error { return p.fill(label, value, s.near) })
}

// attach chooses a file; its path is seen from the scene.
func attach(s *stage, arg string) error {
	label, file, err := s.pair(arg)
	if err != nil {
		return err
	}
	text, err := s.file(file)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error { return p.attach(label, chosen{filepath.Base(file), text}, s.near) })
}

// paste fills a field with what is in a file.
func paste(s *stage, arg string) error {
	label, file, err := s.pair(arg)
	if err != nil {
		return err
	}
	text, err := s.file(file)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error { return p.fill(label, text, s.near) })
}

func (s *stage) file(path string) (string, error) {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(s.script.file), path))
	return string(text), err
}

func choose(s *stage, arg string) error {
	legend, option, err := s.pair(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error { return p.choose(legend, option, s.near) })
}

func tick(s *stage, arg string, on bool) error {
	legend, label := "", arg
	if l, r, ok := strings.Cut(arg, " = "); ok {
		legend, label = l, r
	}
	legend, err := s.text(legend)
	if err != nil {
		return err
	}
	if label, err = s.needed(label); err != nil {
		return err
	}
	return s.withPage(func(p *page) error { return p.tick(legend, label, on, s.near) })
}

func (s *stage) pressed(arg string, anyway bool, send func(*sending) error) error {
	text, err := s.needed(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error {
		form, err := p.press(text, s.near, anyway)
		if err != nil {
			return err
		}
		return send(form)
	})
}

func press(s *stage, arg string) error {
	return s.pressed(arg, false, func(f *sending) error { return s.on.send(f, "same-origin") })
}

func pressAnyway(s *stage, arg string) error {
	return s.pressed(arg, true, func(f *sending) error { return s.on.send(f, "same-origin") })
}

func pressTwice(s *stage, arg string) error {
	return s.pressed(arg, false, s.on.twice)
}

func pressCrossSite(s *stage, arg string) error {
	return s.pressed(arg, true, func(f *sending) error { return s.on.send(f, "cross-site") })
}

// raw is "raw POST /path name=value&name=value", or a JSON body.
func raw(s *stage, arg string) error {
	arg, err := s.needed(arg)
	if err != nil {
		return err
	}
	method, rest, _ := strings.Cut(arg, " ")
	path, body, _ := strings.Cut(rest, " ")
	if method != strings.ToUpper(method) || !strings.HasPrefix(path, "/") {
		return errors.New("'raw' needs a method and a path: raw POST /path name=value&name=value")
	}
	if contentType(body) != "application/json" {
		body = encode(body)
	}
	return s.on.raw(method, path, body)
}

// encode takes plain values, as people write them.
func encode(body string) string {
	if body == "" {
		return ""
	}
	var out []string
	for _, one := range strings.Split(body, "&") {
		name, value, _ := strings.Cut(one, "=")
		out = append(out, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	return strings.Join(out, "&")
}

// in is "in Some text: command": the command in the smallest part of the page (a row,
// an item, a section, a form) that says the text.
func in(s *stage, arg string) error {
	near, rest, ok := strings.Cut(arg, ": ")
	if !ok {
		return errors.New("'in' needs a colon: in Some text: press Button")
	}
	c, arg, err := command(strings.TrimSpace(rest))
	if err != nil {
		return err
	}
	if s.near, err = s.needed(near); err != nil {
		return err
	}
	defer func() { s.near = "" }()
	return c.do(s, arg)
}

func see(s *stage, arg string, want bool) error {
	text, err := s.needed(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error {
		all, err := p.textOf(s.near)
		if err != nil {
			return err
		}
		return says("the page", all, text, want)
	})
}

func says(what, all, text string, want bool) error {
	if strings.Contains(called.Plain(all), called.Plain(text)) == want {
		return nil
	}
	if want {
		return fmt.Errorf("%s does not say %q", what, text)
	}
	return fmt.Errorf("%s says %q", what, text)
}

// field is "field Label = what it holds": text, an option's label, ticked, not ticked.
func field(s *stage, arg string) error {
	label, want, err := s.pair(arg)
	if err != nil {
		return err
	}
	want = strings.ReplaceAll(want, `\n`, "\n")
	return s.withPage(func(p *page) error {
		got, err := p.shown(label, s.near)
		if err == nil && called.Plain(got) != called.Plain(want) {
			err = fmt.Errorf("%q holds %q", label, got)
		}
		return err
	})
}

// can is "can press Save", "cannot follow Notes", "cannot fill Name", "cannot choose
// Cadence", "cannot tick Yes": what a person has there to use.
func can(s *stage, arg string, want bool) error {
	verb, rest, _ := strings.Cut(arg, " ")
	name, err := s.needed(rest)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error {
		no := p.able(verb, name, s.near)
		if errors.Is(no, errVerb) {
			return no
		}
		if !want && no == nil {
			return fmt.Errorf("there is something to %s called %q", verb, name)
		}
		if !want {
			return nil
		}
		return no
	})
}

var errVerb = errors.New("one can press, follow, fill, choose or tick")

func (p *page) able(verb, name, near string) (err error) {
	switch verb {
	case "press":
		_, err = p.button(name, near)
	case "follow":
		_, err = p.link(name, near)
	case "fill":
		_, err = p.find("field", name, near, p.elements(isText), p.name)
	case "choose":
		_, err = p.choiceOf(name, near)
	case "tick":
		_, err = p.find("checkbox", name, near, p.elements(isCheckbox), p.name)
	default:
		err = errVerb
	}
	return err
}

func status(s *stage, arg string) error {
	want, err := strconv.Atoi(arg)
	if err != nil {
		return errors.New("'status' needs a number")
	}
	return s.withPage(func(p *page) error {
		if p.status != want {
			return fmt.Errorf("status %d", p.status)
		}
		return nil
	})
}

func at(s *stage, arg string) error {
	want, err := s.needed(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error {
		here := p.url.RequestURI()
		if strings.Contains(want, "://") {
			here = p.url.String()
			if strings.HasPrefix(here, want) {
				return nil
			}
		} else if p.url.Scheme+"://"+p.url.Host == s.world.Origin() && fitsPath(want, here) {
			return nil
		}
		return fmt.Errorf("%s is at %s", s.on.name, p.url)
	})
}

func title(s *stage, arg string) error {
	text, err := s.needed(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error { return says("the title", p.title, text, true) })
}

// header is "header Cache-Control = no-store": the answer's header has it.
func header(s *stage, arg string) error {
	name, want, err := s.pair(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error {
		got := strings.Join(p.header.Values(name), ", ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			return fmt.Errorf("the header %s is %q", name, got)
		}
		return nil
	})
}

func keep(s *stage, arg string) error {
	if arg == "url" {
		arg = "url = url"
	}
	name, what, err := s.pair(arg)
	if err != nil {
		return err
	}
	return s.withPage(func(p *page) error {
		value, err := p.taken(what, s.near)
		if err != nil {
			return err
		}
		return s.keepAs(name, value)
	})
}
