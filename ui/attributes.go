package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// told is how a control says what describes it and whether it is wrong.
func told(id, hint, problem string) templ.OrderedAttributes {
	var all templ.OrderedAttributes
	if by := describedBy(id, hint, problem); by != "" {
		all = append(all, given("aria-describedby", by)...)
	}
	if problem != "" {
		all = append(all, given("aria-invalid", "true")...)
	}
	return all
}

// given is one attribute, or none where it has no value.
func given(name, value string) templ.OrderedAttributes {
	if value == "" {
		return nil
	}
	return templ.OrderedAttributes{{Key: name, Value: value}}
}

func (f FieldProps) attributes() templ.OrderedAttributes {
	id := idOf(f.ID, f.Name)
	all := templ.OrderedAttributes{{Key: "id", Value: id}, {Key: "name", Value: f.Name}}
	all = append(all, given("autocomplete", f.Autocomplete)...)
	all = append(all, given("inputmode", f.InputMode)...)
	if f.MaxLength > 0 {
		all = append(all, given("maxlength", strconv.Itoa(f.MaxLength))...)
	}
	return append(append(all, required(f.Required)...), told(id, f.Hint, f.Error)...)
}

func (s SelectProps) attributes() templ.OrderedAttributes {
	id := idOf(s.ID, s.Name)
	all := templ.OrderedAttributes{{Key: "id", Value: id}, {Key: "name", Value: s.Name}}
	return append(append(all, required(s.Required)...), told(id, s.Hint, s.Error)...)
}

func (o ChoiceProps) attributes() templ.OrderedAttributes {
	all := told("f-"+o.Name, o.Hint, o.Error)
	if !o.Optional {
		all = append(all, given("aria-required", "true")...)
	}
	return all
}

func required(is bool) templ.OrderedAttributes {
	if !is {
		return nil
	}
	return templ.OrderedAttributes{{Key: "required", Value: true}}
}

func draft(url string) templ.OrderedAttributes  { return given("draft", url) }
func exitTo(url string) templ.OrderedAttributes { return given("to", url) }

// here marks the page that one is on.
func here(is bool) templ.OrderedAttributes {
	if !is {
		return nil
	}
	return given("aria-current", "page")
}

// shown is what this page fixes of how it is shown.
func (f Frame) shown() templ.OrderedAttributes {
	return append(given("data-theme", f.Theme), given("dir", f.Direction)...)
}
