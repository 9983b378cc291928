package e2e_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/room"
	"tillit.care/space"
)

// liveProgram is tillit-live, built where it is missing or old. The first time takes minutes.
func liveProgram(t *testing.T) string {
	t.Helper()
	out, err := filepath.Abs("../bin/tillit-live")
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, ".")
	build.Dir, build.Env = "../live", append(os.Environ(), "CGO_ENABLED=0") // as make builds it
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("tillit-live cannot be built: %v\n%s", err, said)
	}
	return out
}

// stoppable is a program that does not start while the file at the second path is there.
func stoppable(t *testing.T, program string) (path, stop string) {
	t.Helper()
	dir := t.TempDir()
	path, stop = filepath.Join(dir, "live"), filepath.Join(dir, "stop")
	script := fmt.Sprintf("#!/bin/sh\n[ -e %q ] && exit 1\nexec %q\n", stop, program)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path, stop
}

// counts is what somebody's browser really decodes.
type counts struct {
	Frames, Energy float64
	Sealed         bool
}

func count(t *testing.T, p *browser.Person) (c counts) {
	t.Helper()
	p.Until(`!!document.querySelector("video-call").line`) // once everything of theirs is sent, too
	text, ok := p.Eval(`(async () => JSON.stringify(await document.querySelector("video-call").line.counts()))()`).(string)
	if !ok || json.Unmarshal([]byte(text), &c) != nil {
		t.Fatalf("no counts: %v", text)
	}
	return c
}

// join tries the devices and goes in.
func join(p *browser.Person) {
	p.Click("Try camera and microphone")
	p.See("This is how you will be seen")
	p.Click("Join with picture and sound")
}

