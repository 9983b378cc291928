package battery

import (
	"context"

	"tillit.care/base/words"
	"tillit.care/ui"
)

func (s shelf) problem(ctx context.Context) string {
	if s.Problem == "" {
		return ""
	}
	return words.T(ctx, s.Problem)
}

func (s shelf) addable(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "battery.add.none")}}
	for _, r := range s.Others {
		all = append(all, ui.Option{Value: r.Instrument, Label: r.Name})
	}
	return all
}
