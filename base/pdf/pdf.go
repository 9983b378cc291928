// Package pdf writes a document for people: headings, paragraphs and tables on numbered
// pages, in letters that every printer has. Its text can be selected, searched and read aloud.
package pdf

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// What is measured in millimetres and points, on A4.
const (
	margin = 20.0
	width  = 210 - 2*margin
	bottom = 297 - margin
	face   = "Go"
)

// Doc is a document that is being written.
type Doc struct{ f *fpdf.Fpdf }

// New begins a document. Foot is the line below each page, by its number.
func New(language, title string, made time.Time, foot func(page int) string) *Doc {
	f := fpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes(face, "", goregular.TTF)
	f.AddUTF8FontFromBytes(face, "B", gobold.TTF)
	f.SetLang(language)
	f.SetTitle(shown(title), true)
	f.SetProducer("Tillit", true)
	f.SetCreationDate(made)
	f.SetModificationDate(made)
	f.SetMargins(margin, margin, margin)
	f.SetAutoPageBreak(true, margin)
	f.SetFooterFunc(func() {
		f.SetY(-margin + 6)
		f.SetFont(face, "", 9)
		f.CellFormat(0, 5, shown(foot(f.PageNo())), "", 0, "C", false, 0, "")
	})
	f.AddPage()
	return &Doc{f}
}

// sizes are those of headings, the largest first.
var sizes = []float64{20, 15, 12, 11}

// Heading is one of four levels, from 1. It stands with what follows it, and in the outline.
func (d *Doc) Heading(level int, text string) {
	size := sizes[min(max(level, 1), len(sizes))-1]
	d.room(size + 12)
	d.f.Ln(size / 4)
	if level <= 3 {
		d.f.Bookmark(shown(text), level-1, -1)
	}
	d.write("B", size, text)
	d.f.Ln(1)
}

// room begins a new page where less than so many millimetres are left.
func (d *Doc) room(mm float64) {
	if d.f.GetY()+mm > bottom {
		d.f.AddPage()
	}
}

// Text is a paragraph, Label one in bold, and Small one that matters less.
func (d *Doc) Text(text string)  { d.write("", 11, text); d.f.Ln(1.5) }
func (d *Doc) Label(text string) { d.room(14); d.write("B", 10, text) }
func (d *Doc) Small(text string) { d.write("", 9, text); d.f.Ln(1) }

func (d *Doc) write(style string, size float64, text string) {
	d.f.SetFont(face, style, size)
	d.f.MultiCell(width, size*0.48, shown(text), "", "L", false)
}

// Table is a head, which stands again on each page, and rows.
func (d *Doc) Table(head []string, rows [][]string) {
	if len(head) == 0 {
		return
	}
	d.row("B", head)
	for _, r := range rows {
		if d.f.GetY()+d.height(r) > bottom {
			d.f.AddPage()
			d.row("B", head)
		}
		d.row("", r)
	}
	d.f.Ln(2)
}

const rowLine = 4.6

// height is how tall a row is: as its tallest cell.
func (d *Doc) height(cells []string) float64 {
	d.f.SetFont(face, "", 9)
	most := 1
	for _, c := range cells {
		most = max(most, len(d.f.SplitText(shown(c), width/float64(len(cells))-2)))
	}
	return float64(most)*rowLine + 1
}

func (d *Doc) row(style string, cells []string) {
	tall := d.height(cells)
	if d.f.GetY()+tall > bottom {
		d.f.AddPage()
	}
	x, y, wide := margin, d.f.GetY(), width/float64(len(cells))
	d.f.SetFont(face, style, 9)
	for i, c := range cells {
		d.f.SetXY(x+float64(i)*wide, y)
		d.f.MultiCell(wide-1, rowLine, shown(c), "", "L", false)
	}
	d.f.SetXY(x, y+tall)
	d.f.Line(x, y+tall-0.5, x+width, y+tall-0.5)
}

// Bytes is the whole document.
func (d *Doc) Bytes() ([]byte, error) {
	var b bytes.Buffer
	err := d.f.Output(&b)
	return b.Bytes(), err
}

// Unknown stands for a letter that the document's font does not have.
const Unknown = '□'

var font = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic("pdf: the font that is built in cannot be read: " + err.Error())
	}
	return f
})

// shown is a text with the letters that the font has: Latin, Greek and Cyrillic.
func shown(text string) string {
	var b sfnt.Buffer
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == '\u200d' || r == '\ufe0f':
			return -1
		}
		if n, err := font().GlyphIndex(&b, r); err != nil || n == 0 {
			return Unknown
		}
		return r
	}, text)
}
