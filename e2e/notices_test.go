package e2e_test

import (
	"net/http"
	"testing"

	"tillit.care/base/db"
	"tillit.care/base/push"
	"tillit.care/base/who"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/practice"
)

const noticed = `navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => all.map(n => n.title + n.body).join("|"))`

// TestNotices: a device that was woken shows the one sentence, several as one, and a
// browser that is left takes it back.
func TestNotices(t *testing.T) {
	beside(t)
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	w.Do(who.House, func(tx *db.Tx) error {
		s, err := practice.Of(tx)
		if err != nil {
			return err
		}
		s.Notices = push.Policy{On: true, Hosts: []string{"carrier.example"}}
		if err := s.Notices.Signing(); err != nil {
			return err
		}
		return practice.Keep(tx, s)
	})
	b := browser.Open(t, origin)
	b.Expect("does not support the Push API in incognito")
	liz := b.Person("liz", browser.Phone)
	liz.Notices()
	signIn(liz, cast.Emails["client"])
	liz.Go("/account/notices")
	liz.See("It never says what, from whom, or from where")
	liz.Axe(t)
	liz.Fits()
	liz.Click("Show notices on this device") // nobody carries a signal to this browser
	liz.See("This device cannot show notices from here")

	liz = b.Owner("liz, at home", browser.Phone)
	liz.Notices()
	signIn(liz, cast.Emails["client"])
	liz.Until(`navigator.serviceWorker.ready.then(r => !!r.active)`)
	for range 2 {
		liz.Wake("Something is waiting for you.")
	}
	liz.Until(noticed + `.then(text => text === "Something is waiting for you.")`)
	liz.Click("Leave quickly")
	liz.At("/quiet")
	liz.Until(`navigator.serviceWorker.getRegistration().then(r => r ? r.getNotifications() : []).then(all => all.length === 0)`)
}
