package ui

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"tillit.care/base/words"
)

// In marks text that stands in a language of its own within the page, so that it is read
// aloud and set as it should be.
func In(ctx context.Context, language string) templ.Attributes {
	if language == "" || language == words.Language(ctx) {
		return nil
	}
	return templ.Attributes{"lang": language, "dir": words.DirectionOf(language)}
}

// Number is a value as the reader writes it: two decimals at most, behind their own mark.
func Number(ctx context.Context, v float64) string {
	return strings.Replace(number(v), ".", words.T(ctx, "ui.decimal"), 1)
}
