package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/practice"
)

// newcomer is somebody at a browser without script, setting up a practice.
type newcomer struct {
	t    *testing.T
	site *httptest.Server
	http *http.Client
	at   string // the path of the page that is shown
	page string
	code int
}

func arrive(t *testing.T, h *House) *newcomer {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(h)
	t.Cleanup(site.Close)
	return &newcomer{t: t, site: site, http: &http.Client{Jar: jar}}
}

func (n *newcomer) read(answer *http.Response, err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	n.at, n.page, n.code = answer.Request.URL.Path, string(text), answer.StatusCode
}

func (n *newcomer) get(path string) {
	n.t.Helper()
	r, err := http.NewRequest(http.MethodGet, n.site.URL+path, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	n.read(n.http.Do(r))
}

// send fills in the form of the page that is shown; fields come in pairs.
func (n *newcomer) send(pairs ...string) {
	n.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	n.read(n.http.PostForm(n.site.URL+n.at, form))
}

func (n *newcomer) is(code int, path string, says ...string) {
	n.t.Helper()
	if n.code != code || !strings.HasSuffix(n.at, path) {
		n.t.Fatalf("at %s with %d, want %s with %d:\n%s", n.at, n.code, path, code, n.page)
	}
	for _, text := range says {
		if !strings.Contains(n.page, text) {
			n.t.Errorf("%s does not say %q:\n%s", n.at, text, n.page)
		}
	}
}

func empty(t *testing.T) *House {
	h, err := Open(t.Context(), Config{DB: filepath.Join(t.TempDir(), "tillit.db"), Key: rootKey(t), Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(context.Background()) })
	return h
}

var (
	seedShown = regexp.MustCompile(`<code>([A-Z2-7 ]{20,})</code>`)
	codeShown = regexp.MustCompile(`<strong>(\d{4} \d{4})</strong>`)
)

// chooseSignIn gives oneself a password and a code.
func (n *newcomer) chooseSignIn(password string) {
	n.t.Helper()
	n.is(200, "/welcome")
	n.get("/welcome/password")
	n.send("password", password)
	n.is(200, "/welcome/code")
	found := seedShown.FindStringSubmatch(n.page)
	if found == nil {
		n.t.Fatal("no seed is shown")
	}
	n.send("code", oneTime(n.t, strings.ReplaceAll(found[1], " ", "")))
	n.is(200, "/account/recovery")
}

// oneTime is the code that an app would show now (RFC 6238).
func oneTime(t *testing.T, seed string) string {
	t.Helper()
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(seed)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, raw)
	var step [8]byte
	binary.BigEndian.PutUint64(step[:], uint64(time.Now().Unix()/30))
	mac.Write(step[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1_000_000)
}

func TestSettingUpAPractice(t *testing.T) {
	h := empty(t)
	first, err := h.SetUp(t.Context())
	if err != nil || !strings.HasPrefix(first, "/setup/") {
		t.Fatalf("%q, %v", first, err)
	}
	n := arrive(t, h)
	for _, path := range []string{"/", "/practice", "/people", "/help", "/nowhere"} {
		if n.get(path); !(strings.HasSuffix(n.at, "/not-ready") && n.code == 503) {
			t.Errorf("%s leads to %s with %d", path, n.at, n.code)
		}
	}
	n.get("/setup/" + strings.Repeat("0", 52) + "/key")
	if n.code != 404 {
		t.Errorf("another secret: %d", n.code)
	}
	n.get(first + "/hours") // too far ahead
	n.is(200, "/key", "lost")
	n.send()
	n.is(422, "/key", "tick this box")
	n.send("copied", "yes")
	n.is(200, "/about", "Europe/Oslo", "United States: New York")
	n.send("name", "Nordlys "+canary, "zone", "Mars/Base", "jurisdiction", "NO")
	n.is(422, "/about", "Nordlys "+canary, "choose a time zone")
	n.send("name", "Nordlys "+canary, "place", "Tromsø", "zone", "Europe/Oslo", "jurisdiction", "NO")
	n.is(200, "/crisis")
	n.send("crisis.0.who", "Mental Helse", "crisis.0.number", "")
	n.is(422, "/crisis", `value="Mental Helse"`, "number to call")
	n.send("crisis.0.who", "Mental Helse", "crisis.0.number", "116 123", "crisis.0.when", "day and night", "crisis.2.who", "Doctor", "crisis.2.number", "116 117")
	n.is(200, "/hours")

	again, err := h.SetUp(t.Context()) // left, started anew, and gone on with
	if err != nil {
		t.Fatal(err)
	}
	if n.get(first); n.code != 404 {
		t.Errorf("the address from before: %d", n.code)
	}
	n.get(again)
	n.is(200, "/hours")
	n.get(again + "/crisis")
	n.is(200, "/crisis", `value="Mental Helse"`, `value="Doctor"`)
	n.get(again + "/hours")
	n.send("hours.1.0.from", "9", "hours.1.0.to", "17.30", "hours.3.0.from", "10:00", "hours.3.0.to", "9:00")
	n.is(422, "/hours", `value="17.30"`, "after the first one")
	n.send("hours.1.0.from", "9", "hours.1.0.to", "17.30")
	n.is(200, "/owner")
	n.send("name", "", "email", "kari@example.org")
	n.is(422, "/owner", "write your name", "kari@example.org")
	n.send("name", "Kari Nes", "email", "kari")
	n.is(422, "/owner", `value="Kari Nes"`, `value="kari"`)
	n.send("name", "Kari Nes", "email", "kari@example.org", "treats", "yes")
	n.chooseSignIn("a quiet long river runs")

	n.get("/") // where recovery codes lead
	n.is(200, "/practice/begin/mail")
	stranger := arrive(t, h)
	stranger.get("/practice/begin/mail")
	stranger.is(200, "/sign-in")
	stranger.get(again) // the one-time address alone is no longer enough
	stranger.is(200, "/sign-in")
	afterOwner(t, h, n)
	if path, err := h.SetUp(t.Context()); err != nil || path != "" {
		t.Errorf("a set-up practice is set up again: %q, %v", path, err)
	}
	if stranger.get(again); stranger.code != 404 {
		t.Errorf("the address opens still: %d", stranger.code)
	}
	outcome(t, h)
}

// afterOwner are the steps that the owner walks.
func afterOwner(t *testing.T, h *House, n *newcomer) {
	n.send("host", "127.0.0.1", "port", "1", "from", "office@example.org", "plain", "yes", "act", "test")
	n.is(200, "/mail", "Nobody answers")
	n.send("host", "smtp.example.org", "port", "many", "from", "office@example.org")
	n.is(422, "/mail", `value="many"`)
	n.send()
	n.is(200, "/address")
	n.send("address", "http://tillit.example.org")
	n.is(422, "/address", "https://")
	n.send("address", n.site.URL)
	n.is(200, "/people", "Kari Nes")
	n.send("act", "invite", "name", "Ola Vik", "email", "ola@example.org")
	n.is(422, "/people", "choose at least one", `value="Ola Vik"`)
	n.send("act", "invite", "name", "Ola Vik", "email", "ola@example.org", "therapist", "yes")
	n.is(200, "/people", "Ola Vik", "the letter waits")
	n.send("act", "invite", "name", "Ola Vik", "email", "kari@example.org", "therapist", "yes")
	n.is(422, "/people")
	code := invitedCode(t, n)
	n.get("/practice/begin/people")
	if codeShown.MatchString(n.page) {
		t.Error("the code is shown twice")
	}
	taken := regexp.MustCompile(`action="(/practice/people/\w+/withdraw)"`).FindAllStringSubmatch(n.page, -1)
	if len(taken) != 2 {
		t.Fatalf("%d invitations can be taken back", len(taken))
	}
	n.read(n.http.PostForm(n.site.URL+taken[1][1], nil)) // the older one
	n.is(200, "/practice/begin/people")
	if strings.Count(n.page, "/withdraw") != 1 {
		t.Error("it was not taken back")
	}
	ola := comesIn(t, h, code)
	n.send()
	n.is(200, "/cover", "Ola Vik", "clients are told the truth")
	kariID, olaID := personOf(t, n.page, "Kari Nes"), personOf(t, n.page, "Ola Vik")
	n.send("cover."+kariID+".person", kariID)
	n.is(422, "/cover", "somebody else")
	n.send("cover."+kariID+".person", olaID, "cover."+olaID+".email", "vakt@example.org")
	n.is(200, "/done", "Nordlys", "09:00–17:30", "Every therapist has somebody")
	ola.get("/practice/begin/done")
	if ola.code != 404 {
		t.Errorf("somebody who is no owner: %d", ola.code)
	}
	n.send()
	n.is(200, "/")
	n.get("/practice")
	n.is(200, "/practice", "Nordlys", "116 117")
	n.get("/practice/about")
	n.send("name", "Nordlys to", "place", "", "zone", "Europe/Oslo", "jurisdiction", "NO")
	n.is(200, "/practice/about", "Kept.", `value="Nordlys to"`)
	n.read(n.http.PostForm(n.site.URL+"/practice/people/"+olaID+"/end", nil))
	n.is(200, "/practice/people")
	if ola.get("/account"); !strings.HasSuffix(ola.at, "/sign-in") {
		t.Errorf("somebody whose account ended is at %s", ola.at)
	}
	n.read(n.http.PostForm(n.site.URL+"/practice/people/"+kariID+"/end", nil))
	n.is(422, "/end", "your own account")
}

// invitedCode invites somebody once more and reads the code.
func invitedCode(t *testing.T, n *newcomer) string {
	n.send("act", "invite", "name", "Ola Vik", "email", "ola2@example.org", "therapist", "yes")
	found := codeShown.FindStringSubmatch(n.page)
	if found == nil {
		t.Fatal("no code is shown")
	}
	return found[1]
}

// comesIn is somebody who was invited, with the newest letter and the code.
func comesIn(t *testing.T, h *House, code string) *newcomer {
	letters, err := h.Letters(t.Context())
	if err != nil || len(letters) != 2 {
		t.Fatalf("%d letters, %v", len(letters), err)
	}
	_, rest, _ := strings.Cut(letters[0].Text, "/welcome/")
	link, _, _ := strings.Cut(rest, "\n")
	n := arrive(t, h)
	n.get("/welcome/" + link)
	n.send("code", code)
	n.chooseSignIn("another calm river bend")
	return n
}

// personOf finds the id in the names of the fields that follow a person's name.
func personOf(t *testing.T, page, name string) string {
	_, rest, _ := strings.Cut(page, "For "+name)
	_, rest, _ = strings.Cut(rest, `name="cover.`)
	person, _, ok := strings.Cut(rest, ".")
	if !ok {
		t.Fatalf("%s is not on the page", name)
	}
	return person
}

// outcome looks at what is kept in the end.
func outcome(t *testing.T, h *House) {
	err := h.DB.Read(t.Context(), who.House, func(tx *db.Tx) error {
		s, err := practice.Of(tx)
		if err != nil {
			return err
		}
		if s.Name != "Nordlys to" || s.Zone != "Europe/Oslo" || len(s.Crisis) != 2 || s.Crisis[1].Number != "116 117" ||
			len(s.Hours) != 1 || s.Hours[0] != (practice.Hours{Day: time.Monday, From: 540, To: 1050}) || len(s.Cover) != 0 {
			t.Errorf("%+v", s)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if report, err := h.Verify(t.Context()); err != nil || report.Broken != nil {
		t.Errorf("%v, %v", report.Broken, err)
	}
}
