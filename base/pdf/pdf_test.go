package pdf

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestWhatIsWrittenCanBeRead: a tool that is not ours finds every word again, in order, with
// the letters of the languages that people here write.
func TestWhatIsWrittenCanBeRead(t *testing.T) {
	d := New("es", "Una copia", time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), func(n int) string { return "Page " + strconv.Itoa(n) })
	said := []string{"Año nuevo, ¿qué tal? ¡Bien!", "Blåbærsyltetøy på Ærfugl", "Übermäßig “quoted” – dash…", "Zażółć gęślą jaźń", "Ελληνικά, по-русски"}
	d.Heading(1, "The first heading")
	for _, text := range said {
		d.Text(text)
	}
	d.Text("A smile 😀 and 中")
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{"row " + strconv.Itoa(i), "a long cell that goes on for more than the width that it has on a page", "x"})
	}
	d.Table([]string{"When", "What", "Score"}, rows)
	text := read(t, d)
	for _, want := range append(said, "The first heading", "A smile □ and □", "row 0", "row 119", "Page 1", "Page 3") {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there:\n%.600s", want, text)
		}
	}
	if n := strings.Count(text, "What"); n < 3 {
		t.Errorf("the head of the table stands on %d pages", n)
	}
}

func read(t *testing.T, d *Doc) string {
	t.Helper()
	body, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "/Lang") {
		t.Error("it does not say its language")
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here: make tools")
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(tool, "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return string(text)
}

// FuzzShown: no text breaks a document.
func FuzzShown(f *testing.F) {
	f.Add("a\x00b\u200d👩‍👩‍👧 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		d := New("en", text, time.Unix(0, 0), func(int) string { return text })
		d.Heading(3, text)
		d.Text(text)
		d.Table([]string{text}, [][]string{{text}})
		if _, err := d.Bytes(); err != nil {
			t.Error(err)
		}
	})
}
