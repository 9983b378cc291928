package alert

import (
	"context"

	"tillit.care/base/words"
)

// named is a sentence about one alert. Where several wait it says which of them it means,
// so that no two buttons on a page have one name.
func (b Board) named(ctx context.Context, a Alert, key string) string {
	text, of, n := words.T(ctx, key), 0, 0
	for _, each := range b.Alerts {
		if each.State == Closed {
			continue
		}
		of++
		if each.ID == a.ID {
			n = of
		}
	}
	if of < 2 {
		return text
	}
	return words.T(ctx, "alert.oneof", "text", text, "n", n, "of", of)
}
