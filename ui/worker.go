package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"sync"
)

// shell is what a browser keeps of the site for when there is no line: style, script and
// the page that says so. Nothing in it belongs to anybody.
type shell struct {
	Version string   `json:"version"`
	Assets  []string `json:"assets"`
	Offline string   `json:"offline"`
}

var worker, version = loadWorker(Assets)

// loadWorker is the service worker with what it keeps at its head: it changes whenever a
// file does, and only then.
func loadWorker(fsys fs.FS) (asset, string) {
	text, err := fs.ReadFile(fsys, "dist/sw.js")
	if err != nil {
		panic("ui: sw.js is not built: go -C tools run ./build")
	}
	s := shell{Assets: []string{Asset("app.css"), Asset("app.js"), Asset("icon.svg")}, Offline: "/offline"}
	sum := sha256.New()
	for _, part := range append([]string{string(text)}, s.Assets...) {
		sum.Write([]byte(part))
	}
	s.Version = hex.EncodeToString(sum.Sum(nil)[:6])
	head, err := json.Marshal(s)
	if err != nil {
		panic("ui: the service worker has no head")
	}
	whole := append([]byte("self.shell="+string(head)+";\n"), text...)
	return asset{kind: "text/javascript; charset=utf-8", plain: whole, zipped: sync.OnceValue(func() []byte { return zip(whole) })}, s.Version
}

// Version names what browsers are given now: it changes with every file of it.
func Version() string { return version }

// ServeWorker answers GET /sw.js. A browser asks at every page whether there is a newer
// one, and is told in few bytes that there is not.
func ServeWorker(w http.ResponseWriter, r *http.Request) error {
	tag := `"` + version + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	worker.send(w, r, "no-cache")
	return nil
}
