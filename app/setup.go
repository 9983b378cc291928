package app

import "context"

// SetUp is the path of a one-time page for setting the practice up, or empty when that
// was done already.
func (h *House) SetUp(ctx context.Context) (path string, err error) { return h.setup.Begin(ctx) }
