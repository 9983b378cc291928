package e2e_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/pure/wav"
)

const (
	// listens keeps what is given to the sound card: how fast its samples are, how long it is, and its top.
	listens = `(() => {
		window.heard = [];
		const start = AudioBufferSourceNode.prototype.start;
		AudioBufferSourceNode.prototype.start = function (...at) {
			heard.push({ rate: this.buffer.sampleRate, ms: Math.round(1000 * this.buffer.duration), top: this.buffer.getChannelData(0).reduce((a, v) => Math.max(a, Math.abs(v)), 0) });
			return start.apply(this, at);
		};
	})()`
	// both tells whether both sides of the pair were heard, each as it is, and nothing louder than a built-in sound.
	both = `heard.length > 10 && heard.every(h => h.rate === 8000 && h.top <= 0.601 && h.top > 0.1) && [200, 100].every(ms => heard.some(h => h.ms === ms))`
	// shows tells whether what is painted is bright above and dark below, as the picture is, and dark enough.
	shows = `(() => {
		const c = document.querySelector("stim-stage canvas"), g = c.getContext("2d");
		const at = part => g.getImageData(3, Math.floor(c.height * part), 1, 1).data[0];
		return at(0.03) > at(0.97) + 10 && at(0.03) <= 255 * 0.4 + 2;
	})()`
	// clicks tells whether built-in sounds were heard alone.
	clicks = `heard.length > 10 && heard.every(h => h.rate > 8000 && h.top > 0)`
)

// TestASoundOfOnesOwn: Jonas brings two sounds, tries them, and a set plays them on both screens, which
// had them before it began. Where one has not, it plays a click, and Jonas reads so.
func TestASoundOfOnesOwn(t *testing.T) {
	d := newDuet(t)
	for _, b := range d.browsers {
		b.Expect(`status of 404`) // a sound that is gone
	}
	d.papers()
	d.ready()
	file, sea := d.brings("bells"), d.bringsSea()
	d.triesSound(file, sea)
	d.opens()
	d.presses()
	d.jonas.Press("We agree on this plan")
	d.jonas.Press("Settings: as usual")
	d.differs("with bells", "Kind of sound: Soft tone → Your own sound")
	d.differs("with bells", "Your own sound: nothing → bells")
	d.jonas.Press("Use this: with bells")
	d.jonas.See("From the next set on: with bells.")
	there := fmt.Sprintf(`document.querySelector("stim-stage").sound.own.here(%q) !== null`, file)
	for _, p := range []*browser.Person{d.jonas, d.dave} {
		p.Until(there) // before there is any set
		p.Until(fmt.Sprintf(`document.querySelector("stim-stage").pictures.here(%q) !== null`, sea))
		p.Eval(listens)
	}
	d.runs("horizontal", 120, 8)
	d.jonas.Until(shows)
	d.dave.Until(shows)
	for _, p := range []*browser.Person{d.jonas, d.dave} {
		p.Until(itRests)
		p.Until(both)
	}
	d.jonas.See("8 passes in 4")
	d.jonas.NotSee("Your own sound is not there")

	d.w.Do(who.House, func(tx *db.Tx) error { return tx.Change("delete from own where id = $1", file) })
	d.w.Do(who.House, func(tx *db.Tx) error { return tx.Change("delete from own where id = $1", sea) })
	d.dave.Forget()
	d.dave.Reload()
	d.dave.Until(`!!document.querySelector("stim-stage canvas")`)
	d.presses()
	d.dave.Eval(listens)
	d.jonas.See("Your own sound is not there on the client’s screen.")
	d.jonas.See("Your picture is not there on the client’s screen.")
	d.jonas.Eval(`heard.length = 0`)
	d.runs("horizontal", 120, 8)
	d.jonas.See("They hear a soft click in its place.")
	d.jonas.Until(shows)
	if d.dave.Eval(shows) != false {
		t.Error("a picture that is gone is shown")
	}
	d.dave.Until(itRests)
	d.dave.Until(clicks)
	d.jonas.Until(both)
	d.jonas.NotSee("not there on this screen")
}

