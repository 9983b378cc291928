package e2e_test

import (
	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/browser"
)

// endSession signs Liz out of every device, as two hours of silence do.
func (w weather) endSession() {
	w.Helper()
	id := w.cast.People["client"].ID
	w.w.Do(who.House, func(tx *db.Tx) error {
		devices, err := account.Devices(tx, id)
		for _, d := range devices {
			if err == nil {
				err = account.EndDevice(tx, id, d.ID)
			}
		}
		return err
	})
}

// sessions is on how many devices Liz is signed in.
func (w weather) sessions() int {
	w.Helper()
	var devices []account.Device
	w.w.Do(who.House, func(tx *db.Tx) (err error) {
		devices, err = account.Devices(tx, w.cast.People["client"].ID)
		return err
	})
	return len(devices)
}

func (w weather) expiredKept() {
	p := w.phone(true)
	p.Go(w.form)
	all(p)
	p.See("Saved as you go")
	w.endSession()
	p.Press("Send my answers")
	p.See("You have been signed out. Your answers are kept on this phone")
	w.counted(0)
	p.Go("/sign-in")
	p.See("Sign in, and they go out by themselves")
	p.Axe(w)
	signIn(p, w.cast.Emails["client"])
	p.See("The answers that waited on this phone have arrived")
	w.counted(1)
}

func (w weather) expired() {
	p := w.phone(false)
	p.Go(w.form)
	all(p)
	p.See("Saved as you go")
	w.endSession()
	p.Press("Send my answers")
	p.See("You have been signed out. Your answers are still here")
	w.holds(p, keptNothing)
	second := p.Tab("liz, signing in").In(w)
	signIn(second, w.cast.Emails["client"])
	p.Press("Send my answers")
	p.See("Your answers have arrived")
	w.counted(1)
}

// onDesktop answers the same on another device.
func (w weather) onDesktop() {
	w.Helper()
	desk := w.b.Person("liz-desk", browser.Desktop).In(w)
	signIn(desk, w.cast.Emails["client"])
	desk.Go(w.form)
	all(desk)
	desk.Click("Send my answers")
	desk.See("Your answers have arrived")
}

func (w weather) twoDevices() {
	p := w.phone(true)
	p.Go(w.form)
	p.Offline(true)
	all(p)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	w.onDesktop()
	p.Offline(false)
	p.See("You have already answered this one")
	p.See("What you answered")
	w.counted(1)
}

func (w weather) twoDevicesClosed() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	all(p)
	p.Choose("2", "Several days")
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.Close()
	w.onDesktop()
	later.Offline(false)
	later.Go("/")
	later.See("could not be taken as they are")
	later.Axe(w)
	later.Click("Look at them")
	later.See("You have already answered this one")
	later.See("Several days")
	w.counted(1)
	later.Click("Send these answers as well")
	later.See("Your answers have arrived")
	w.counted(2)
	w.holds(later, keptEmpty)
}

func (w weather) newWorker() {
	p := w.phone(true)
	p.Go(w.form)
	p.Choose("1", "Several days")
	p.Eval(`window.mark = "the same page"`)
	w.gate.newer.Store(true)
	defer w.gate.newer.Store(false)
	second := p.Tab("liz, other tab").In(w)
	second.Go("/")
	second.Until(`navigator.serviceWorker.getRegistration().then(r => !!r.waiting)`)
	away := func(away bool) {
		p.Away(away)
		second.Away(away)
	}
	const waits = `new Promise(done => setTimeout(done, 3000)).then(() => navigator.serviceWorker.getRegistration()).then(r => !!r.waiting)`
	away(true) // somebody writes: it goes on waiting, longer than the page waits to offer it
	second.Until(waits)
	away(false)
	if got := p.Eval(`window.mark`); got != "the same page" {
		w.Errorf("the page was loaded again: %v", got)
	}
	if got := p.Chosen("1"); got != "Several days" {
		w.Errorf("the form says %q", got)
	}
	all(p)
	p.Click("Send my answers")
	p.See("Your answers have arrived")
	w.counted(1)
	p.Go("/") // nobody writes any more, but somebody looks
	p.Until(waits)
	away(true)
	p.Becomes(`navigator.serviceWorker.getRegistration().then(r => [r.installing, r.waiting, r.active].map(w => w?.state ?? "none").join())`, "none,none,activated")
	p.Until(`caches.keys().then(ks => ks.filter(k => k.startsWith("shell-")).every(k => k.startsWith("shell-newer")))`)
	away(false)
	p.Go("/")
	p.See("Only you see this page")
}
