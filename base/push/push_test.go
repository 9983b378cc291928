package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// listener is a device as a browser makes one, and the service that carries its signals.
type listener struct {
	key    *ecdh.PrivateKey
	auth   []byte
	server *httptest.Server
	status int
	heads  []http.Header
	bodies [][]byte
}

func listen(t *testing.T) *listener {
	t.Helper()
	l := &listener{auth: make([]byte, 16), status: http.StatusCreated}
	rand.Read(l.auth)
	var err error
	if l.key, err = ecdh.P256().GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	l.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.heads, l.bodies = append(l.heads, r.Header.Clone()), append(l.bodies, body)
		if l.status == http.StatusSeeOther {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(l.status)
	}))
	t.Cleanup(l.server.Close)
	return l
}

func (l *listener) device() Device {
	return Device{Name: "a phone", Endpoint: l.server.URL + "/send/abc",
		Key: base64.RawURLEncoding.EncodeToString(l.key.PublicKey().Bytes()), Auth: base64.RawURLEncoding.EncodeToString(l.auth)}
}

func (l *listener) client() *http.Client {
	c := *l.server.Client()
	c.CheckRedirect = Client.CheckRedirect
	return &c
}

func (l *listener) host() string {
	at, _ := url.Parse(l.server.URL)
	return at.Host
}

// opens a signal as the browser would: RFC 8291 and RFC 8188, written from the standards.
func (l *listener) open(t *testing.T, body []byte) string {
	t.Helper()
	salt, idlen := body[:16], int(body[20])
	theirs, sealed := body[21:21+idlen], body[21+idlen:]
	public, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := l.key.ECDH(public)
	if err != nil {
		t.Fatal(err)
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		out, err := hkdf.Key(sha256.New, secret, salt, info, n)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	ikm := derive(secret, l.auth, "WebPush: info\x00"+string(l.key.PublicKey().Bytes())+string(theirs), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	if err != nil {
		t.Fatalf("the device cannot open it: %v", err)
	}
	text, _, _ := strings.Cut(string(plain), "\x02")
	return text
}

func TestASignalSaysWhatItMayAndNoMore(t *testing.T) {
	l := listen(t)
	p := Policy{On: true, Hosts: []string{l.host()}}
	if err := p.Signing(); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Something is waiting for you.", "Algo te espera."} {
		if err := p.Give(t.Context(), l.client(), "https://practice.example", l.device(), text); err != nil {
			t.Fatal(err)
		}
		body := l.bodies[len(l.bodies)-1]
		if got := l.open(t, body); got != text {
			t.Errorf("the device reads %q", got)
		}
		if len(body) != len(l.bodies[0]) {
			t.Errorf("signals differ in length: %d and %d", len(body), len(l.bodies[0]))
		}
		head := l.heads[len(l.heads)-1]
		if head.Get("Topic") != "waiting" || !strings.HasPrefix(head.Get("Authorization"), "vapid t=") {
			t.Errorf("the head of a signal: %v", head)
		}
	}
}

func TestWhatBecomesOfASignal(t *testing.T) {
	l := listen(t)
	p := Policy{On: true, Hosts: []string{l.host()}}
	if err := p.Signing(); err != nil {
		t.Fatal(err)
	}
	for status, gone := range map[int]bool{201: false, 404: true, 410: true, 303: false, 429: false, 500: false} {
		l.status = status
		err := p.Give(t.Context(), l.client(), "https://practice.example", l.device(), "x")
		if errors.Is(err, ErrGone) != gone || (err == nil) != (status == 201) {
			t.Errorf("after %d: %v", status, err)
		}
	}
	before := len(l.bodies)
	p.Hosts = []string{"elsewhere.example"}
	if err := p.Give(t.Context(), l.client(), "https://practice.example", l.device(), "x"); !errors.Is(err, ErrGone) || len(l.bodies) != before {
		t.Errorf("a host that is not on the list hears something: %v", err)
	}
}

func TestWhoMayCarryASignal(t *testing.T) {
	p := Policy{On: true, Hosts: Usual}
	for endpoint, allowed := range map[string]bool{
		"https://fcm.googleapis.com/fcm/send/x":             true,
		"https://web.push.apple.com/x":                      true,
		"https://push.apple.com/x":                          false,
		"https://fcm.googleapis.com.evil.example/x":         false,
		"https://fcm.googleapis.com@evil.example/x":         false,
		"https://user@fcm.googleapis.com/x":                 false,
		"https://fcm.googleapis.com:8443/x":                 false,
		"http://fcm.googleapis.com/x":                       false,
		"https://127.0.0.1/x":                               false,
		"https://evilupdates.push.services.mozilla.com/x":   false,
		"https://169.254.169.254/latest":                    false,
		"":                                                  false,
		"https://x.push.apple.com.evil.example/.push.apple": false,
	} {
		if p.Allows(endpoint) != allowed {
			t.Errorf("%s: %v", endpoint, !allowed)
		}
	}
	p.On = false
	if p.Allows("https://fcm.googleapis.com/x") {
		t.Error("it was never switched on")
	}
}

func TestADeviceGivesKeysThatWork(t *testing.T) {
	good := listen(t).device()
	if !good.can() {
		t.Error("a good device is refused")
	}
	for _, bad := range []Device{{}, {Key: good.Key}, {Key: good.Auth, Auth: good.Auth}, {Key: good.Key, Auth: good.Key}, {Key: good.Key[:80], Auth: good.Auth}} {
		if bad.can() {
			t.Errorf("%+v is taken", bad)
		}
	}
}
