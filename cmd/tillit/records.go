package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
)

// wrongInput is how the program ends when some record was wrong: the others were done.
// unusable is how it ends when nothing could be done.
const (
	wrongInput = 1
	unusable   = 2
)

// halted is an error with the status that the program ends with.
type halted struct {
	sentence
	status int
}

func (s halted) Unwrap() error { return s.sentence }

func stopf(status int, format string, args ...any) error {
	return halted{sentence{fmt.Sprintf(format, args...)}, status}
}

// stream is JSON from a file, or from standard input: one object, an array of objects, or
// objects one after the other (NDJSON), and JSON out, one line for each.
type stream struct {
	File string `arg:"" optional:"" help:"JSON file; without one, standard input." placeholder:"FILE"`
}

// many are several lines about one record.
type many []json.RawMessage

// each hands every record to do, with the line on which it begins, and writes what comes
// back. What is wrong is said with its line, and the rest goes on.
func (s stream) each(w *world, do func(record json.RawMessage) (any, error)) error {
	in := io.Reader(os.Stdin)
	if s.File != "" {
		f, err := os.Open(s.File)
		if err != nil {
			return halted{sentence{plain(err)}, unusable}
		}
		defer f.Close()
		in = f
	}
	out := bufio.NewWriter(w.out)
	good, bad, err := records(in, func(line int, record json.RawMessage) error {
		answer, err := do(record)
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		answers, ok := answer.(many)
		if !ok {
			text, err := json.Marshal(answer)
			if err != nil {
				return fmt.Errorf("line %d: %w", line, err)
			}
			answers = many{text}
		}
		for _, text := range answers {
			if _, err := fmt.Fprintf(out, "%s\n", text); err != nil {
				return err
			}
		}
		return nil
	}, func(err error) { fmt.Fprintln(os.Stderr, "tillit: "+err.Error()) })
	if failed := out.Flush(); failed != nil {
		return stopf(unusable, "What was worked out cannot be written: %v", failed)
	}
	switch {
	case err != nil:
		return stopf(unusable, "%v", err)
	case bad > 0:
		return stopf(wrongInput, "%s wrong, %s done.", count(bad, "record"), count(good, "record"))
	case good == 0:
		return stopf(unusable, "There is no JSON in the input.")
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// records finds the records of a stream.
func records(in io.Reader, do func(int, json.RawMessage) error, wrong func(error)) (good, bad int, err error) {
	lines := &lineReader{in: bufio.NewReader(in)}
	dec := json.NewDecoder(lines)
	list, err := lines.list()
	if err != nil {
		return 0, 0, err
	}
	if list {
		_, _ = dec.Token()
	}
	for dec.More() {
		var record json.RawMessage
		if err := dec.Decode(&record); err != nil {
			return good, bad, fmt.Errorf("line %d: not JSON: %w", lines.at(dec.InputOffset()), err)
		}
		if err := do(lines.at(dec.InputOffset()-int64(len(record))), record); err != nil {
			wrong(err)
			bad++
			continue
		}
		good++
	}
	if list {
		_, err = dec.Token()
	}
	if _, rest := dec.Token(); err == nil && !errors.Is(rest, io.EOF) {
		err = errors.New("something follows the list")
	}
	if err != nil {
		err = fmt.Errorf("line %d: not JSON: %w", lines.at(dec.InputOffset()), err)
	}
	return good, bad, err
}

// lineReader remembers where lines end.
type lineReader struct {
	in   *bufio.Reader
	read int64
	ends []int64
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// list tells whether the stream is one array, without reading it.
func (l *lineReader) list() (bool, error) {
	for n := 1; ; n++ {
		ahead, err := l.in.Peek(n)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if trimmed := bytes.TrimLeft(ahead, " \t\r\n"); len(trimmed) > 0 {
			return trimmed[0] == '[', nil
		}
		if err != nil || n == l.in.Size() {
			return false, nil
		}
	}
}

// at is the line of a place in the stream.
func (l *lineReader) at(offset int64) int {
	return 1 + sort.Search(len(l.ends), func(n int) bool { return l.ends[n] >= offset })
}
