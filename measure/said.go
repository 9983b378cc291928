package measure

import (
	"context"
	"strings"
)

// Said is how a line changed, in the words of its reader: a client reads what it means and
// not the name of a class. Empty while there is only one answer.
func (l Line) Said(ctx context.Context, c Course) string {
	if len(l.Points) < 2 {
		return ""
	}
	return l.Name(ctx, c.Client) + ". " + l.change(ctx, c)
}

// change is the same without the name of the line.
func (l Line) change(ctx context.Context, c Course) string {
	if !c.Client {
		return l.Brief(ctx, c)
	}
	s := l.Glance(c.Expected)
	return strings.TrimSpace(plain(ctx, s) + " " + hope(ctx, s))
}

// SaidOf is how lines changed. What is the same of several is said once, after all their names.
func SaidOf(ctx context.Context, c Course, lines []Line) (all []string) {
	names, order := map[string][]string{}, []string{}
	for _, l := range lines {
		if len(l.Points) < 2 {
			continue
		}
		text := l.change(ctx, c)
		if names[text] == nil {
			order = append(order, text)
		}
		names[text] = append(names[text], l.Name(ctx, c.Client))
	}
	for _, text := range order {
		all = append(all, strings.Join(names[text], " · ")+". "+text)
	}
	return all
}
