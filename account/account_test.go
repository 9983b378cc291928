package account

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
)

func (h *house) codeNow(seed string) string {
	h.t.Helper()
	code, err := hotp.GenerateCode(seed, uint64(h.now.Unix()/codePeriod))
	if err != nil {
		h.t.Fatal(err)
	}
	return code
}

// The whole way of somebody new without a passkey: the letter, the number, a password, an
// app, recovery codes. The link opens nothing before the number, and nothing afterwards.
func TestSomebodyInvitedComesIn(t *testing.T) {
	h := newHouse(t)
	inv, code, link := h.invite(" Liz@Example.org ")
	letter := h.letters()[0]
	if letter.To != "liz@example.org" {
		t.Error("the letter goes elsewhere")
	}
	clinical := regexp.MustCompile(`(?i)therap|health|clinic|patient|client|practice\b|treat|trust|counsel|psych|doctor|Liz|` + code)
	if got := clinical.FindString(letter.Subject + strings.ReplaceAll(letter.Text, "practice.example", "")); got != "" {
		t.Errorf("the letter says %q", got)
	}
	b := h.browser()
	b.says(b.see("/welcome"), 403, "account.welcome.wrong") // the link alone opens nothing
	b.says(b.see(link), 200, "eight digits")
	b.goes(b.post(link, "code", code[:4]+" "+code[4:]), "/welcome")
	b.says(b.see("/welcome"), 200, "Make a passkey")
	b.says(b.post("/welcome/password", "password", "too short"), 422, "at least 12 characters")
	b.says(b.post("/welcome/password", "password", "LIZ@example.org"), 422, "other than your address")
	b.goes(b.post("/welcome/password", "password", secretWords), "/welcome/code")
	page := b.see("/welcome/code").Body.String()
	shown := regexp.MustCompile(`<code>([A-Z2-7]{4}(?: [A-Z2-7]{4}){7})</code>`).FindStringSubmatch(page)
	if shown == nil || !strings.Contains(page, "<svg") {
		t.Fatal("the seed is not shown as letters and as a picture")
	}
	seed := strings.ReplaceAll(shown[1], " ", "")
	b.says(b.post("/welcome/code", "code", "000000"), 422, shown[1]) // the same seed again: the app has it already
	if h.invited(inv.ID).State != Open {
		t.Error("accepted before there was a way to come in")
	}
	b.goes(b.post("/welcome/code", "code", h.codeNow(seed)), "/account/recovery")
	codes := regexp.MustCompile(`<code>[0-9a-z]{4}(-[0-9a-z]{4}){3}</code>`).FindAllString(b.post("/account/recovery").Body.String(), -1)
	if len(codes) != recoveryCodes {
		t.Errorf("%d recovery codes", len(codes))
	}
	if !b.signedIn() {
		t.Error("not signed in")
	}
	inv = h.invited(inv.ID)
	var a Account
	h.write(therapist, func(tx *db.Tx) (err error) { a, err = Of(tx, inv.Account); return err })
	if inv.State != Accepted || a.Posts != who.Client || a.Name != "" {
		t.Errorf("state %d, posts %d, name kept: %v", inv.State, a.Posts, a.Name != "")
	}
	again := h.browser()
	again.says(again.post(link, "code", code), 422, "ask the person who invited you")
	h.write(therapist, func(tx *db.Tx) error { return Confirm(tx, inv.ID) })
	for _, act := range []string{"account.invite", "account.accept", "account.confirm"} {
		if !slices.Contains(h.acts(string(inv.ID)), act) {
			t.Errorf("the trail does not know %s", act)
		}
	}
}

// Unknown, wrong, late, spent and withdrawn all look the same, so that somebody with a
// stolen letter learns nothing by trying.
func TestAnInvitationEnds(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	unknown := b.post("/welcome/0000", "code", "12345678")
	masked := func(body string) string { return regexp.MustCompile(`/welcome/\w+`).ReplaceAllString(body, "") }
	same := func(link, code, why string) {
		t.Helper()
		w := b.post(link, "code", code)
		if w.Code != unknown.Code || masked(w.Body.String()) != masked(unknown.Body.String()) {
			t.Errorf("%s looks different from unknown: %d", why, w.Code)
		}
	}
	inv, code, link := h.invite("five@example.org")
	for range wrongCodes {
		same(link, "nonsense", "a wrong code")
	}
	same(link, code, "the right code after five wrong ones")
	if h.invited(inv.ID).State != Spent {
		t.Error("not spent")
	}
	_, code, link = h.invite("late@example.org")
	h.wait(7*24*time.Hour - time.Second)
	other := h.browser()
	other.goes(other.post(link, "code", code), "/welcome") // the last second counts
	h.wait(time.Second)
	same(link, code, "after seven days")
	other.says(other.see("/welcome"), 403, "account.welcome.wrong") // also for who came in a second before
	inv, code, link = h.invite("back@example.org")
	h.write(therapist, func(tx *db.Tx) error { return Withdraw(tx, inv.ID) })
	same(link, code, "withdrawn")
}

