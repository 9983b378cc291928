package stimulus

import (
	"strings"
	"testing"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/content"
	"tillit.care/pure/picture"
	"tillit.care/pure/wav"
)

func file(samples ...int16) []byte {
	for len(samples) < 80 {
		samples = append(samples, 5000)
	}
	return wav.Sound{Rate: 8000, Samples: samples}.Bytes()
}

// TestWhatIsBrought: what is wrong with a file stands at its field, and each fault has a sentence.
func TestWhatIsBrought(t *testing.T) {
	stereo := file()
	stereo[22] = 2
	for _, c := range []struct {
		b          Brought
		field, key string
	}{
		{Brought{Name: " ", Left: file()}, "name", "stimulus.name.missing"},
		{Brought{Name: seal.Text(strings.Repeat("é", longest+1)), Left: file()}, "name", "stimulus.name.long"},
		{Brought{Name: "x", Right: file()}, "left", "stimulus.own.none"},
		{Brought{Name: "x", Seen: true, Left: file()}, "picture", "stimulus.own.none"},
		{Brought{Name: "x", Seen: true, Picture: file()}, "picture", "stimulus.picture.wrong.foreign"},
		{Brought{Name: "x", Left: []byte("GIF89a")}, "left", "stimulus.own.wrong.foreign"},
		{Brought{Name: "x", Left: file(), Right: stereo}, "right", "stimulus.own.wrong.sides"},
		{Brought{Name: "x", Left: file(make([]int16, 80)...), Right: stereo}, "left", "stimulus.own.wrong.silent"},
	} {
		_, _, err := c.b.kept()
		if f := fault.Of(err); f == nil || f.Field != c.field || f.Key != c.key {
			t.Errorf("%s at %s: %v", c.key, c.field, err)
		}
	}
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range wav.Faults {
		if !book.Has("stimulus.own.wrong." + string(f)) {
			t.Errorf("%q has no sentence", f)
		}
	}
	for _, f := range picture.Faults {
		if !book.Has("stimulus.picture.wrong." + string(f)) {
			t.Errorf("%q has no sentence", f)
		}
	}
	o, both, err := Brought{Name: " bells ", Left: file()}.kept()
	if err != nil || !o.One || o.Ms != 10 || o.Name != "bells" || len(both.Right) > 0 {
		t.Errorf("%+v, %v", o, err)
	}
}

// TestHeededOwnSound: which sound it is, is read where it is heard.
func TestHeededOwnSound(t *testing.T) {
	for _, c := range []struct {
		with map[string]any
		want bool
	}{
		{map[string]any{"sound": true, "sound.voice": "own"}, true},
		{map[string]any{"sound": true}, false},
		{map[string]any{"sound.voice": "own"}, false},
	} {
		if heeded("sound.file", c.with) != c.want {
			t.Errorf("%v", c.with)
		}
	}
}
