package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"tillit.care/base/fault"
)

// Form reads what was entered. Too much of it is Invalid.
func Form(r *http.Request) (Values, error) {
	err := r.ParseForm()
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "multipart/form-data" {
		err = r.ParseMultipartForm(held)
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return Values{}, fault.New(fault.Invalid, "fault.toolarge")
	}
	if err != nil {
		return Values{}, fault.New(fault.Invalid, "fault.form")
	}
	return Values{r}, nil
}

// held is how many bytes of a form with files stand in memory; Tillit writes none of what
// somebody sends to a disk in the clear, so it is more than any route takes.
const held = 64 << 20

// File is what is in a file that was sent with a form; nothing when none was chosen.
func (v Values) File(name string) ([]byte, error) {
	if v.r.MultipartForm == nil || len(v.r.MultipartForm.File[name]) == 0 {
		return nil, nil
	}
	file, err := v.r.MultipartForm.File[name][0].Open()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "fault.form", err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "fault.form", err)
	}
	return text, nil
}

// Values are the fields of a form.
type Values struct{ r *http.Request }

// Sent are the fields of a form that was sent before, and kept.
func Sent(fields map[string][]string) Values {
	return Values{&http.Request{PostForm: url.Values(fields)}}
}

// Whole is a field as it was sent, with plain line ends: for what is checked for its length,
// so that nothing of a text that is too long is lost.
func (v Values) Whole(name string) string {
	text := strings.ToValidUTF8(v.r.PostForm.Get(name), "�")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// Text is a field without surrounding space, and no longer than a page can take.
func (v Values) Text(name string) string {
	text := strings.ToValidUTF8(strings.TrimSpace(v.r.PostForm.Get(name)), "�")
	if utf8.RuneCountInString(text) > longest {
		return string([]rune(text)[:longest])
	}
	return text
}

const longest = 50_000

// Ticked tells whether a box was ticked.
func (v Values) Ticked(name string) bool { return v.r.PostForm.Get(name) != "" }

// Has tells whether the field was there at all.
func (v Values) Has(name string) bool { return v.r.PostForm.Has(name) }

// All are all fields that begin with prefix, by what follows it.
func (v Values) All(prefix string) map[string]string {
	found := map[string]string{}
	for name := range v.r.PostForm {
		if rest, ok := strings.CutPrefix(name, prefix); ok && v.r.PostForm.Get(name) != "" {
			found[rest] = v.r.PostForm.Get(name)
		}
	}
	return found
}

// Every are all fields that begin with prefix, by what follows it, each with all that was
// entered in fields of that name, in order.
func (v Values) Every(prefix string) map[string][]string {
	found := map[string][]string{}
	for name, values := range v.r.PostForm {
		rest, ok := strings.CutPrefix(name, prefix)
		for _, value := range values {
			if ok && value != "" {
				found[rest] = append(found[rest], value)
			}
		}
	}
	return found
}

func errorOf(broken any) error {
	if err, ok := broken.(error); ok {
		return err
	}
	return fmt.Errorf("%v", broken)
}
