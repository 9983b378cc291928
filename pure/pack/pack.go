// Package pack writes values one after the other in few bytes, and reads them again: for
// what a page opens hundreds of. Who reads must know what was written; what does not fit
// is an error, and never a panic.
package pack

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
)

// ErrWrong says that the bytes are not what was written.
var ErrWrong = errors.New("pack: bytes that cannot be read")

// Writer writes behind Bytes.
type Writer struct{ Bytes []byte }

// Number writes a number that is not negative, the smaller the shorter.
func (w *Writer) Number(n uint64) { w.Bytes = binary.AppendUvarint(w.Bytes, n) }

// Int writes a whole number.
func (w *Writer) Int(n int64) { w.Bytes = binary.AppendVarint(w.Bytes, n) }

// Float writes any number; small whole ones take at most four bytes.
func (w *Writer) Float(f float64) { w.Number(bits.ReverseBytes64(math.Float64bits(f))) }

// Flag writes whether.
func (w *Writer) Flag(f bool) {
	if f {
		w.Number(1)
		return
	}
	w.Number(0)
}

// Text writes a text, with its length before it.
func (w *Writer) Text(text string) {
	w.Number(uint64(len(text)))
	w.Bytes = append(w.Bytes, text...)
}

// Blob writes bytes, with their length before them.
func (w *Writer) Blob(b []byte) {
	w.Number(uint64(len(b)))
	w.Bytes = append(w.Bytes, b...)
}

// Names are texts that are met again and again, each kept once for all who read it.
type Names map[string]string

// Reader reads what a Writer wrote. After the first error it reads only zeros, and Err says
// so.
type Reader struct {
	Left  []byte
	Names Names // may be nil
	err   error
}

// Err is what went wrong, if anything did.
func (r *Reader) Err() error { return r.err }

// Wrong ends the reading: something was read that cannot be.
func (r *Reader) Wrong() { r.Left, r.err = nil, ErrWrong }

// Number reads a number that is not negative.
func (r *Reader) Number() uint64 {
	n, size := binary.Uvarint(r.Left)
	if size <= 0 {
		r.Wrong()
		return 0
	}
	r.Left = r.Left[size:]
	return n
}

// Int reads a whole number.
func (r *Reader) Int() int64 {
	n, size := binary.Varint(r.Left)
	if size <= 0 {
		r.Wrong()
		return 0
	}
	r.Left = r.Left[size:]
	return n
}

// Float reads any number.
func (r *Reader) Float() float64 { return math.Float64frombits(bits.ReverseBytes64(r.Number())) }

// Flag reads whether.
func (r *Reader) Flag() bool { return r.Number() != 0 }

// Count reads how many of something follow, of which each takes at least a byte.
func (r *Reader) Count() int {
	n := r.Number()
	if n > uint64(len(r.Left)) {
		r.Wrong()
		return 0
	}
	return int(n)
}

// Blob reads bytes, which stay where they are: they are not copied.
func (r *Reader) Blob() []byte {
	n := r.Count()
	b := r.Left[:n:n]
	r.Left = r.Left[n:]
	return b
}

// Text reads a text.
func (r *Reader) Text() string { return string(r.Blob()) }

// Name reads a text that is met again and again.
func (r *Reader) Name() string {
	b := r.Blob()
	if name, known := r.Names[string(b)]; known {
		return name
	}
	name := string(b)
	if r.Names != nil {
		r.Names[name] = name
	}
	return name
}