// When the wrong person used the link, taking it back ends their account, and the right
// one can be invited at the same address.
func TestWithdrawingEndsWhoeverCameIn(t *testing.T) {
	h := newHouse(t)
	inv, _, _ := h.invite("who@example.org")
	var secret string
	h.write(who.House, func(tx *db.Tx) error {
		a, err := accept(tx, inv.ID, newHandle())
		if err == nil {
			secret, err = SignIn(tx, a.ID, "x")
		}
		return err
	})
	h.write(therapist, func(tx *db.Tx) error { return Withdraw(tx, inv.ID) })
	err := h.db.Read(context.Background(), who.Nobody, func(tx *db.Tx) error { _, err := Session(tx, secret); return err })
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("still signed in: %v", err)
	}
	second, _, _ := h.invite("who@example.org")
	h.write(therapist, func(tx *db.Tx) error {
		all, err := InvitedAbout(tx, "case-1")
		if len(all) != 2 || all[0].ID != second.ID || all[1].State != Withdrawn {
			t.Errorf("the case has %d invitations", len(all))
		}
		return err
	})
}

func TestWhoMayInviteWhom(t *testing.T) {
	h := newHouse(t)
	h.create(who.Therapist, "Ann", "ann@example.org")
	for _, c := range []struct {
		by    who.Post
		posts who.Post
		email string
		want  fault.Kind
	}{
		{who.Therapist, who.Therapist, "new@example.org", fault.Forbidden}, // only owners bring in colleagues
		{who.Owner, who.Client, "new@example.org", fault.Forbidden},        // owning is no clinical right
		{who.Client, who.Client, "new@example.org", fault.Forbidden},
		{who.Therapist, who.Client | who.Therapist, "new@example.org", fault.Forbidden},
		{who.Therapist, who.Client, "ANN@example.org", fault.Conflict},
		{who.Therapist, who.Client, "no address", fault.Invalid},
	} {
		err := h.db.Write(context.Background(), who.Person{ID: "x", Posts: c.by}, func(tx *db.Tx) error {
			_, _, err := Invite(tx, c.posts, "", c.email, "", "https://x", "")
			return err
		})
		if !fault.Is(err, c.want) {
			t.Errorf("%d inviting %d: %v", c.by, c.posts, err)
		}
	}
}

// The page and the time do not tell whether an address has an account.
func TestSigningInTellsNothing(t *testing.T) {
	h := newHouse(t)
	a, _ := h.withPassword(who.Client, "known@example.org")
	h.create(who.Client, "", "bare@example.org") // no password at all
	took := map[string][]time.Duration{}
	var pages []string
	for n := range 4 {
		for _, email := range []string{"known@example.org", "other@example.org", "bare@example.org"} {
			b := h.browser()
			began := time.Now()
			w := b.post("/sign-in", "email", email, "password", "wrong wrong wrong")
			took[email] = append(took[email], time.Since(began))
			if n == 0 {
				b.says(w, 422, "do not belong together")
				pages = append(pages, strings.ReplaceAll(w.Body.String(), email, ""))
			}
		}
	}
	if pages[0] != pages[1] || pages[0] != pages[2] {
		t.Error("the pages differ")
	}
	// The least of several: a busy machine makes some slow, none fast.
	known, unknown, bare := slices.Min(took["known@example.org"]), slices.Min(took["other@example.org"]), slices.Min(took["bare@example.org"])
	t.Logf("known took %v, others %v and %v", known, unknown, bare) // a time is looked at, never asserted
	if !slices.Contains(h.acts(string(a.ID)), "account.signin.failed") {
		t.Error("the trail does not know of the failed tries")
	}
}

