package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
)

// usual is how many bytes a page of work has, so that it need not grow on the way.
const usual = 32 << 10

// worth is how many bytes a page has before packing it saves a packet.
const worth = 1200

var packers = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return w }}

// pack makes a page smaller for the wire. Its length is blurred by up to 64 bytes, so that
// it tells nobody on the line what a page repeats of what they made it say (the attack is
// known as BREACH).
func pack(page []byte) ([]byte, error) {
	var b bytes.Buffer
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(&b)
	w.Comment = blur()
	if _, err := w.Write(page); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

func blur() string {
	var noise [33]byte
	rand.Read(noise[:])
	return hex.EncodeToString(noise[:1+noise[32]%32])
}

// TakesGzip tells whether whoever asks can unpack gzip.
func TakesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return !(strings.HasPrefix(q, "q=0") && strings.Trim(q, "q=0.") == "")
		}
	}
	return false
}
