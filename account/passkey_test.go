package account

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"tillit.care/base/db"
	"tillit.care/base/who"
)

// device is a phone with one passkey, written out from the WebAuthn specification.
type device struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte
	counter uint32
	still   bool // does not count, as passkeys that are kept on several devices
	origin  string
}

func newDevice(t *testing.T) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: newHandle(), origin: "http://localhost"}
}

var b64 = base64.RawURLEncoding

type asked struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		RPID      string `json:"rpId"`
		User      struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"user"`
		RP struct{ ID, Name string } `json:"rp"`
	} `json:"publicKey"`
}

func (d *device) client(kind, challenge string) []byte {
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// data says for which site, that a person was there and unlocked it, and the counter.
func (d *device) data(rp string, attested bool) []byte {
	if !d.still {
		d.counter++
	}
	hash := sha256.Sum256([]byte(rp))
	flags := byte(0x01 | 0x04)
	if attested {
		flags |= 0x40
	}
	return binary.BigEndian.AppendUint32(append(hash[:], flags), d.counter)
}

func (d *device) create(a asked) map[string]any {
	handle, err := b64.DecodeString(a.PublicKey.User.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.handle = handle
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	public, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	data := append(d.data(a.PublicKey.RP.ID, true), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, public...)})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.credential(map[string]any{"clientDataJSON": b64.EncodeToString(d.client("webauthn.create", a.PublicKey.Challenge)),
		"attestationObject": b64.EncodeToString(object)})
}

func (d *device) get(a asked) map[string]any {
	client, data := d.client("webauthn.get", a.PublicKey.Challenge), d.data(a.PublicKey.RPID, false)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.credential(map[string]any{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(d.handle)})
}

func (d *device) credential(response map[string]any) map[string]any {
	return map[string]any{"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key",
		"response": response, "clientExtensionResults": map[string]any{}}
}

func (b *browser) script(path string, body any) *httptest.ResponseRecorder {
	text, err := json.Marshal(body)
	if err != nil {
		b.h.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	return b.send(r)
}

func (b *browser) begin(path string) (a asked) {
	b.h.t.Helper()
	w := b.script(path, struct{}{})
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != 200 || a.PublicKey.Challenge == "" {
		b.h.t.Fatalf("begin: %d %s", w.Code, w.Body)
	}
	return a
}

// withPasskey invites somebody, who comes in with a passkey.
func (h *house) withPasskey(b *browser, d *device, email string) Invitation {
	h.t.Helper()
	inv, code, link := h.invite(email)
	b.goes(b.post(link, "code", code), "/welcome")
	a := b.begin("/welcome/passkey/begin")
	if a.PublicKey.RP.Name != "Tillit" || strings.Contains(a.PublicKey.User.ID, string(inv.ID)) {
		h.t.Error("the device is told too much")
	}
	b.says(b.script("/welcome/passkey/finish", d.create(a)), 200, `"/account/recovery"`)
	return h.invited(inv.ID)
}

func TestAPasskey(t *testing.T) {
	h := newHouse(t)
	b, d := h.browser(), newDevice(t)
	inv := h.withPasskey(b, d, "liz@example.org")
	if inv.State != Accepted || !b.signedIn() {
		t.Fatal("did not come in")
	}
	again := h.browser()
	a := again.begin("/sign-in/passkey/begin")
	kept := again.cookies["tillit-device"]
	answer := d.get(a)
	again.says(again.script("/sign-in/passkey/finish", answer), 200, `"/"`)
	if !again.signedIn() {
		t.Fatal("not signed in")
	}
	// What was sent over the line is worth nothing a second time.
	thief := h.browser()
	thief.cookies["tillit-device"] = kept
	thief.says(thief.script("/sign-in/passkey/finish", answer), 422, "problem")
	// Nor for another question, nor from another site.
	thief.begin("/sign-in/passkey/begin")
	thief.says(thief.script("/sign-in/passkey/finish", answer), 422, "problem")
	d.origin = "http://localhost.example"
	thief.says(thief.script("/sign-in/passkey/finish", d.get(thief.begin("/sign-in/passkey/begin"))), 422, "problem")
	d.origin = "http://localhost"
	// Nor a quarter of an hour later.
	late := thief.begin("/sign-in/passkey/begin")
	h.wait(ticketLasts)
	thief.says(thief.script("/sign-in/passkey/finish", d.get(late)), 422, "problem")
	// A counter that goes backwards means that the passkey exists twice.
	d.counter -= 3
	thief.says(thief.script("/sign-in/passkey/finish", d.get(thief.begin("/sign-in/passkey/begin"))), 422, "problem")
	stranger := newDevice(t)
	stranger.handle, stranger.id = d.handle, d.id
	stranger.counter = 100
	thief.says(thief.script("/sign-in/passkey/finish", stranger.get(thief.begin("/sign-in/passkey/begin"))), 422, "problem")
	stranger.handle = []byte("nobody")
	thief.says(thief.script("/sign-in/passkey/finish", stranger.get(thief.begin("/sign-in/passkey/begin"))), 422, "problem")
	if thief.signedIn() {
		t.Error("the thief came in")
	}
}

// One proves with one's own passkey that it is oneself, adds a second one, and cannot
// remove the last.
func TestPasskeysOfOneAccount(t *testing.T) {
	h := newHouse(t)
	b, d, second := h.browser(), newDevice(t), newDevice(t)
	inv := h.withPasskey(b, d, "liz@example.org")
	other := newDevice(t)
	h.withPasskey(h.browser(), other, "dave@example.org")
	h.wait(freshFor)
	b.says(b.script("/account/passkey/begin", struct{}{}), 403, "once more who you are")
	b.says(b.script("/account/again/passkey/finish?back=passkey", other.get(b.begin("/account/again/passkey/begin"))), 422, "problem")
	b.says(b.script("/account/passkey/begin", struct{}{}), 403, "once more who you are")
	b.says(b.script("/account/again/passkey/finish?back=passkey", d.get(b.begin("/account/again/passkey/begin"))), 200, `"/account/passkey"`)
	b.says(b.script("/account/passkey/finish", second.create(b.begin("/account/passkey/begin"))), 200, `"/account"`)
	h.wait(time.Minute)
	c := h.browser()
	c.says(c.script("/sign-in/passkey/finish", second.get(c.begin("/sign-in/passkey/begin"))), 200, `"/"`)
	var all secrets
	h.write(who.House, func(tx *db.Tx) (err error) { all, err = secretsOf(tx, inv.Account); return err })
	keys := all.every(byPasskey)
	for _, k := range keys {
		if text, err := json.Marshal(k); err != nil || len(text) > least {
			t.Errorf("a passkey takes %d bytes and stands out among what is stored: %v", len(text), err)
		}
	}
	if len(keys) != 2 {
		t.Fatalf("%d passkeys", len(keys))
	}
	b.goes(b.post("/account/passkey/forget", "passkey", string(keys[0].ID)), "/account")
	b.says(b.post("/account/passkey/forget", "passkey", string(keys[1].ID)), 409, "only way to sign in")
	c.says(c.script("/sign-in/passkey/finish", d.get(c.begin("/sign-in/passkey/begin"))), 422, "problem")
}

// Most passkeys do not count. What was sent over the line is worth nothing a second time
// all the same.
func TestAPasskeyThatDoesNotCount(t *testing.T) {
	h := newHouse(t)
	d := newDevice(t)
	d.still = true
	h.withPasskey(h.browser(), d, "liz@example.org")
	b, thief := h.browser(), h.browser()
	answer := d.get(b.begin("/sign-in/passkey/begin"))
	thief.cookies["tillit-device"] = b.cookies["tillit-device"]
	b.says(b.script("/sign-in/passkey/finish", answer), 200, `"/"`)
	thief.says(thief.script("/sign-in/passkey/finish", answer), 422, "problem")
}