// presses is Dave pressing something, whichever: no browser sounds before.
func (d *duet) presses() {
	d.Helper()
	d.dave.Until(`!!document.querySelector("live-room .inside :is(button, a)")`)
	d.dave.Eval(`document.querySelector("live-room .inside :is(button, a)").focus()`)
	d.dave.Key("a")
	d.dave.Until(`document.querySelector("stim-stage").loud`)
}

// brings is Jonas bringing a bell, and a shorter one for the right.
func (d *duet) brings(name string) (file string) {
	d.Helper()
	bell, err := wav.Read([]byte(world.Bell()))
	if err != nil {
		d.Fatal(err)
	}
	short := wav.Sound{Rate: bell.Rate, Samples: bell.Samples[:800]}
	d.jonas.Go("/stimulation/sounds")
	for ear, s := range map[string]wav.Sound{"left": bell, "right": short} {
		d.jonas.Eval(fmt.Sprintf(`(() => {
			const all = new DataTransfer();
			all.items.add(new File([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], "bell.wav"));
			document.querySelector("input[name=%s]").files = all.files;
		})()`, base64.StdEncoding.EncodeToString(s.Bytes()), ear))
	}
	d.jonas.Fill("Name", name)
	d.jonas.Press("Keep this sound")
	d.jonas.See(name + " left and right, 200 ms")
	file, _ = d.jonas.Eval(`[...document.querySelectorAll("form.returns")].find(f => f.closest("li").textContent.includes("` + name + `")).action.split("/").pop()`).(string)
	return file
}

// bringsSea is Jonas bringing a picture.
func (d *duet) bringsSea() (file string) {
	d.Helper()
	d.jonas.Go("/stimulation/pictures")
	d.jonas.Eval(fmt.Sprintf(`(() => {
		const all = new DataTransfer();
		all.items.add(new File([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], "sea.png"));
		document.querySelector("input[name=picture]").files = all.files;
	})()`, base64.StdEncoding.EncodeToString([]byte(world.Sea()))))
	d.jonas.Fill("Name", "at sea")
	d.jonas.Press("Keep this picture")
	d.jonas.See("at sea 300 × 200")
	file, _ = d.jonas.Eval(`[...document.querySelectorAll("form.returns")].find(f => f.closest("li").textContent.includes("at sea")).action.split("/").pop()`).(string)
	return file
}

// triesSound is Jonas alone with it: it is heard, and where it is not there he hears a click and reads so.
func (d *duet) triesSound(file, sea string) {
	d.Helper()
	d.jonas.Go("/stimulation")
	d.jonas.Until(`!!document.querySelector("stim-stage canvas")`)
	d.jonas.Eval(listens)
	d.jonas.Fill("Speed (passes a minute)", "120")
	d.jonas.Fill("Passes in a set (0: by time)", "8")
	d.jonas.Tick("A sound")
	choose := func(file, sea string) {
		d.jonas.Eval(fmt.Sprintf(`(() => {
			const f = document.querySelector("stim-try form").elements, s = f["sound.file"];
			if (![...s.options].some(o => o.value === %[1]q)) s.add(new Option("gone", %[1]q));
			const back = f["look.picture"];
			if (![...back.options].some(o => o.value === %[2]q)) back.add(new Option("gone", %[2]q));
			[f["sound.voice"].value, s.value, back.value, heard.length] = ["own", %[1]q, %[2]q, 0];
			s.dispatchEvent(new Event("input", { bubbles: true }));
		})()`, file, sea))
	}
	choose("06eay41hjb5vrjf8brnzsf010m", "06eay41hjb5vrjf8brnzsf011m")
	d.jonas.Press("Start")
	d.jonas.Until(clicks)
	d.jonas.See("Your own sound was not there. You heard a soft click. Your picture was not there.")
	d.jonas.Until(itRests)
	choose(file, sea)
	d.jonas.Until(shows) // before there is a set
	d.jonas.Press("Start")
	d.jonas.Until(both)
	d.jonas.NotSee("You heard a soft click.")
	d.jonas.Until(itRests)
	d.jonas.Fill("Name", "with bells")
	d.jonas.Press("Keep these settings")
	d.jonas.See("Kept.")
}
