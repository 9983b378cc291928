package emdr

import (
	"context"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/space"
)

// Done is what was done in EMDR after one moment and up to another, for the note of a session.
// Reasons, and the therapist's own words, stay where they were written.
func Done(tx *db.Tx, rec *space.Record, from, to time.Time) (told []meeting.Deed, err error) {
	all, err := sheets(tx, rec)
	if err != nil {
		return nil, err
	}
	done, err := steps(tx, rec)
	if err != nil || len(all)+len(done) == 0 {
		return nil, err
	}
	ctx, err := meeting.In(tx)
	r := walk(done, "")
	p := planned(all, r)
	for _, d := range r.Sessions {
		if text := d.text(ctx, p); d.At.After(from) && !d.At.After(to) && text != "" {
			told = append(told, meeting.Deed{At: d.At, Room: "emdr", Words: textOf(text)})
		}
	}
	n, last := 0, time.Time{}
	for _, s := range p.Log {
		if s.At.After(from) && !s.At.After(to) {
			if n++; s.At.After(last) {
				last = s.At
			}
		}
	}
	if n > 0 {
		told = append(told, meeting.Deed{At: last, Room: "emdr", Words: textOf(words.T(ctx, "emdr.did.log", "count", n))})
	}
	return told, err
}

// text is a session in a few sentences, as its client may read them.
func (d Session) text(ctx context.Context, p Plan) string {
	var said []string
	say := func(key string, args ...any) { said = append(said, words.T(ctx, key, args...)) }
	if d.Reviewed != "" && d.Reviewed != d.Target {
		say("emdr.did.review", "what", p.Find(d.Reviewed).Name())
	}
	switch {
	case d.Target != "" && d.Sets == 0:
		say("emdr.did.begun", "what", p.Find(d.Target).Name())
	case d.Target != "":
		say("emdr.did.worked", "what", p.Find(d.Target).Name(), "count", d.Sets)
		if d.Led > 0 {
			say("emdr.did.led", "count", d.Led)
		}
		if d.Less > 0 {
			say("emdr.did.less", "count", d.Less)
		}
	case d.Prepared && len(said) == 0:
		say("emdr.did.prepared")
	}
	if d.SUD[0] != nil {
		say("emdr.did.sud", "from", *d.SUD[0], "to", *d.SUD[1])
	}
	if d.VOC[0] != nil {
		say("emdr.did.voc", "from", *d.VOC[0], "to", *d.VOC[1])
	}
	if d.Target != "" && d.Ended != "" {
		say("emdr.did.ended." + string(d.Ended))
	}
	return strings.Join(said, " ")
}

// Waits is what the next session begins with: what was worked on is looked at first.
func Waits(tx *db.Tx, rec *space.Record, _, to time.Time) (told []meeting.Deed, err error) {
	done, err := steps(tx, rec)
	if err != nil || len(done) == 0 {
		return nil, err
	}
	all, err := sheets(tx, rec)
	if err != nil {
		return nil, err
	}
	r := walk(done, "")
	next := r.State.Session()
	ctx, err := meeting.In(tx)
	if next.Owed != "" {
		key := "emdr.wait.again"
		if next.Targets[next.Owed] != eight.Complete {
			key = "emdr.wait.incomplete"
		}
		what := planned(all, r).Find(Thread(next.Owed)).Name()
		told = append(told, meeting.Deed{At: to, Room: "emdr", Words: textOf(words.T(ctx, key, "what", what))})
	}
	return told, err
}

// MayEnd is a Conflict where a session is to end in which something was opened and nobody has
// closed it, nor said why not.
func MayEnd(tx *db.Tx, rec *space.Record, which meeting.ID) error {
	done, err := steps(tx, rec)
	if err == nil && !walk(done, which).State.MayEnd() {
		err = unclosed
	}
	return err
}
