package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"tillit.care/base/fault"
	"tillit.care/base/web"
)

// Assets is what the browser is given beside the pages: only our own code, made by
// tools/build.
//
//go:embed dist
var Assets embed.FS

const assetsAt = "/assets/"

// asset is one file, ready to be sent.
type asset struct {
	url, kind string
	plain     []byte
	zipped    func() []byte // made when it is first asked for
}

var assets = loadAssets(Assets)

func loadAssets(fsys fs.FS) map[string]asset {
	all := map[string]asset{}
	for name, kind := range map[string]string{
		"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "stim.js": "text/javascript; charset=utf-8", "meet.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
		"video.js": "text/javascript; charset=utf-8", "livekit.js": "text/javascript; charset=utf-8", "e2ee.js": "text/javascript; charset=utf-8",
		"icon-180.png": "image/png", "icon-192.png": "image/png", "icon-512.png": "image/png", "icon-mask-512.png": "image/png",
	} {
		text, err := fs.ReadFile(fsys, "dist/"+name)
		if err != nil {
			panic("ui: " + name + " is not built: go -C tools run ./build")
		}
		sum := sha256.Sum256(text)
		first, ext, _ := strings.Cut(name, ".")
		all[name] = asset{
			url:  assetsAt + first + "." + hex.EncodeToString(sum[:6]) + "." + ext,
			kind: kind, plain: text, zipped: sync.OnceValue(func() []byte { return zip(text) }),
		}
	}
	return all
}

func zip(text []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("ui: compressing in memory failed")
	}
	return out.Bytes()
}

// Asset is the address of a file, which changes whenever the file does.
func Asset(name string) string { return assets[name].url }

// ServeAsset answers GET /assets/…. A file asked for by its present address may be kept
// for ever; by the address of an older version, the present one is sent and not kept.
func ServeAsset(w http.ResponseWriter, r *http.Request) error {
	base := path.Base(r.URL.Path)
	parts := strings.Split(base, ".")
	found, ok := assets[parts[0]+"."+parts[len(parts)-1]]
	if !ok {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	keep := "no-store"
	if path.Base(found.url) == base {
		keep = "public, max-age=31536000, immutable"
	}
	found.send(w, r, keep)
	return nil
}

// send gives the file to whoever asked, and tells how long it may be kept.
func (a asset) send(w http.ResponseWriter, r *http.Request, keep string) {
	head := w.Header()
	head.Set("Content-Type", a.kind)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Vary", "Accept-Encoding")
	head.Set("Cache-Control", keep)
	body := a.plain
	if web.TakesGzip(r) {
		head.Set("Content-Encoding", "gzip")
		body = a.zipped()
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, bytes.NewReader(body)) // whoever asked has gone: nobody is left to tell
	}
}
