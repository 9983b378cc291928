package alert

import (
	"context"

	"tillit.care/base/words"
)

// named is a sentence about one alert that waits. Where several do it says which of them it
// means, so that no two buttons on a page have one name.
func (b Board) named(ctx context.Context, a Alert, key string) string {
	return b.among(ctx, a, key, func(each Alert) bool { return each.State != Closed })
}

// awaiting is the same among those closed whose next contact is still to come.
func (b Board) awaiting(ctx context.Context, a Alert, key string) string {
	return b.among(ctx, a, key, Alert.Awaits)
}

func (b Board) among(ctx context.Context, a Alert, key string, counts func(Alert) bool) string {
	text, of, n := words.T(ctx, key), 0, 0
	for _, each := range b.Alerts {
		if !counts(each) {
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