// Guessing gets slow, also when it is spread over many networks, and the right password
// does not help while it is paused: otherwise the guesser would learn it.
func TestGuessingGetsSlow(t *testing.T) {
	h := newHouse(t)
	_, seed := h.withPassword(who.Client, "liz@example.org")
	b := h.browser()
	guess := func(want int) {
		t.Helper()
		b.from = "[2001:db8:" + string("abcdef"[int(h.now.Unix())%6]) + "::1]:9"
		b.says(b.post("/sign-in", "email", "Liz@example.org", "password", "wrong wrong wrong"), want, "")
	}
	for range triesOfAddress {
		guess(422)
		h.wait(time.Second)
	}
	b.says(b.post("/sign-in", "email", "liz@example.org", "password", secretWords), 429, "wait a little")
	h.wait(firstPause)
	guess(422)
	h.wait(firstPause)
	guess(429) // the second pause is longer
	h.wait(firstPause)
	b.signIn("liz@example.org", seed)
	h.wait(time.Minute)
	for range triesOfAddress { // success forgets the tries of the address
		guess(422)
	}
	h.wait(forgetAfter + 2*longestPause)
	guess(422)
}

// One network that tries many addresses is stopped too; coming in gives back one's own
// try and no more.
func TestANetworkGetsSlow(t *testing.T) {
	h := newHouse(t)
	_, seed := h.withPassword(who.Client, "liz@example.org")
	b := h.browser()
	for n := range triesOfNetwork {
		if n == triesOfNetwork/2 {
			b.signIn("liz@example.org", seed)
			continue
		}
		b.says(b.post("/sign-in", "email", strings.Repeat("a", n+1)+"@example.org", "password", "wrong wrong wrong"), 422, "")
	}
	b.says(b.post("/sign-in", "email", "new@example.org", "password", "wrong wrong wrong"), 422, "") // the one given back
	b.says(b.post("/sign-in", "email", "new@example.org", "password", "wrong wrong wrong"), 429, "wait a little")
	b.from = "198.51.100.1:1"
	b.says(b.post("/sign-in", "email", "new@example.org", "password", "wrong wrong wrong"), 422, "")
}

// A one-time code that somebody looked at over a shoulder is worth nothing, and neither
// is one from before it.
func TestACodeWorksOnce(t *testing.T) {
	h := newHouse(t)
	_, seed := h.withPassword(who.Client, "liz@example.org")
	before := h.codeNow(seed)
	h.wait(codePeriod * time.Second)
	used := h.codeNow(seed)
	h.browser().signIn("liz@example.org", seed)
	thief := h.browser()
	thief.goes(thief.post("/sign-in", "email", "liz@example.org", "password", secretWords), "/sign-in/code")
	thief.says(thief.post("/sign-in/code", "code", used), 422, "works once")
	thief.says(thief.post("/sign-in/code", "code", before), 422, "works once")
	h.wait(codePeriod * time.Second)
	thief.goes(thief.post("/sign-in/code", "code", h.codeNow(seed)), "/")
}

// The page between password and code is good once and not for long.
func TestTheStepBetweenIsGoodOnce(t *testing.T) {
	h := newHouse(t)
	_, seed := h.withPassword(who.Client, "liz@example.org")
	b := h.browser()
	b.goes(b.see("/sign-in/code"), "/sign-in")
	b.goes(b.post("/sign-in", "email", "liz@example.org", "password", secretWords), "/sign-in/code")
	kept := b.cookies["tillit-step"]
	b.goes(b.post("/sign-in/code", "code", h.codeNow(seed)), "/")
	h.wait(time.Minute)
	thief := h.browser()
	thief.cookies["tillit-step"] = kept
	thief.goes(thief.post("/sign-in/code", "code", h.codeNow(seed)), "/sign-in")
	if thief.signedIn() {
		t.Error("a used step let somebody in")
	}
	h.wait(ticketLasts)
	thief.goes(thief.post("/sign-in/code", "code", h.codeNow(seed)), "/sign-in")
	thief.cookies["tillit-hello"] = kept // a step is no welcome
	thief.says(thief.see("/welcome"), 403, "account.welcome.wrong")
}

