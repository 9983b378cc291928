// Package wav is a short sound as somebody brings it. It is judged by what is in the file, never by
// its name, and written anew: what else a file carries (who made it, where, with what) is left out.
package wav

import (
	"bytes"
	"encoding/binary"
)

// What may be brought: one channel of plain samples, no longer than this, no larger than that.
const (
	MostBytes = 400_000
	MostMs    = 1500
	leastRate = 8_000
	mostRate  = 48_000
	quiet     = 64 // of 32768: below it there is nothing to hear
	head      = 44 // bytes before the samples, as Bytes writes them
)

// Fault is what is wrong with a file, in one word.
type Fault string

// All that can be wrong.
const (
	Large   Fault = "large"
	Foreign Fault = "foreign" // no WAV at all
	Packed  Fault = "packed"  // samples that are not plain
	Sides   Fault = "sides"   // more than one channel
	Rate    Fault = "rate"
	Depth   Fault = "depth"
	Cut     Fault = "cut" // less is there than it says
	Long    Fault = "long"
	Silent  Fault = "silent"
)

// Faults are all of them.
var Faults = []Fault{Large, Foreign, Packed, Sides, Rate, Depth, Cut, Long, Silent}

func (f Fault) Error() string { return "wav: " + string(f) }

// Sound is one channel of samples.
type Sound struct {
	Rate    int // samples a second
	Samples []int16
}

// Ms is how long it is.
func (s Sound) Ms() int { return len(s.Samples) * 1000 / s.Rate }

// Read takes a file apart. The error is a Fault.
func Read(file []byte) (Sound, error) {
	switch {
	case len(file) > MostBytes:
		return Sound{}, Large
	case len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE":
		return Sound{}, Foreign
	}
	var form *format
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:8]))
		rest = rest[8:]
		if size > uint64(len(rest)) {
			return Sound{}, Cut
		}
		part := rest[:size]
		switch {
		case name == "fmt " && form == nil:
			f, err := formatOf(part)
			if err != nil {
				return Sound{}, err
			}
			form = &f
		case name == "data" && form == nil:
			return Sound{}, Foreign
		case name == "data":
			return form.sound(part)
		}
		rest = rest[min(size+size&1, uint64(len(rest))):]
	}
	return Sound{}, Cut
}

// format is how samples lie in a file.
type format struct {
	rate  int
	bytes int // of one sample
}

// plain is what a file says whose format has an extension, and whose samples are plain all the same.
var plain = []byte{1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71}

func formatOf(part []byte) (format, error) {
	if len(part) < 16 {
		return format{}, Cut
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint16(part[at:])) }
	rate, bits := binary.LittleEndian.Uint32(part[4:]), word(14)
	extended := word(0) == 0xfffe && len(part) >= 40 && bytes.Equal(part[24:40], plain)
	switch {
	case word(0) != 1 && !extended:
		return format{}, Packed
	case word(2) != 1:
		return format{}, Sides
	case rate < leastRate || rate > mostRate:
		return format{}, Rate
	case bits != 8 && bits != 16 && bits != 24 || word(12) != bits/8:
		return format{}, Depth
	}
	return format{int(rate), bits / 8}, nil
}

func (f format) sound(data []byte) (Sound, error) {
	if len(data)%f.bytes != 0 {
		return Sound{}, Cut
	}
	s := Sound{f.rate, make([]int16, len(data)/f.bytes)}
	if len(s.Samples)*1000 > MostMs*f.rate {
		return Sound{}, Long
	}
	loudest := 0
	for i := range s.Samples {
		v := f.sample(data[i*f.bytes:])
		s.Samples[i] = v
		loudest = max(loudest, int(v), -int(v))
	}
	if loudest < quiet {
		return Sound{}, Silent
	}
	return s, nil
}

// sample is one of them, as 16 bits. Of 8 bits, 128 is the middle.
func (f format) sample(b []byte) int16 {
	if f.bytes == 1 {
		return int16(int(b[0])-128) << 8
	}
	return int16(binary.LittleEndian.Uint16(b[f.bytes-2:]))
}

// Bytes is the sound as a file: 16 bits, one channel, and nothing besides.
func (s Sound) Bytes() []byte {
	size := uint32(2 * len(s.Samples))
	le := binary.LittleEndian
	file := make([]byte, 0, head+int(size))
	file = append(file, "RIFF"...)
	file = le.AppendUint32(file, head-8+size)
	file = append(file, "WAVEfmt "...)
	file = le.AppendUint32(file, 16)
	file = le.AppendUint16(le.AppendUint16(file, 1), 1)
	file = le.AppendUint32(le.AppendUint32(file, uint32(s.Rate)), uint32(2*s.Rate))
	file = le.AppendUint16(le.AppendUint16(file, 2), 16)
	file = append(file, "data"...)
	file = le.AppendUint32(file, size)
	for _, v := range s.Samples {
		file = le.AppendUint16(file, uint16(v))
	}
	return file
}
