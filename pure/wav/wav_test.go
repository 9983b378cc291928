package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"testing"
)

// tone is a file as a program writes it: how samples are kept, and what else stands in it.
type tone struct {
	kind, channels, bits int
	rate                 uint32
	samples              int
	before               string // another part of the file, in front of the samples
	lies                 int    // how much longer it says that it is
	silent, extended     bool
}

func usual() tone { return tone{kind: 1, channels: 1, bits: 16, rate: 8000, samples: 800} }

func (o tone) file() []byte {
	le := binary.LittleEndian
	width := o.bits / 8
	form := le.AppendUint16(le.AppendUint16(nil, uint16(o.kind)), uint16(o.channels))
	form = le.AppendUint32(le.AppendUint32(form, o.rate), o.rate*uint32(width*o.channels))
	form = le.AppendUint16(le.AppendUint16(form, uint16(width*o.channels)), uint16(o.bits))
	if o.extended {
		form = le.AppendUint16(form, 22)
		form = append(append(form, 16, 0, 4, 0, 0, 0), plain...)
	}
	var data []byte
	for i := range o.samples * o.channels {
		v := int(20000 * math.Sin(float64(i)/4))
		if o.silent {
			v = i % 2
		}
		switch o.bits {
		case 8:
			data = append(data, byte(v>>8+128))
		case 24:
			data = append(data, 0x5a, byte(v), byte(v>>8))
		default:
			data = append(data, byte(v), byte(v>>8))
		}
	}
	part := func(name string, b []byte, more int) []byte {
		p := append(le.AppendUint32([]byte(name), uint32(len(b)+more)), b...)
		if len(b)%2 == 1 {
			p = append(p, 0)
		}
		return p
	}
	body := append([]byte("WAVE"), part("fmt ", form, 0)...)
	if o.before != "" {
		body = append(body, part("LIST", []byte(o.before), 0)...)
	}
	body = append(body, part("data", data, o.lies)...)
	return append(le.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func with(change func(*tone)) []byte {
	o := usual()
	change(&o)
	return o.file()
}

// TestWhatIsWrongIsNamed: every file that is not what is asked for is refused, and why is said.
func TestWhatIsWrongIsNamed(t *testing.T) {
	odd := with(func(o *tone) {})
	odd[32] = 4                            // it says that a sample takes more bytes than it has bits for
	missing := with(func(o *tone) {})[:36] // the samples are not there
	first := append([]byte("RIFF\x00\x00\x00\x00WAVE"), "data\x02\x00\x00\x00ab"...)
	for _, c := range []struct {
		about string
		file  []byte
		want  Fault
	}{
		{"nothing", nil, Foreign},
		{"a page", []byte("<!doctype html><title>sound.wav</title>"), Foreign},
		{"samples before it is known what they are", first, Foreign},
		{"too large", make([]byte, MostBytes+1), Large},
		{"floating point", with(func(o *tone) { o.kind = 3 }), Packed},
		{"mp3 in a wav", with(func(o *tone) { o.kind = 85 }), Packed},
		{"an extension without its end", with(func(o *tone) { o.kind = 0xfffe }), Packed},
		{"two sides", with(func(o *tone) { o.channels = 2 }), Sides},
		{"no side", with(func(o *tone) { o.channels = 0 }), Sides},
		{"slow", with(func(o *tone) { o.rate = 7999 }), Rate},
		{"fast", with(func(o *tone) { o.rate = 48001 }), Rate},
		{"12 bits", with(func(o *tone) { o.bits = 12 }), Depth},
		{"32 bits", with(func(o *tone) { o.bits = 32 }), Depth},
		{"samples of another size", odd, Depth},
		{"less than it says", with(func(o *tone) { o.lies = 2 }), Cut},
		{"as much as there can be", with(func(o *tone) { o.lies = math.MaxUint32 - 1600 }), Cut},
		{"no samples at all", missing, Cut},
		{"too long", with(func(o *tone) { o.samples = 12001 }), Long},
		{"silent", with(func(o *tone) { o.silent = true }), Silent},
		{"empty", with(func(o *tone) { o.samples = 0 }), Silent},
	} {
		_, err := Read(c.file)
		var f Fault
		if !errors.As(err, &f) || f != c.want {
			t.Errorf("%s: %v, not %q", c.about, err, c.want)
		}
	}
}

// TestWhatMayBeBrought: every depth sounds the same, and nothing is left of what else a file says.
func TestWhatMayBeBrought(t *testing.T) {
	for _, c := range []struct {
		about string
		file  []byte
	}{
		{"16 bits", with(func(o *tone) {})},
		{"8 bits", with(func(o *tone) { o.bits = 8 })},
		{"24 bits", with(func(o *tone) { o.bits = 24 })},
		{"with an extension", with(func(o *tone) { o.kind, o.extended = 0xfffe, true })},
		{"as long as it may be", with(func(o *tone) { o.samples = 12000 })},
		{"with an odd part before it", with(func(o *tone) { o.before = "INFOIART\x04\x00\x00\x00Liz A" })},
	} {
		s, err := Read(c.file)
		if err != nil || s.Rate != 8000 || len(s.Samples) < 800 {
			t.Errorf("%s: %v", c.about, err)
			continue
		}
		for i, v := range s.Samples {
			if far := int(v) - int(20000*math.Sin(float64(i)/4)); far > 256 || far < -256 {
				t.Errorf("%s: sample %d is %d", c.about, i, v)
				break
			}
		}
		if bytes.Contains(s.Bytes(), []byte("Liz")) || len(s.Bytes()) != head+2*len(s.Samples) {
			t.Errorf("%s: more is kept than the sound", c.about)
		}
	}
}

// FuzzRead: whatever is brought, reading comes to an end. What is taken is short, can be heard, and
// is the same once it is written and read again.
func FuzzRead(f *testing.F) {
	f.Add(with(func(o *tone) {}))
	f.Add(with(func(o *tone) { o.bits, o.before = 24, "odd" }))
	f.Add(with(func(o *tone) { o.kind, o.extended = 0xfffe, true })[:60])
	f.Add(with(func(o *tone) { o.lies = math.MaxUint32 }))
	f.Add([]byte("RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := Read(file)
		if err != nil {
			if why, ok := err.(Fault); !ok || !slices.Contains(Faults, why) {
				t.Fatalf("%v", err)
			}
			return
		}
		if s.Rate < leastRate || s.Rate > mostRate || s.Ms() > MostMs || len(s.Samples) == 0 {
			t.Fatalf("%d samples at %d", len(s.Samples), s.Rate)
		}
		again, err := Read(s.Bytes())
		if len(s.Bytes()) <= MostBytes && (err != nil || again.Rate != s.Rate || !slices.Equal(again.Samples, s.Samples)) {
			t.Fatalf("it is another sound when it is read again: %v", err)
		}
	})
}