// A recovery code stands in for the app once, however it is written down.
func TestARecoveryCodeWorksOnce(t *testing.T) {
	h := newHouse(t)
	a, _ := h.withPassword(who.Client, "liz@example.org")
	var codes []string
	h.write(who.House, func(tx *db.Tx) (err error) { codes, err = NewRecovery(tx, a.ID); return err })
	b := h.browser()
	b.goes(b.post("/sign-in", "email", "liz@example.org", "password", secretWords), "/sign-in/code")
	b.goes(b.post("/sign-in/code", "code", strings.ToUpper(strings.ReplaceAll(codes[3], "0", "o"))), "/")
	c := h.browser()
	c.goes(c.post("/sign-in", "email", "liz@example.org", "password", secretWords), "/sign-in/code")
	c.says(c.post("/sign-in/code", "code", codes[3]), 422, "works once")
	// With a password, a code alone opens nothing: it stands in for the app only.
	c.says(c.post("/sign-in/recovery", "email", "liz@example.org", "code", codes[4]), 422, "did not work")
	bare := h.create(who.Client, "", "key@example.org") // only ever had a passkey
	h.write(who.House, func(tx *db.Tx) (err error) { codes, err = NewRecovery(tx, bare.ID); return err })
	c.goes(c.post("/sign-in/recovery", "email", "key@example.org", "code", codes[0]), "/account")
	d := h.browser()
	d.says(d.post("/sign-in/recovery", "email", "key@example.org", "code", codes[0]), 422, "did not work")
	d.says(d.post("/sign-in/recovery", "email", "nobody@example.org", "code", codes[1]), 422, "did not work")
}

// A forgotten screen closes by itself, sooner for who sees many records; a page that asks
// again by itself does not keep it open.
func TestASessionEnds(t *testing.T) {
	h := newHouse(t)
	h.create(who.Therapist, "Ann", "ann@example.org")
	h.create(who.Client, "", "liz@example.org")
	for _, c := range []struct {
		email string
		idle  time.Duration
	}{{"ann@example.org", idleStaff}, {"liz@example.org", idleClient}} {
		b := h.browser()
		b.goes(b.post("/demo/sign-in", "as", c.email), "/")
		h.wait(c.idle - time.Minute)
		if !b.signedIn() {
			t.Fatalf("%s: out too early", c.email)
		}
		h.wait(c.idle - time.Minute) // the visit counted
		poll := httptestGet("/")
		poll.Header.Set("Sec-Fetch-Mode", "cors")
		if b.send(poll).Code != 200 {
			t.Fatalf("%s: a page that asks again is refused too early", c.email)
		}
		h.wait(time.Minute)
		if b.signedIn() {
			t.Errorf("%s: still in after doing nothing", c.email)
		}
		b.goes(b.post("/demo/sign-in", "as", c.email), "/")
		began := h.now
		for h.now.Sub(began) < longest-10*time.Minute {
			h.wait(10 * time.Minute)
			if !b.signedIn() {
				t.Fatalf("%s: out after %v", c.email, h.now.Sub(began))
			}
		}
		h.wait(10 * time.Minute)
		if b.signedIn() {
			t.Errorf("%s: in for longer than the longest", c.email)
		}
	}
}

// Ending an account reaches every device at once, and every way in.
func TestEndSignsOutEverywhere(t *testing.T) {
	h := newHouse(t)
	a, seed := h.withPassword(who.Therapist, "ann@example.org")
	one, two := h.browser(), h.browser()
	one.signIn("ann@example.org", seed)
	two.goes(two.post("/demo/sign-in", "as", "ann@example.org"), "/")
	h.write(who.House, func(tx *db.Tx) error { return End(tx, a.ID) })
	h.write(who.House, func(tx *db.Tx) error { return End(tx, a.ID) }) // once more changes nothing
	if one.signedIn() || two.signedIn() {
		t.Error("still signed in")
	}
	one.says(one.post("/sign-in", "email", "ann@example.org", "password", secretWords), 422, "do not belong together")
	one.says(one.post("/demo/sign-in", "as", "ann@example.org"), 404, "")
	h.write(who.House, func(tx *db.Tx) error {
		if _, err := SignIn(tx, a.ID, "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("signed in after the end: %v", err)
		}
		staff, err := Staff(tx)
		if len(staff) != 0 {
			t.Error("still works here")
		}
		return err
	})
}

