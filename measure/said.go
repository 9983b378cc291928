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
	if !c.Client {
		return l.Name(ctx, false) + ". " + l.Brief(ctx, c)
	}
	s := l.Glance(c.Expected)
	return strings.TrimSpace(l.Name(ctx, true) + ". " + plain(ctx, s) + " " + hope(ctx, s))
}
