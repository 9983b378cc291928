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
	"tillit.care/pure/picture"
	"tillit.care/pure/stim"
	"tillit.care/pure/wav"
)

// OwnID names a pair of sounds, or a picture. What is heard or seen under it never changes.
type OwnID = id.ID[Own]

// Own is something of the practice's own for a set: a pair of short sounds, left and right, or a
// picture. It is about nobody, and everybody who treats here may use it.
type Own struct {
	ID OwnID     `json:"-"`
	At time.Time `json:"-"`

	Name seal.Text `json:"name"`
	By   who.ID    `json:"by"`
	One  bool      `json:"one,omitempty"`  // the same for both sides
	Ms   int       `json:"ms,omitempty"`   // the longer of the two
	Wide int       `json:"wide,omitempty"` // of a picture
	High int       `json:"high,omitempty"`

	Away bool `json:"-"` // no longer offered; settings that name it go on with it
	n    int  // how much was said of it
}

// Picture tells whether it is one.
func (o Own) Picture() bool { return o.Wide > 0 }

// Least keeps a short name as large as a long one.
func (o Own) Least() int { return 512 }

// turn is a word about one: that it is taken away, or brought back.
type turn struct {
	Away bool   `json:"away"`
	By   who.ID `json:"by"`
}

func (turn) Least() int { return 128 }

// files are what is in it, as it is given out.
type files struct {
	Left    []byte `json:"left,omitempty"`
	Right   []byte `json:"right,omitempty"` // none: the left one
	Picture []byte `json:"picture,omitempty"`
}

// mostOwn is how many are offered at once.
const mostOwn = 40

// Brought is a pair of sounds or a picture, as it was sent.
type Brought struct {
	Once        OwnID // made when the form was drawn
	Name        seal.Text
	Left, Right []byte // files; none on the right: one for both sides
	Seen        bool   // it is a picture
	Picture     []byte
}

// Ready is something brought, taken apart and written anew: what takes time is done before anybody
// waits for the disk.
type Ready struct {
	own  Own
	with files
}

// Ready takes it apart.
func (b Brought) Ready() (Ready, error) {
	o, c, err := b.kept()
	o.ID = b.Once
	return Ready{o, c}, err
}

// kept is what is kept of it.
func (b Brought) kept() (o Own, c files, err error) {
	name := strings.TrimSpace(b.Name.Reveal())
	switch {
	case name == "":
		return o, c, fault.At("name", "stimulus.name.missing")
	case utf8.RuneCountInString(name) > longest:
		return o, c, fault.At("name", "stimulus.name.long")
	case b.Seen:
		o, c, err = b.seen()
	default:
		o, c, err = b.heard()
	}
	o.Name = seal.Text(name)
	return o, c, err
}

// seen is the picture in it.
func (b Brought) seen() (o Own, c files, err error) {
	if len(b.Picture) == 0 {
		return o, c, fault.At("picture", "stimulus.own.none")
	}
	p, err := picture.Read(b.Picture)
	if err != nil {
		why := picture.Foreign
		errors.As(err, &why)
		return o, c, fault.At("picture", "stimulus.picture.wrong."+string(why))
	}
	return Own{Wide: p.Wide, High: p.High}, files{Picture: p.File}, nil
}

// heard is the pair in it.
func (b Brought) heard() (o Own, both files, err error) {
	if len(b.Left) == 0 {
		return o, both, fault.At("left", "stimulus.own.none")
	}
	o.One = len(b.Right) == 0
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

// mayKeep: who keeps settings of the practice keeps its sounds and pictures.
func mayKeep(tx *db.Tx) error {
	if !tx.By.Holds(who.Therapist) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return tx.Lock("own")
}

// Bring keeps it. The same form sent twice counts once.
func Bring(tx *db.Tx, r Ready) error {
	if err := mayKeep(tx); err != nil {
		return err
	}
	all, err := owned(tx)
	if err != nil || indexOf(all, r.own.ID) >= 0 {
		return err
	}
	if err := roomFor(all); err != nil {
		return err
	}
	o := r.own
	o.At, o.By = tx.Now, tx.By.ID
	tx.Note(trail.Practice, "stimulus.sound", string(o.ID))
	return insertOwn(tx, o, r.with)
}

// roomFor is an error where no more can be offered.
func roomFor(all []Own) error {
	if len(offered(all, false, false))+len(offered(all, true, false)) >= mostOwn {
		return fault.At("name", "stimulus.own.full")
	}
	return nil
}

// Turn takes something away, or brings it back. What is so already is no change.
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

// offered are the pictures, or the sounds, that can be chosen, or those that were taken away, by name.
func offered(all []Own, pictures, away bool) (some []Own) {
	for _, o := range all {
		if o.Away == away && o.Picture() == pictures {
			some = append(some, o)
		}
	}
	slices.SortFunc(some, func(a, b Own) int {
		return strings.Compare(strings.ToLower(a.Name.Reveal()), strings.ToLower(b.Name.Reveal()))
	})
	return some
}

// Names are what the practice's own sounds and pictures are called, by id.
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

// Content is what is heard on a side, or seen, as a file.
func Content(tx *db.Tx, which OwnID, part string) ([]byte, error) {
	if !tx.By.Holds(who.Therapist | who.Client) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	c, err := filesOf(tx, which)
	if err != nil {
		return nil, err
	}
	file := map[string][]byte{"left": c.Left, "right": c.Right, "picture": c.Picture}[part]
	if part == "right" && len(file) == 0 {
		file = c.Left
	}
	if len(file) == 0 {
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	return file, nil
}

// chosen is an error where settings name something that there is not, or no sound where one is meant.
func chosen(tx *db.Tx, with stim.Settings) error {
	all, err := owned(tx)
	if err != nil {
		return err
	}
	for _, f := range stim.Fields {
		if f.Kind != "file" {
			continue
		}
		which := f.Text(f.In(with))
		if which == "" {
			if voice, _ := stim.FieldOf("sound.voice"); f.Key == "sound.file" && voice.In(with) == "own" {
				return fault.At(f.Key, "stimulus.own.which")
			}
			continue
		}
		if n := indexOf(all, OwnID(which)); n < 0 || all[n].Picture() != (f.Key == "look.picture") {
			return fault.At(f.Key, "stimulus.wrong.file")
		}
	}
	return nil
}
