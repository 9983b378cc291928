package fhir

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"
)

// Resource is an R4 resource that is put together of plain parts. What is empty is left out,
// since FHIR has no empty values.
type Resource map[string]any

// Entry is the resource below an address.
func (r Resource) Entry(base string) (Entry, error) {
	text, err := json.Marshal(r)
	return Entry{FullURL: base + fmt.Sprint(r["resourceType"], "/", r["id"]), Resource: text}, err
}

// New begins a resource: parts are names, each with the value behind it.
func New(kind, id string, parts ...any) Resource {
	r := Resource{"resourceType": kind, "id": id}
	for i := 0; i+1 < len(parts); i += 2 {
		name, ok := parts[i].(string)
		if !ok || hollow(parts[i+1]) {
			continue
		}
		r[name] = parts[i+1]
	}
	return r
}

func hollow(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// To is a reference; to nobody it is nothing.
func To(ref string) map[string]any {
	if ref == "" {
		return nil
	}
	return map[string]any{"reference": ref}
}

// Concept is something in words, and by its code where there is one.
func Concept(text string, codes ...Coding) map[string]any {
	c := map[string]any{}
	if text != "" {
		c["text"] = text
	}
	if len(codes) > 0 {
		c["coding"] = codes
	}
	return c
}

// Story is what people read of a resource.
func Story(lines ...string) map[string]any {
	var b strings.Builder
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(printable(l)), "\n", "<br/>") + "</p>")
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return map[string]any{"status": "generated", "div": `<div xmlns="http://www.w3.org/1999/xhtml">` + b.String() + "</div>"}
}

// printable leaves out what XML cannot hold.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if odd(r) {
			return -1
		}
		return r
	}, text)
}

// Attached is a text as an attachment.
func Attached(title, text string) map[string]any {
	a := map[string]any{"contentType": "text/plain; charset=utf-8", "data": base64.StdEncoding.EncodeToString([]byte(text))}
	if title != "" {
		a["title"] = title
	}
	return a
}

// When is a moment; never: nothing.
func When(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return Moment(at)
}

// Period is from one moment to another; each may be open.
func Period(from, to time.Time) map[string]any {
	p := map[string]any{}
	if !from.IsZero() {
		p["start"] = Moment(from)
	}
	if !to.IsZero() {
		p["end"] = Moment(to)
	}
	return p
}
