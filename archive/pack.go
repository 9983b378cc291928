package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tillit.care/base/pdf"
	"tillit.care/base/words"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
)

func cut(ref string) (kind, id string, ok bool) { return strings.Cut(ref, "/") }

// packing is a zip on its way, with the list of what is in it.
type packing struct {
	bytes.Buffer
	zip  *zip.Writer
	at   time.Time
	sums strings.Builder
}

func (p *packing) add(name string, body []byte) error {
	sum := sha256.Sum256(body)
	fmt.Fprintf(&p.sums, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	return p.put(name, body)
}

func (p *packing) put(name string, body []byte) error {
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.at})
	if err == nil {
		_, err = w.Write(body)
	}
	return err
}

// pack puts everything into one file, in memory: no disk ever sees it.
func (m *making) pack() (File, error) {
	p := &packing{at: m.tx.Now}
	p.zip = zip.NewWriter(&p.Buffer)
	book, err := m.book()
	if err != nil {
		return File{}, err
	}
	bundle, err := m.bundle()
	if err != nil {
		return File{}, err
	}
	if err := p.add("README.txt", []byte(m.readme())); err != nil {
		return File{}, err
	}
	if err := p.add("case.pdf", book); err != nil {
		return File{}, err
	}
	if err := p.add("fhir/bundle.json", bundle); err != nil {
		return File{}, err
	}
	if err := m.rows(p); err != nil {
		return File{}, err
	}
	list := p.sums.String()
	sum := sha256.Sum256([]byte(list))
	if err := p.put("SHA256SUMS", []byte(list)); err != nil {
		return File{}, err
	}
	if err := p.zip.Close(); err != nil {
		return File{}, err
	}
	return File{Body: p.Bytes(), Digest: hex.EncodeToString(sum[:])}, nil
}

// inside is somebody inside a space, in the file about that space.
type inside struct {
	Person string     `json:"person"`
	Role   right.Role `json:"role"`
	Agreed string     `json:"agreed,omitempty"`
	Until  time.Time  `json:"until,omitzero"`
}

// rows are what lies in each space, table by table.
func (m *making) rows(p *packing) error {
	if err := p.json("json/people.json", m.people); err != nil {
		return err
	}
	for _, c := range m.chapters {
		about := struct {
			ID      string     `json:"id"`
			Kind    right.Kind `json:"kind"`
			Members []inside   `json:"members"`
		}{string(c.Space), c.Kind, []inside{}}
		for _, member := range c.members {
			about.Members = append(about.Members, inside{string(member.Person), member.Role, member.Agreed, member.Until})
		}
		if err := p.json(c.dir+"about.json", about); err != nil {
			return err
		}
		for _, room := range m.rooms {
			if err := p.tables(c.dir, room, c.given[room.Name].Rows); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *packing) tables(dir string, room Room, rows []out.Row) error {
	for _, table := range room.Tables {
		var some []out.Row
		for _, r := range rows {
			if r.Table == table {
				some = append(some, r)
			}
		}
		if len(some) > 0 {
			if err := p.json(dir+table+".json", some); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *packing) json(name string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return p.add(name, append(text, '\n'))
}

// title is what a space is called in a copy.
func (m *making) title(p Part) string {
	text := words.T(m.ctx, "archive.kind."+string(p.Kind)+"."+m.offer.audience())
	if p.Name != "" {
		text += ": " + p.Name
	}
	return text
}

// book is the whole, for people.
func (m *making) book() ([]byte, error) {
	say := func(key string, args ...any) string { return words.T(m.ctx, key, args...) }
	when := m.to(Part{}).Moment(m.tx.Now)
	title := say("archive.title." + m.offer.audience())
	d := pdf.New(words.Language(m.ctx), title, m.tx.Now, func(n int) string { return say("archive.page", "page", n, "when", when) })
	d.Heading(1, title)
	d.Small(say("archive.by", "name", m.name(string(m.tx.By.ID)), "when", when) + " " + m.settings.Name)
	for _, text := range m.lead() {
		d.Text(text)
	}
	for _, c := range m.chapters {
		d.Heading(2, m.title(c.Part))
		d.Small(say(c.eyes))
		for _, room := range m.rooms {
			for _, s := range c.given[room.Name].Sections {
				write(d, s)
			}
		}
	}
	return d.Bytes()
}

func write(d *pdf.Doc, s out.Section) {
	if s.Empty() {
		return
	}
	d.Heading(3, s.Title)
	if s.Lead != "" {
		d.Text(s.Lead)
	}
	d.Table(s.Table.Head, s.Table.Rows)
	for _, i := range s.Items {
		if i.Title != "" {
			d.Heading(4, i.Title)
		}
		if i.At != "" {
			d.Small(i.At)
		}
		for _, l := range i.Lines {
			if l.Label != "" {
				d.Label(l.Label)
			}
			d.Text(strings.TrimSpace(l.Text))
		}
		d.Table(i.Table.Head, i.Table.Rows)
	}
}

// lead says what is in a copy and what is not.
func (m *making) lead() []string {
	say := func(key string) string { return words.T(m.ctx, key) }
	all := []string{say("archive.lead." + m.offer.audience()), say("archive.without." + m.offer.audience())}
	if m.offer.Joint {
		all = append(all, say("archive.joint"))
	}
	return append(all, say("archive.careful"))
}

// readme is what one reads first.
func (m *making) readme() string {
	say := func(key string, args ...any) string { return words.T(m.ctx, key, args...) }
	lines := []string{say("archive.title." + m.offer.audience()), ""}
	for _, text := range m.lead() {
		lines = append(lines, text, "")
	}
	for _, name := range []string{"pdf", "fhir", "json", "sums"} {
		lines = append(lines, say("archive.readme."+name), "")
	}
	for _, c := range m.chapters {
		lines = append(lines, c.dir+"  "+m.title(c.Part))
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}