// TestACall: Liz and her therapist, each with a browser of their own, see and hear each other
// through tillit-live, sealed from end to end, and nothing leaves this computer.
func TestACall(t *testing.T) {
	program, stop := stoppable(t, liveProgram(t))
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Calls(t, origin, program)
		return w
	})
	cast := w.NewCast()
	hers, one := browser.OpenSeeing(t, origin), browser.OpenSeeing(t, origin)
	for _, b := range []*browser.Browser{hers, one} { // a line that is lost says so, and is asked for again until it is there
		b.Expect(`status of 409`)
		b.Expect(`WebSocket connection to .*/call/rtc`)
	}
	tove := hers.Owner("tove", browser.Desktop)
	liz := one.Owner("liz", browser.Phone)
	signIn(tove, cast.Emails["therapist"])
	signIn(liz, cast.Emails["client"])
	shared := cast.Liz.Spaces[right.Shared]
	which := id.New[meeting.Meeting](w.Now())
	act := func(do func(tx *db.Tx, rec *space.Record) error) {
		t.Helper()
		w.Do(cast.People["therapist"], func(tx *db.Tx) error {
			rec, err := space.Open(tx, shared, right.Read|right.Write|right.Treat)
			if err != nil {
				return err
			}
			return do(tx, rec)
		})
	}
	act(func(tx *db.Tx, rec *space.Record) error {
		_, err := meeting.Plan(tx, rec, which, tx.Now, meeting.Video)
		return errors.Join(err, room.KeepLicences(tx, room.Licences{{Where: "New York"}}))
	})
	act(func(tx *db.Tx, rec *space.Record) error { // what is made sure of before
		words := map[string]seal.Text{"private": "yes"}
		for _, name := range []string{"address", "call", "emergency", "service", "plan"} {
			words[name] = "words"
		}
		return room.Answer(tx, rec, room.Gate{ID: id.New[room.Gate](tx.Now), Meeting: which, Agreed: true, Known: true, Where: "New York", Opened: true, Words: words})
	})
	page := "/spaces/" + string(shared) + "/meetings/" + string(which) + "/call"

	liz.Go("/spaces/" + string(shared) + "/meetings")
	liz.Click("Go to the video")
	liz.See("Your therapist has not begun the session yet. You can try your camera")
	join(liz)
	liz.See("Please press again when it has begun")
	liz.Axe(t)
	liz.Fits()
	act(func(tx *db.Tx, rec *space.Record) error { _, err := meeting.Begin(tx, rec, which); return err })
	liz.See("You can join now") // by itself

	tove.Go(page)
	join(tove)
	tove.See("The other person is not here yet")
	liz.Click("Join with picture and sound")
	for _, p := range []*browser.Person{tove, liz} {
		p.See("You are both in the call")
		p.See("Locked between your two browsers")
		p.Axe(t)
		p.Fits()
	}
	t.Run("they see and hear each other", func(t *testing.T) {
		for _, p := range []*browser.Person{tove.In(t), liz.In(t)} {
			var c counts
			for began := time.Now(); (c.Frames < 10 || c.Energy == 0) && time.Since(began) < browser.Patience; time.Sleep(200 * time.Millisecond) {
				c = count(t, p)
			}
			if c.Frames < 10 || c.Energy == 0 || !c.Sealed {
				t.Errorf("got %+v", c)
			}
			t.Logf("%+v", c)
		}
	})
	t.Run("nothing leaves this computer", func(t *testing.T) { staysHere(t, w, tove.In(t), liz.In(t)) })
	t.Run("microphone and camera go off and on", func(t *testing.T) {
		liz := liz.In(t)
		liz.Click("Turn my microphone off")
		liz.See("Turn my microphone on")
		liz.Click("Turn my camera off")
		liz.See("Turn my camera on")
		liz.Click("Turn my camera on")
		liz.See("Turn my camera off")
	})
	t.Run("who has another key sees nothing", func(t *testing.T) {
		liz := liz.In(t)
		liz.Click("Leave the call")
		liz.See("You have left the call")
		liz.Eval(`(() => { const real = fetch; window.fetch = async (...a) => { const got = await real(...a); if (!String(a[0]).endsWith("/pass")) return got;
			return new Response(JSON.stringify({...await got.json(), key: "another"})); }; })()`)
		join(liz)
		liz.See("You are both in the call")
		time.Sleep(2 * time.Second) // as long as frames would take to come, and more
		if c := count(t, liz); c.Frames != 0 {
			t.Errorf("got %+v", c)
		}
	})
	t.Run("a browser that cannot seal is only let do so by the other side", func(t *testing.T) {
		tove, liz := tove.In(t), liz.In(t)
		liz.Click("Leave the call")
		liz.See("You have left the call")
		liz.Go(page)
		liz.Eval(`(() => { delete window.RTCRtpScriptTransform; delete RTCRtpSender.prototype.createEncodedStreams; })()`)
		join(liz)
		liz.See("Locked on the way to the computer that carries your call, but not from there on")
		tove.See("you are not seen or heard")
		if c := count(t, tove); c.Sealed {
			t.Errorf("it is called sealed: %+v", c)
		}
		tove.Click("Go on without this")
		tove.See("Locked on the way to the computer")
		liz.Until(`document.querySelector("video-call").line?.counts().then(c => c.frames > 10 && c.energy > 0)`)
	})
	t.Run("without video the session goes on, and says so", func(t *testing.T) {
		tove, liz := tove.In(t), liz.In(t)
		for _, p := range []*browser.Person{tove, liz} {
			p.Eval(`(() => { document.querySelector("video-call").line.leave() })()`)
			p.See("You have left the call")
		}
		if err := os.WriteFile(stop, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(w.House.Video.PID(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		liz.Until(`fetch("` + page + `/part").then(r => r.text()).then(t => t.includes("does not work"))`)
		liz.Go(page)
		liz.See("Video does not work right now. Go on by phone.")
		join(liz)
		liz.See("Go on by phone. All else here works.")
		tove.Go(strings.TrimSuffix(page, "/call"))
		tove.See("What you did") // and the session is written
		if err := os.Remove(stop); err != nil {
			t.Fatal(err)
		}
		liz.Until(`fetch("` + page + `/part").then(r => r.text()).then(t => t.includes("You can join now"))`)
	})
	t.Run("when the session is over, so is the call", func(t *testing.T) {
		tove, liz := tove.In(t), liz.In(t)
		liz.Go(page)
		join(liz)
		liz.See("The other person is not here yet")
		act(func(tx *db.Tx, rec *space.Record) error { _, err := meeting.End(tx, rec, which); return err })
		liz.See("The call has ended")
		liz.See("This session is over") // by itself
		tove.Go(page)
		tove.See("This session is over")
	})
}
