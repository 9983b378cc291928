// Package picture is a picture as somebody brings it. It is taken apart and written anew, small enough
// for a screen: where and with what it was taken is left out.
package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // what may be brought
)

// What may be brought, and how wide or high it is kept.
const (
	MostBytes = 8 << 20
	MostSide  = 4096
	kept      = 1920
	quality   = 85
)

// Fault is what is wrong with a file, in one word.
type Fault string

// All that can be wrong.
const (
	Large   Fault = "large"
	Foreign Fault = "foreign" // neither JPEG nor PNG
	Wide    Fault = "wide"    // too many points
	Broken  Fault = "broken"
)

// Faults are all of them.
var Faults = []Fault{Large, Foreign, Wide, Broken}

func (f Fault) Error() string { return "picture: " + string(f) }

// Picture is a JPEG of which nothing but the picture is left.
type Picture struct {
	Wide, High int
	File       []byte
}

// Read takes a file apart and writes it anew. The error is a Fault.
func Read(file []byte) (Picture, error) {
	if len(file) > MostBytes {
		return Picture{}, Large
	}
	says, kind, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil || kind != "jpeg" && kind != "png":
		return Picture{}, Foreign
	case says.Width < 1 || says.Height < 1 || says.Width > MostSide || says.Height > MostSide:
		return Picture{}, Wide
	}
	from, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return Picture{}, Broken
	}
	to := fit(from, turnOf(file))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, to, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, Broken
	}
	return Picture{to.Rect.Dx(), to.Rect.Dy(), b.Bytes()}, nil
}

// fit makes it small enough, the right way up, on black where it can be seen through: each point is the
// mean of those that it stands for.
func fit(from image.Image, turn int) *image.RGBA {
	box := from.Bounds()
	w, h := box.Dx(), box.Dy()
	long := max(w, h)
	small := min(long, kept)
	tw, th := max(1, w*small/long), max(1, h*small/long)
	wide, high := tw, th
	if turn >= 5 {
		wide, high = th, tw
	}
	to := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range th {
		for x := range tw {
			part := image.Rect(x*w/tw, y*h/th, max(x*w/tw+1, (x+1)*w/tw), max(y*h/th+1, (y+1)*h/th)).Add(box.Min)
			px, py := turned(turn, x, y, tw, th)
			to.SetRGBA(px, py, mean(from, part))
		}
	}
	return to
}

func mean(from image.Image, part image.Rectangle) color.RGBA {
	var r, g, b, n uint32
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pr, pg, pb, _ := from.At(x, y).RGBA() // already on black, by how much of it can be seen
			r, g, b, n = r+pr>>8, g+pg>>8, b+pb>>8, n+1
		}
	}
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255}
}

// turned is where a point goes in a picture that a camera has turned (TIFF 6.0, Orientation).
func turned(turn, x, y, w, h int) (int, int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

// turnOf is how a camera held it, as a JPEG says; 1 is upright.
func turnOf(file []byte) int {
	for at := 2; at+4 <= len(file) && file[0] == 0xff && file[at] == 0xff; {
		size := int(binary.BigEndian.Uint16(file[at+2:]))
		if file[at+1] == 0xda || size < 2 || at+2+size > len(file) {
			break
		}
		if part := file[at+4 : at+2+size]; file[at+1] == 0xe1 && len(part) > 14 && string(part[:6]) == "Exif\x00\x00" {
			return turnIn(part[6:])
		}
		at += 2 + size
	}
	return 1
}

// turnIn finds it among what a camera wrote down.
func turnIn(tiff []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	first := uint64(order.Uint32(tiff[4:]))
	if first+2 > uint64(len(tiff)) {
		return 1
	}
	entries := tiff[first:]
	for n := range int(order.Uint16(entries)) {
		at := 2 + 12*n
		if at+12 > len(entries) {
			break
		}
		if order.Uint16(entries[at:]) == 0x0112 {
			if turn := int(order.Uint16(entries[at+8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			break
		}
	}
	return 1
}
