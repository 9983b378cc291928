package ui

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"github.com/a-h/templ"

	"tillit.care/base/words"
)

// Drawn keeps how something that does not change was drawn, for each language and zone in
// which it was read. The zero Drawn keeps nothing yet.
type Drawn struct{ kept sync.Map }

type drawnFor struct{ language, zone string }

// Once draws a part, or gives what was drawn of it before. What the part shows must hang on
// nothing but the reader's language and the zone.
func (d *Drawn) Once(zone *time.Location, part templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		key := drawnFor{words.Language(ctx), zone.String()}
		if html, was := d.kept.Load(key); was {
			_, err := w.Write(html.([]byte))
			return err
		}
		var b bytes.Buffer
		if err := part.Render(ctx, &b); err != nil {
			return err
		}
		d.kept.Store(key, b.Bytes())
		_, err := w.Write(b.Bytes())
		return err
	})
}
