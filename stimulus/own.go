package stimulus

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/pure/stim"
	"tillit.care/pure/wav"
)

// OwnID names a pair of sounds. What is heard under it never changes.
type OwnID = id.ID[Own]

// Own is a pair of short sounds of the practice's own, left and right. They are about nobody, and
// everybody who treats here may use them.
type Own struct {
	ID OwnID     `json:"-"`
	At time.Time `json:"-"`

	Name seal.Text `json:"name"`
	By   who.ID    `json:"by"`
	One  bool      `json:"one,omitempty"` // the same for both sides
	Ms   int       `json:"ms"`            // the longer of the two

	Away bool `json:"-"` // no longer offered; settings that name it are heard as before
	n    int  // how much was said of it
}

// Least keeps a short name as large as a long one.
func (o Own) Least() int { return 512 }

// turn is a word about a pair: that it is taken away, or brought back.
type turn struct {
	Away bool   `json:"away"`
	By   who.ID `json:"by"`
}

func (turn) Least() int { return 128 }

// tones are the two files, as they are given out.
type tones struct {
	Left  []byte `json:"left"`
	Right []byte `json:"right,omitempty"` // none: the left one
}

// mostOwn is how many pairs are offered at once.
const mostOwn = 40

// Brought is a pair as it was sent.
type Brought struct {
	Once        OwnID // made when the form was drawn
	Name        seal.Text
	Left, Right []byte // files; none on the right: one for both sides
}

// heard is the pair in it, once both files were taken apart.
func (b Brought) heard() (o Own, both tones, err error) {
	name := strings.TrimSpace(b.Name.Reveal())
	switch {
	case name == "":
		return o, both, fault.At("name", "stimulus.name.missing")
	case utf8.RuneCountInString(name) > longest:
		return o, both, fault.At("name", "stimulus.name.long")
	case len(b.Left) == 0:
		return o, both, fault.At("left", "stimulus.own.none")
	}
	o = Own{Name: seal.Text(name), One: len(b.Right) == 0}
	for _, side := range []struct {
		name string
		file []byte
		to   *[]byte
	}{{"left", b.Left, &both.Left}, {"right", b.Right, &both.Right}} {
		if len(side.file) == 0 {
			continue
		}
		s, err := wav.Read(side.file)
		if err != nil {
			why := wav.Foreign
			errors.As(err, &why)
			return o, both, fault.At(side.name, "stimulus.own.wrong."+string(why))
		}
		o.Ms, *side.to = max(o.Ms, s.Ms()), s.Bytes()
	}
	return o, both, nil
}

// mayKeep: who keeps settings of the practice keeps its sounds.
func mayKeep(tx *db.Tx) error {
	if !tx.By.Holds(who.Therapist) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return tx.Lock("sound")
}

// Bring keeps a pair. The same form sent twice counts once.
func Bring(tx *db.Tx, b Brought) error {
	if err := mayKeep(tx); err != nil {
		return err
	}
	o, both, err := b.heard()
	if err != nil {
		return err
	}
	all, err := owned(tx)
	if err != nil || indexOf(all, b.Once) >= 0 {
		return err
	}
	if err := roomFor(all); err != nil {
		return err
	}
	o.ID, o.At, o.By = b.Once, tx.Now, tx.By.ID
	tx.Note(trail.Practice, "stimulus.sound", string(o.ID))
	return insertOwn(tx, o, both)
}

// roomFor is an error where no more can be offered.
func roomFor(all []Own) error {
	if len(offered(all, false)) >= mostOwn {
		return fault.At("name", "stimulus.own.full")
	}
	return nil
}

// Turn takes a pair away, or brings it back. What is so already is no change.
func Turn(tx *db.Tx, which OwnID, away bool) error {
	if err := mayKeep(tx); err != nil {
		return err
	}
	all, err := owned(tx)
	if err != nil {
		return err
	}
	n := indexOf(all, which)
	if n < 0 {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if all[n].Away == away {
		return nil
	}
	if !away {
		if err := roomFor(all); err != nil {
			return err
		}
	}
	tx.Note(trail.Practice, "stimulus.sound", string(which))
	return insertTurn(tx, which, all[n].n+1, turn{away, tx.By.ID})
}

func indexOf(all []Own, which OwnID) int {
	return slices.IndexFunc(all, func(o Own) bool { return o.ID == which })
}

// offered are those that can be chosen, or those that were taken away, by name.
func offered(all []Own, away bool) (some []Own) {
	for _, o := range all {
		if o.Away == away {
			some = append(some, o)
		}
	}
	slices.SortFunc(some, func(a, b Own) int {
		return strings.Compare(strings.ToLower(a.Name.Reveal()), strings.ToLower(b.Name.Reveal()))
	})
	return some
}

// Names are what the practice's own sounds are called, by id.
type Names map[string]string

// NamesOf are the names of all that ever were.
func NamesOf(tx *db.Tx) (Names, error) {
	all, err := owned(tx)
	names := Names{}
	for _, o := range all {
		names[string(o.ID)] = o.Name.Reveal()
	}
	return names, err
}

// Tone is what is heard on a side, as a file.
func Tone(tx *db.Tx, which OwnID, side string) ([]byte, error) {
	if !tx.By.Holds(who.Therapist | who.Client) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	both, err := tonesOf(tx, which)
	switch {
	case err != nil:
		return nil, err
	case side == "left" || side == "right" && len(both.Right) == 0:
		return both.Left, nil
	case side == "right":
		return both.Right, nil
	}
	return nil, fault.New(fault.NotFound, "fault.notfound")
}

// chosen is an error where settings name a sound that there is not, or none where one is meant.
func chosen(tx *db.Tx, with stim.Settings) error {
	field, _ := stim.FieldOf("sound.file")
	voice, _ := stim.FieldOf("sound.voice")
	which := field.Text(field.In(with))
	if which == "" {
		if voice.In(with) == "own" {
			return fault.At(field.Key, "stimulus.own.which")
		}
		return nil
	}
	names, err := NamesOf(tx)
	if err == nil && names[which] == "" {
		return fault.At(field.Key, "stimulus.wrong.file")
	}
	return err
}
