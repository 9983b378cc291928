package space

import (
	"cmp"
	"slices"

	"tillit.care/pure/pack"
	"tillit.care/pure/right"
)

// A line is packed, so that five hundred of them open in a blink and nothing is copied. What
// rooms say inside is packed where it is read of every case, and else CBOR.

// Packed is what a room says or keeps in few bytes, because it is read of every case, or
// hundreds of times on a page.
type Packed interface{ Pack(*pack.Writer) }

// Unpacked is what reads it again.
type Unpacked interface{ Unpack(*pack.Reader) }

// packed stands before what was packed: neither CBOR nor JSON begins with it.
const packed = 0xff

func packedOf(v Packed) []byte {
	w := &pack.Writer{Bytes: []byte{packed}}
	v.Pack(w)
	return w.Bytes
}

func isPacked(said []byte) bool { return len(said) > 0 && said[0] == packed }

func unpack(said []byte, v Unpacked, names pack.Names) error {
	r := &pack.Reader{Left: said[1:], Names: names}
	v.Unpack(r)
	return r.Err()
}

// part is what a room says.
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

func (all parts) write(w *pack.Writer) {
	w.Number(uint64(len(all)))
	for _, p := range all {
		w.Text(p.name)
		w.Blob(p.said)
	}
}

// writePlaces is a line in short, and the rest of it.
func writePlaces(all []Placed) (short, more []byte) {
	s, m := &pack.Writer{Bytes: make([]byte, 0, bunchSize/bunchOf)}, &pack.Writer{Bytes: make([]byte, 0, leastMore)}
	s.Number(uint64(len(all)))
	for _, p := range all {
		s.Text(string(p.Space))
		s.Text(string(p.Kind))
		s.Text(string(p.Role))
		s.Number(uint64(p.Until))
		p.parts.write(s)
		p.more.write(m)
	}
	return s.Bytes, m.Bytes
}

func readParts(r *pack.Reader) parts {
	n := r.Count()
	if n == 0 {
		return nil
	}
	all := make(parts, 0, n)
	for ; n > 0 && r.Err() == nil; n-- {
		all = append(all, part{r.Name(), r.Blob()})
	}
	return all
}

// readPlaces reads a line in short. Names are those of the whole list.
func readPlaces(short []byte, names pack.Names) ([]Placed, error) {
	r := &pack.Reader{Left: short, Names: names}
	n := r.Count()
	all := make([]Placed, 0, n)
	for i := 0; i < n && r.Err() == nil; i++ {
		all = append(all, Placed{Space: ID(r.Text()), Kind: right.Kind(r.Name()), Role: right.Role(r.Name()), Until: int64(r.Number()), parts: readParts(r), nth: i, names: names})
	}
	return all, r.Err()
}

// readMore reads the rest of it, of those places that are still there.
func readMore(all []Placed, more []byte) error {
	r := &pack.Reader{Left: more}
	next := 0
	for i := range all {
		for ; next <= all[i].nth && r.Err() == nil; next++ {
			all[i].more = readParts(r)
		}
	}
	return r.Err()
}
