package account

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/push"
	"tillit.care/base/who"
)

var carriers = push.Policy{On: true, Hosts: []string{"carrier.example"}}

func someDevice(t *testing.T, n int) push.Device {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return push.Device{Name: "a phone", Endpoint: fmt.Sprintf("https://carrier.example/%d", n),
		Key: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()), Auth: base64.RawURLEncoding.EncodeToString(make([]byte, 16))}
}

func (h *house) devices(of who.ID) (all []push.Device) {
	h.t.Helper()
	h.write(who.House, func(tx *db.Tx) (err error) { all, err = push.Of(tx, of); return err })
	return all
}

func (h *house) listens(a Account, d push.Device) {
	h.t.Helper()
	h.wait(time.Millisecond) // so that devices have an order
	h.write(a.Person(), func(tx *db.Tx) error { return push.Keep(tx, carriers, d) })
}

func TestADeviceIsWokenForOnePerson(t *testing.T) {
	h := newHouse(t)
	liz, dave := h.create(who.Client, "Liz", "liz@mail.example"), h.create(who.Client, "Dave", "dave@mail.example")
	shared := someDevice(t, 0)
	h.listens(liz, shared)
	h.listens(dave, shared)
	if n, m := len(h.devices(liz.ID)), len(h.devices(dave.ID)); n != 0 || m != 1 {
		t.Errorf("one device wakes Liz %d times and Dave %d times", n, m)
	}
	for n := range 12 {
		h.listens(liz, someDevice(t, n+1))
	}
	mine := h.devices(liz.ID)
	if len(mine) != 8 || mine[0].Endpoint != "https://carrier.example/12" {
		t.Errorf("%d devices, the newest %s", len(mine), mine[0].Endpoint)
	}
	err := h.db.Write(context.Background(), dave.Person(), func(tx *db.Tx) error { return push.End(tx, mine[0].ID) })
	if !fault.Is(err, fault.NotFound) || len(h.devices(liz.ID)) != 8 {
		t.Errorf("Dave ends notices on Liz's phone: %v", err)
	}
	h.write(who.House, func(tx *db.Tx) error { return End(tx, liz.ID) })
	if n := len(h.devices(liz.ID)); n != 0 {
		t.Errorf("Liz's account is over and %d devices listen", n)
	}
}

func TestWhatADeviceIsTold(t *testing.T) {
	h := newHouse(t)
	liz := h.create(who.Client, "Liz", "liz@mail.example")
	for n := range 3 {
		h.listens(liz, someDevice(t, n))
	}
	var told []string
	answers := map[string]error{"https://carrier.example/1": push.ErrGone, "https://carrier.example/2": context.DeadlineExceeded}
	runner := job.NewRunner(func(string, error) {})
	runner.DB, runner.Kinds = h.db, map[string]job.Work{push.Kind: push.Work(h.db, func(_ context.Context, d push.Device, text string) error {
		told = append(told, d.Endpoint+" "+text)
		return answers[d.Endpoint]
	})}
	h.write(who.House, func(tx *db.Tx) error { return Wake(tx, liz.ID) })
	if err := runner.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, line := range told {
		if !strings.HasSuffix(line, " Something is waiting for you.") {
			t.Errorf("a device was told %q", line)
		}
	}
	if len(told) != 3 || len(h.devices(liz.ID)) != 2 {
		t.Errorf("told %d, and %d still listen after one was gone", len(told), len(h.devices(liz.ID)))
	}
	h.wait(push.Stale / 2)
	if err := runner.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) != 4 {
		t.Errorf("a carrier that did not answer was asked %d times in all", len(told)-2)
	}
	h.wait(push.Stale)
	if err := runner.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) != 4 {
		t.Error("a signal of the day before is still given")
	}
}

func TestOnlyWhatTheOwnerAllowedIsKept(t *testing.T) {
	h := newHouse(t)
	liz := h.create(who.Client, "Liz", "liz@mail.example")
	pages := Pages{DB: h.db, Notices: func(*http.Request) (push.Policy, error) { return carriers, nil }}
	for body, want := range map[string]fault.Kind{
		`{"endpoint":"https://127.0.0.1/x","keys":{"p256dh":"x","auth":"y"}}`:       fault.Invalid,
		`{"endpoint":"https://carrier.example/x","keys":{"p256dh":"x","auth":"y"}}`: fault.Invalid,
		`{"endpoint":`: fault.Invalid,
		``:             fault.Invalid,
	} {
		r := httptest.NewRequest(http.MethodPost, "/account/notices", strings.NewReader(body))
		if err := pages.addNotices(httptest.NewRecorder(), r); !fault.Is(err, want) {
			t.Errorf("%s: %v", body, err)
		}
	}
	if n := len(h.devices(liz.ID)); n != 0 {
		t.Errorf("%d were kept", n)
	}
	off := push.Policy{Hosts: carriers.Hosts}
	err := h.db.Write(context.Background(), liz.Person(), func(tx *db.Tx) error { return push.Keep(tx, off, someDevice(t, 1)) })
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("it is switched off: %v", err)
	}
}
