package stimulus

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"tillit.care/base/words"
	"tillit.care/ui"
)

// handsStand are the ways in which the pages of a client can stand to each other: ui/ts/stim/hands.ts.
var handsStand = []string{"two", "pair", "left", "right", "lefts", "rights", "hidden", "cannot", "lost-left", "lost-right", "lost-both"}

// handWords are what a page may have to say about hands.
func handWords(ctx context.Context, client bool) (all templ.OrderedAttributes) {
	reader := "seen."
	if client {
		reader = "say."
	}
	for _, how := range handsStand {
		key := "stimulus.hands." + reader + strings.Replace(how, "-", ".", 1)
		all = append(all, templ.KeyValue[string, any]{Key: "say-" + how, Value: words.T(ctx, key)})
	}
	return all
}

func whichHand(ctx context.Context) (all []ui.Option) {
	for _, hand := range []string{"both", "left", "right"} {
		all = append(all, ui.Option{Value: hand, Label: words.T(ctx, "stimulus.hands."+hand)})
	}
	return all
}
