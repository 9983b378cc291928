package content

import (
	"io/fs"
	"strings"
	"testing"
)

// TestProtocolsCanBeRead: what a client reads of a protocol is as plain as any page. Lines
// that begin with > are for whoever treats.
func TestProtocolsCanBeRead(t *testing.T) {
	for _, r := range readings {
		files, err := fs.Glob(FS, "protocols/*/*/text."+r.language+".md")
		if err != nil || len(files) == 0 {
			t.Fatal(r.language, files, err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(FS, file)
			if err != nil {
				t.Fatal(err)
			}
			r.protocol(t, file, string(text))
		}
	}
}

func (r reading) protocol(t *testing.T, file, text string) {
	t.Helper()
	var whole []string
	for _, part := range strings.Split(text, "\n## ") {
		name, body, _ := strings.Cut(strings.TrimPrefix(part, "## "), "\n")
		if strings.HasPrefix(name, "gate ") {
			continue // no client reads it
		}
		for line := range strings.Lines(body) {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, ">") {
				continue
			}
			whole = append(whole, line)
			if level, n := r.of([]string{line}); n >= 12 && r.harder(level, r.one) {
				t.Errorf("%s: %s is too hard to read: %.1f", file, name, level)
			}
		}
	}
	level, n := r.of(whole)
	if n < 200 || r.harder(level, r.text) {
		t.Errorf("%s, %d words: %.1f", file, n, level)
	}
	t.Logf("%s, %d words: %.1f", file, n, level)
}
