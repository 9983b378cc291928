package push

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/who"
)

// Kind is the kind of job that gives a signal.
const Kind = "push.wake"

// ErrGone says that the device does not listen any more.
var ErrGone = errors.New("push: the device does not listen any more")

// Give hands one signal to whoever carries it.
type Give func(ctx context.Context, d Device, text string) error

// Work makes the work of waking devices. One that does not listen any more is forgotten,
// and so is a signal that could not be given for a day.
func Work(d *db.DB, give Give) job.Work {
	return job.Work{Out: func(ctx context.Context, j job.Job) error {
		var n note
		if err := j.Read(&n); err != nil {
			return err
		}
		var device Device
		var late bool
		err := d.Read(ctx, who.House, func(tx *db.Tx) (err error) {
			late = db.Ms(tx.Now) > n.Until
			device, err = one(tx, n.Device)
			return err
		})
		if late || fault.Is(err, fault.NotFound) {
			return nil // it sleeps now, or has waited too long
		}
		if err != nil {
			return err
		}
		err = give(ctx, device, n.Text)
		if errors.Is(err, ErrGone) {
			return d.Write(ctx, who.House, func(tx *db.Tx) error { return forget(tx, n.Device) })
		}
		return err
	}}
}

const (
	size     = 512 // bytes: every signal has the same length
	patience = 20 * time.Second
)

// Client speaks to whoever carries signals. It follows nobody elsewhere.
var Client = &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Give hands a signal over, sealed for the device, signed by the practice at address. A
// host that the owner has taken off the list meanwhile hears nothing.
func (p Policy) Give(ctx context.Context, client *http.Client, address string, d Device, text string) error {
	if !p.Allows(d.Endpoint) {
		return ErrGone
	}
	got, err := webpush.SendNotificationWithContext(ctx, []byte(text),
		&webpush.Subscription{Endpoint: d.Endpoint, Keys: webpush.Keys{Auth: d.Auth, P256dh: d.Key}},
		&webpush.Options{HTTPClient: client, RecordSize: size, Subscriber: address, Topic: "waiting", TTL: int(Stale.Seconds()),
			Urgency: webpush.UrgencyNormal, VAPIDPublicKey: p.Public, VAPIDPrivateKey: p.Private})
	if err != nil {
		return errors.New("push: nobody took the signal") // and never the address
	}
	defer got.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(got.Body, 4096)) // so that the line can be used again
	switch {
	case got.StatusCode == http.StatusNotFound || got.StatusCode == http.StatusGone:
		return ErrGone
	case got.StatusCode >= 300:
		return fmt.Errorf("push: the signal was refused with %d", got.StatusCode)
	}
	return nil
}