// Somebody at an unlocked device may look, and may not change how one signs in.
func TestChangesAskAgain(t *testing.T) {
	h := newHouse(t)
	_, seed := h.withPassword(who.Client, "liz@example.org")
	b, other := h.browser(), h.browser()
	b.signIn("liz@example.org", seed)
	other.goes(other.post("/demo/sign-in", "as", "liz@example.org"), "/")
	h.wait(freshFor)
	b.says(b.see("/account"), 200, "Sign out there")
	for _, path := range []string{"/account/password", "/account/passkey", "/account/recovery", "/account/code"} {
		b.goes(b.see(path), "/account/again?back="+backTo(path))
	}
	b.goes(b.post("/account/recovery"), "/account/again?back=recovery")
	b.says(b.post("/account/again", "password", "wrong wrong wrong", "back", "password"), 422, "not your password")
	b.goes(b.post("/account/again", "password", secretWords, "back", "https://elsewhere.example"), "/account")
	b.says(b.see("/account/password"), 200, "New password")
	h.wait(freshFor)
	b.goes(b.see("/account/password"), "/account/again?back=password")
}

// What needs a fresh proof leads on to where it was asked, and nowhere else.
func TestSigningAsksAgain(t *testing.T) {
	h := newHouse(t)
	_, seed := h.withPassword(who.Therapist, "ana@example.org")
	b := h.browser()
	b.signIn("ana@example.org", seed)
	b.says(b.post("/signs"), 200, "signed")
	h.wait(freshFor)
	b.goes(b.post("/signs"), "/account/again?back=on")
	b.says(b.see("/account/again?back=on"), 200, "A signature needs to be yours")
	b.says(b.post("/account/again", "password", "wrong wrong wrong", "back", "on"), 422, "not your password")
	b.goes(b.post("/account/again", "password", secretWords, "back", "on"), "/signs/this")
	b.says(b.post("/signs"), 200, "signed")
	b.goes(b.post("/account/again", "password", secretWords, "back", "on"), "/account") // the way on is good once
	h.wait(freshFor)
	b.goes(b.post("/signs"), "/account/again?back=on")
	b.post("/sign-out")
	b.goes(b.post("/demo/sign-in", "as", "ana@example.org"), "/signs/this") // who has to sign in anew comes back too
	b.post("/sign-out")
	b.goes(b.post("/demo/sign-in", "as", "ana@example.org"), "/")
}

func TestChangingThePassword(t *testing.T) {
	h := newHouse(t)
	a, seed := h.withPassword(who.Client, "liz@example.org")
	b, other := h.browser(), h.browser()
	b.signIn("liz@example.org", seed)
	other.goes(other.post("/demo/sign-in", "as", "liz@example.org"), "/")
	b.says(b.post("/account/password", "current", "wrong wrong wrong", "password", "nine blue umbrellas"), 422, "not your password now")
	b.goes(b.post("/account/password", "current", secretWords, "password", "nine blue umbrellas"), "/account")
	if other.signedIn() || !b.signedIn() {
		t.Error("a new password signs out the others, and not oneself")
	}
	other.says(other.post("/sign-in", "email", "liz@example.org", "password", secretWords), 422, "")
	other.goes(other.post("/sign-in", "email", "liz@example.org", "password", "nine blue umbrellas"), "/sign-in/code")
	if !slices.Contains(h.acts(string(a.ID)), "account.secret") {
		t.Error("the trail does not know of it")
	}
}

func TestSigningOut(t *testing.T) {
	h := newHouse(t)
	h.create(who.Client, "", "liz@example.org")
	b, thief := h.browser(), h.browser()
	b.goes(b.post("/demo/sign-in", "as", "liz@example.org"), "/")
	thief.cookies["tillit"] = b.cookies["tillit"]
	w := b.post("/quick-exit")
	b.goes(w, "/quiet")
	if w.Header().Get("Clear-Site-Data") != `"cache", "storage"` || len(b.cookies) != 0 {
		t.Error("something is left in the browser")
	}
	if thief.signedIn() {
		t.Error("the session is still there")
	}
	if page := b.see("/quiet").Body.String(); strings.Contains(page, "Tillit") {
		t.Error("the quiet page has a name")
	}
	b.goes(b.post("/quick-exit"), "/quiet") // also for who is out already
	b.goes(b.post("/sign-out"), "/sign-in")
	one, two := h.browser(), h.browser()
	one.goes(one.post("/demo/sign-in", "as", "liz@example.org"), "/")
	two.goes(two.post("/demo/sign-in", "as", "liz@example.org"), "/")
	device := regexp.MustCompile(`name="device" value="([^"]+)"`).FindStringSubmatch(one.see("/account").Body.String())
	h.create(who.Client, "", "dave@example.org")
	stranger := h.browser()
	stranger.goes(stranger.post("/demo/sign-in", "as", "dave@example.org"), "/")
	stranger.post("/account/device", "device", device[1])
	if !two.signedIn() {
		t.Error("somebody else ended the session")
	}
	one.goes(one.post("/account/device", "device", device[1]), "/account")
	if two.signedIn() || !one.signedIn() {
		t.Error("the other device is signed out, and not this one")
	}
}

