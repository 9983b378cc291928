package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// drawn is a picture whose left upper quarter is bright.
func drawn(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{20, 20, 20, 255}
			if x < w/2 && y < h/2 {
				c = color.NRGBA{240, 240, 240, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.Bytes()
}

// asJPEG is a picture with what a camera writes beside it: how it was held, and where.
func asJPEG(m image.Image, turn uint16, order binary.AppendByteOrder) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, nil)
	tiff := []byte("MM")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		tiff = []byte("II")
	}
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, e := range [][2]uint16{{0x010f, 7}, {0x0112, turn}} {
		tiff = order.AppendUint16(order.AppendUint16(tiff, e[0]), 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(order.AppendUint16(tiff, e[1]), 0)
	}
	part := append([]byte("Exif\x00\x00"), append(tiff, "quixotryzq, Oslo"...)...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(part)+2))
	return slices.Concat(head, part, b.Bytes()[2:])
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	var g bytes.Buffer
	_ = gif.Encode(&g, drawn(4, 4), nil)
	good := asPNG(drawn(64, 64))
	bomb := bytes.Clone(good)
	binary.BigEndian.PutUint32(bomb[16:], 1<<20) // it says that it is a million points wide
	binary.BigEndian.PutUint32(bomb[29:], 0)
	for _, c := range []struct {
		about string
		file  []byte
		want  Fault
	}{
		{"nothing", nil, Foreign},
		{"a page", []byte("<!doctype html><img src=x>"), Foreign},
		{"a drawing that is a program", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), Foreign},
		{"a moving one", g.Bytes(), Foreign},
		{"too large", make([]byte, MostBytes+1), Large},
		{"too wide", asPNG(image.NewGray(image.Rect(0, 0, MostSide+1, 1))), Wide},
		{"too high", asPNG(image.NewGray(image.Rect(0, 0, 1, MostSide+1))), Wide},
		{"cut off", good[:len(good)/2], Broken},
		{"its head alone", asJPEG(drawn(64, 64), 1, binary.BigEndian)[:400], Foreign},
	} {
		_, err := Read(c.file)
		var f Fault
		if !errors.As(err, &f) || f != c.want && !(c.about == "its head alone" && f == Broken) {
			t.Errorf("%s: %v, not %q", c.about, err, c.want)
		}
	}
	if _, err := Read(bomb); err == nil {
		t.Error("a picture that says it is a million points wide was taken")
	}
}

// TestWhatIsKept: small enough, the right way up, and nothing but the picture.
func TestWhatIsKept(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		for turn, corner := range map[uint16]image.Point{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}, 9: {0, 0}} {
			p, err := Read(asJPEG(drawn(80, 40), turn, order))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(p.File, []byte("Exif")) || bytes.Contains(p.File, []byte("quixotryzq")) {
				t.Error("it says where it was taken")
			}
			if wide := turn < 5 || turn > 8; wide != (p.Wide == 80 && p.High == 40) || !wide && (p.Wide != 40 || p.High != 80) {
				t.Errorf("turned %d: %d × %d", turn, p.Wide, p.High)
			}
			m, err := jpeg.Decode(bytes.NewReader(p.File))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				grey, _, _, _ := m.At(c.X*(p.Wide-1), c.Y*(p.High-1)).RGBA()
				if bright := grey > 0x8000; bright != (c == corner) {
					t.Errorf("turned %d: the corner %v is bright: %v", turn, c, bright)
				}
			}
		}
	}
	p, err := Read(asPNG(drawn(4096, 1024)))
	if err != nil || p.Wide != 1920 || p.High != 480 {
		t.Errorf("%d × %d: %v", p.Wide, p.High, err)
	}
	clear, err := Read(asPNG(image.NewNRGBA(image.Rect(0, 0, 3, 3))))
	if m, _ := jpeg.Decode(bytes.NewReader(clear.File)); err != nil || m.At(1, 1) == color.White {
		t.Errorf("what can be seen through is not on black: %v", err)
	}
}

// FuzzRead: whatever is brought, reading comes to an end, and what is taken is a small JPEG.
func FuzzRead(f *testing.F) {
	f.Add(asPNG(drawn(20, 10)))
	f.Add(asJPEG(drawn(20, 10), 6, binary.LittleEndian))
	f.Add(asJPEG(drawn(20, 10), 6, binary.BigEndian)[:60])
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, file []byte) {
		turnOf(file)
		p, err := Read(file)
		if err != nil {
			if why, ok := err.(Fault); !ok || !slices.Contains(Faults, why) {
				t.Fatalf("%v", err)
			}
			return
		}
		says, kind, err := image.DecodeConfig(bytes.NewReader(p.File))
		if err != nil || kind != "jpeg" || says.Width != p.Wide || says.Height != p.High || max(p.Wide, p.High) > kept {
			t.Fatalf("%d × %d, %s: %v", p.Wide, p.High, kind, err)
		}
	})
}
