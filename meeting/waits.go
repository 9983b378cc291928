package meeting

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/measure"
	"tillit.care/message"
	"tillit.care/space"
)

// What waits is told like what was done, of one moment: from is when the last session ended.

// Unanswered are the questionnaires that were asked and not answered.
func Unanswered(tx *db.Tx, rec *space.Record, _, to time.Time) (all []Deed, err error) {
	waiting, err := measure.Waiting(tx, rec)
	if err != nil {
		return nil, err
	}
	ctx, err := In(tx)
	for _, m := range waiting {
		if err != nil {
			break
		}
		in, wrong := m.Form(tx)
		if err = wrong; err == nil {
			days := int(to.Sub(m.Due) / (24 * time.Hour))
			all = append(all, Deed{At: m.Due, Room: "measure", Words: seal.Text(words.T(ctx, "meeting.waits.answer", "what", name(in), "count", days))})
		}
	}
	return all, err
}

// Unread are the messages that its reader has not read.
func Unread(tx *db.Tx, rec *space.Record, _, to time.Time) ([]Deed, error) {
	n, err := message.Unread(tx, rec)
	if err != nil || n == 0 {
		return nil, err
	}
	ctx, err := In(tx)
	if err != nil {
		return nil, err
	}
	return []Deed{{At: to, Room: "message", Words: seal.Text(words.T(ctx, "meeting.waits.messages", "count", n))}}, nil
}