// A stolen disk shows neither who comes here nor who of them is a client.
func TestWhatIsStoredSaysNothing(t *testing.T) {
	h := newHouse(t)
	client, _ := h.withPassword(who.Client, "liz@xylophone.example")
	staff, _ := h.withPassword(who.Therapist|who.Owner, strings.Repeat("long", 15)+"@xylophone.example")
	h.invite("dave@xylophone.example")
	h.write(who.House, func(tx *db.Tx) error {
		for _, q := range []string{
			"select length(sealed) from account where id = $1", "select length(sealed) from secret where account = $1 limit 1",
		} {
			var one, two int
			if err := tx.One(q, client.ID).Scan(&one); err != nil {
				return err
			}
			if err := tx.One(q, staff.ID).Scan(&two); err != nil {
				return err
			}
			if one != two {
				t.Errorf("%s: %d and %d", q, one, two)
			}
		}
		return nil
	})
	for _, name := range []string{h.file, h.file + "-wal"} {
		stored, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"xylophone", "lanterns", "case-1", "Liz", "password"} {
			if bytes.Contains(stored, []byte(word)) {
				t.Errorf("%s shows %s", name, word)
			}
		}
	}
}

// With TLS the cookie is bound to the host, and Nobody costs no look at the database.
func TestCookies(t *testing.T) {
	p := Pages{TLS: true}
	w := newRecorder()
	p.setCookie(w, "", "x", 0)
	if c := w.Result().Cookies()[0]; c.Name != "__Host-tillit" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", c)
	}
	if person, err := p.Person(httptestGet("/")); person != who.Nobody || err != nil {
		t.Errorf("without a cookie: %v, %v", person, err)
	}
}

// The first owner is at the machine and needs no letter; nobody can become it later.
func TestTheFirstOwner(t *testing.T) {
	h := newHouse(t)
	var inv Invitation
	h.write(who.House, func(tx *db.Tx) (err error) {
		inv, err = Found(tx, who.Owner|who.Therapist, "Ann", "ann@example.org")
		return err
	})
	if len(h.letters()) != 0 {
		t.Error("a letter was sent")
	}
	h.write(who.House, func(tx *db.Tx) error {
		a, err := accept(tx, inv.ID, newHandle())
		if a.Name != "Ann" || !a.Person().Holds(who.Owner) {
			t.Error("not the owner")
		}
		return err
	})
	err := h.db.Write(context.Background(), who.Nobody, func(tx *db.Tx) error {
		_, err := Found(tx, who.Owner, "Eve", "eve@example.org")
		return err
	})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("a second first owner: %v", err)
	}
}

// Every sentence of this room exists and is used.
func TestWords(t *testing.T) {
	text, err := os.ReadFile("../content/words/en/account.txt")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^(account\.[a-z.]+) =`).FindAllStringSubmatch(string(text), -1) {
		have[found[1]] = true
	}
	files, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	said, code := map[string]bool{}, ""
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code += string(text)
	}
	for _, found := range regexp.MustCompile(`(?:words\.T\([^"]*|fault\.(?:New|At|Wrap)\([^)\n]*|frame\(r, |mine\(r, |, |return [A-Za-z.]+, )"(account\.[a-z.]+)"`).FindAllStringSubmatch(code, -1) {
		said[found[1]] = true
	}
	for key := range have {
		if !strings.Contains(code, `"`+key+`"`) {
			t.Errorf("%s is never said", key)
		}
	}
	acts := regexp.MustCompile(`^account\.(create|end|first|signin|signout|prove|knock|secret|invite|accept|confirm|withdraw|notices|lend)(\.(failed|password|forget|begin|end))?$`)
	for key := range said {
		if !have[key] && !acts.MatchString(key) {
			t.Errorf("%s is missing", key)
		}
	}
}
