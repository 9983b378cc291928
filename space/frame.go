package space

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"tillit.care/pure/right"
)

// A line is framed by hand: lengths and bytes, in order, so that five hundred of them open
// in a blink and nothing is copied. What rooms say inside is CBOR.

var errFrame = errors.New("space: a line that cannot be read")

// part is what a room says, in CBOR.
type part struct {
	name string
	said []byte
}

// parts are in order of their names, so that the same is always the same bytes.
type parts []part

func (all parts) find(name string) (int, bool) {
	return slices.BinarySearchFunc(all, name, func(p part, name string) int { return cmp.Compare(p.name, name) })
}

// with is the parts with one of them changed; without anything said it is gone.
func (all parts) with(name string, said []byte) parts {
	at, found := all.find(name)
	switch {
	case found && said == nil:
		return slices.Delete(slices.Clone(all), at, at+1)
	case said == nil:
		return all
	case !found:
		return slices.Insert(slices.Clone(all), at, part{name, said})
	}
	all = slices.Clone(all)
	all[at].said = said
	return all
}

func writeText[T ~string | ~[]byte](out []byte, text T) []byte {
	return append(binary.AppendUvarint(out, uint64(len(text))), text...)
}

func (all parts) write(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(all)))
	for _, p := range all {
		out = writeText(writeText(out, p.name), p.said)
	}
	return out
}

// writePlaces is a line in short, and the rest of it.
func writePlaces(all []Placed) (short, more []byte) {
	short = binary.AppendUvarint(make([]byte, 0, leastShort), uint64(len(all)))
	more = make([]byte, 0, leastMore)
	for _, p := range all {
		short = writeText(writeText(writeText(short, p.Space), p.Kind), p.Role)
		short = p.parts.write(binary.AppendUvarint(short, uint64(p.Until)))
		more = p.more.write(more)
	}
	return short, more
}

// frame is what is left to be read.
type frame struct {
	left []byte
	err  error
}

func (f *frame) number() uint64 {
	n, size := binary.Uvarint(f.left)
	if size <= 0 {
		f.left, f.err = nil, errFrame
		return 0
	}
	f.left = f.left[size:]
	return n
}

func (f *frame) bytes() []byte {
	n := f.number()
	if n > uint64(len(f.left)) {
		f.left, f.err = nil, errFrame
		return nil
	}
	text := f.left[:n:n]
	f.left = f.left[n:]
	return text
}

func (f *frame) parts() (all parts) {
	for n := f.number(); n > 0 && f.err == nil; n-- {
		all = append(all, part{string(f.bytes()), f.bytes()})
	}
	return all
}

// readPlaces reads a line in short.
func readPlaces(short []byte) (all []Placed, err error) {
	f := &frame{left: short}
	for n := f.number(); n > 0 && f.err == nil; n-- {
		all = append(all, Placed{Space: ID(f.bytes()), Kind: right.Kind(f.bytes()), Role: right.Role(f.bytes()), Until: int64(f.number()), parts: f.parts()})
	}
	return all, f.err
}

// readMore reads the rest of it.
func readMore(all []Placed, more []byte) error {
	f := &frame{left: more}
	for i := range all {
		all[i].more = f.parts()
	}
	return f.err
}
