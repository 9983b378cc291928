package pack

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestWhatIsWrittenIsRead: any values, in any order.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number, whole, float := rapid.Uint64().Draw(t, "number"), rapid.Int64().Draw(t, "whole"), rapid.Float64().Draw(t, "float")
		flag, text, blob := rapid.Bool().Draw(t, "flag"), rapid.String().Draw(t, "text"), rapid.SliceOf(rapid.Byte()).Draw(t, "blob")
		w := Writer{}
		w.Number(number)
		w.Int(whole)
		w.Float(float)
		w.Flag(flag)
		w.Text(text)
		w.Text(text)
		w.Blob(blob)
		r := Reader{Left: w.Bytes, Names: Names{}}
		if n := r.Number(); n != number {
			t.Fatalf("number %d became %d", number, n)
		}
		if n := r.Int(); n != whole {
			t.Fatalf("whole number %d became %d", whole, n)
		}
		if f := r.Float(); math.Float64bits(f) != math.Float64bits(float) {
			t.Fatalf("number %v became %v", float, f)
		}
		if f := r.Flag(); f != flag {
			t.Fatalf("%v became %v", flag, f)
		}
		if one, two := r.Text(), r.Name(); one != text || two != text {
			t.Fatalf("%q became %q and %q", text, one, two)
		}
		if b := r.Blob(); !bytes.Equal(b, blob) {
			t.Fatalf("%x became %x", blob, b)
		}
		if r.Err() != nil || len(r.Left) != 0 {
			t.Fatalf("%v, and %d bytes are left", r.Err(), len(r.Left))
		}
	})
}

// TestWholeNumbersAreShort: scores are whole numbers, nearly all.
func TestWholeNumbersAreShort(t *testing.T) {
	for f := range 128 {
		w := Writer{}
		w.Float(float64(f))
		if len(w.Bytes) > 4 {
			t.Errorf("%d takes %d bytes", f, len(w.Bytes))
		}
	}
}

// FuzzReader: whatever the bytes are, reading ends, and says when they were too few.
func FuzzReader(f *testing.F) {
	f.Add([]byte{3, 'a', 'b'})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := Reader{Left: b, Names: Names{}}
		_, _, _, _, _, _ = r.Number(), r.Name(), r.Int(), r.Text(), r.Float(), r.Blob()
		if r.Err() != nil && (len(r.Left) != 0 || r.Text() != "" || r.Number() != 0) {
			t.Error("something was read after an error")
		}
	})
}
