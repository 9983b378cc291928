package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var moment = time.Date(2026, time.March, 2, 15, 0, 0, 0, time.UTC)

func still() time.Time { return moment }

func quiet(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// claims opens a pass as its reader does: only one that was signed with the secret.
func claims(t *testing.T, pass, secret string) map[string]any {
	t.Helper()
	parts := strings.Split(pass, ".")
	if len(parts) != 3 {
		t.Fatalf("not a pass: %q", pass)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if parts[2] != base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) {
		t.Fatal("the pass is signed with something else")
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAPassLetsInAndNothingElse(t *testing.T) {
	at := place{key: "k", secret: "s"}
	seat := Seat{Room: "r", Person: "p"}
	got := claims(t, at.sign(seat.Person, seat.joins(), moment), "s")
	text, err := json.Marshal(got["video"])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"canPublish":true,"canPublishData":false,"canPublishSources":["camera","microphone"],"canSubscribe":true,"room":"r","roomJoin":true}`
	if string(text) != want {
		t.Errorf("allows %s", text)
	}
	if got["iss"] != "k" || got["sub"] != "p" || got["exp"] != float64(moment.Add(time.Minute).Unix()) {
		t.Errorf("says %v", got)
	}
}

// elsewhere is a server that answers, and keeps what it was asked.
func elsewhere(t *testing.T) (*Server, func() []*http.Request) {
	var mu sync.Mutex
	var asked []*http.Request
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path != "/" {
			asked = append(asked, r)
		}
	}))
	t.Cleanup(far.Close)
	s := Open(Config{URL: far.URL, Key: "k", Secret: "s"}, still, quiet(t))
	t.Cleanup(s.Close)
	soon(t, "up", s.Up)
	return s, func() []*http.Request { mu.Lock(); defer mu.Unlock(); return asked }
}

func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 1000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

func TestTheWayThroughTellsNothingOfWhoAsks(t *testing.T) {
	s, asked := elsewhere(t)
	r := httptest.NewRequest("GET", "http://practice.example/spaces/1/call/rtc/v1/validate?access_token=mine&sdk=js", nil)
	for _, name := range []string{"Cookie", "Referer", "User-Agent", "X-Forwarded-For", "Accept-Language"} {
		r.Header.Set(name, "of a person")
	}
	w := httptest.NewRecorder()
	if err := s.Carry(w, r, "/rtc/v1/validate", Seat{Room: "r", Person: "p"}); err != nil || w.Code != 200 {
		t.Fatal(err, w.Code)
	}
	got := asked()[0]
	if got.URL.String() != "/rtc/v1/validate?sdk=js" {
		t.Errorf("asked for %s", got.URL)
	}
	for name, values := range got.Header {
		if strings.Contains(strings.Join(values, ""), "of a person") {
			t.Errorf("%s went along", name)
		}
	}
	pass := claims(t, strings.TrimPrefix(got.Header.Get("Authorization"), "Bearer "), "s")
	if pass["sub"] != "p" || pass["video"].(map[string]any)["room"] != "r" {
		t.Errorf("the pass is for %v", pass)
	}
}

func TestOnlyTheCallGoesThrough(t *testing.T) {
	s, asked := elsewhere(t)
	for _, path := range []string{"/twirp/livekit.RoomService/ListRooms", "/", "/rtc/../twirp", "/rtc/v1/", "/agent"} {
		err := s.Carry(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil), path, Seat{})
		if !errors.Is(err, ErrDown) || len(asked()) > 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestSomebodyIsRemoved(t *testing.T) {
	s, asked := elsewhere(t)
	if err := s.Remove(t.Context(), Seat{Room: "r", Person: "p"}); err != nil {
		t.Fatal(err)
	}
	pass := claims(t, strings.TrimPrefix(asked()[0].Header.Get("Authorization"), "Bearer "), "s")
	what := pass["video"].(map[string]any)
	if what["room"] != "r" || what["roomAdmin"] != true || what["roomJoin"] != nil {
		t.Errorf("removed with %v", what)
	}
}

// program is a small script in place of the real program.
func program(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "live")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheProgramIsStartedAgainAndEndsWithUs(t *testing.T) {
	s := Open(Config{Program: program(t, "read line\necho ready\nexec /bin/cat\n"), IP: "127.0.0.1", Alone: true}, time.Now, quiet(t))
	defer s.Close()
	soon(t, "up", s.Up)
	first := s.PID()
	p, err := os.FindProcess(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	soon(t, "down", func() bool { return s.PID() != first })
	soon(t, "up again", func() bool { return s.Up() && s.PID() != first })
	if s.Starts() != 2 {
		t.Errorf("started %d times", s.Starts())
	}
	again := s.PID()
	s.Close()
	if _, err := os.Stat("/proc/self"); err == nil {
		if _, err := os.Stat(filepath.Join("/proc", itoa(again))); err == nil {
			t.Error("the program goes on")
		}
	}
	if s.Up() {
		t.Error("it is said to be up")
	}
}

func itoa(n int) string { text, _ := json.Marshal(n); return string(text) }

func TestAProgramThatWillNotEndIsEnded(t *testing.T) {
	s := Open(Config{Program: program(t, "trap '' TERM\nread line\necho ready\nwhile :; do /bin/sleep 1 </dev/null >/dev/null; done\n"), IP: "127.0.0.1"}, time.Now, quiet(t))
	soon(t, "up", s.Up)
	s.Close()
	if s.Up() {
		t.Error("it is said to be up")
	}
}

func TestWhatTheProgramSaysOfPeopleIsLetGo(t *testing.T) {
	l := &lastWords{}
	l.Write([]byte("{\"level\":\"error\",\"ip\":\"192.0.2.7\"}\ntillit-live: no such port\n"))
	if err := l.err(); err == nil || err.Error() != "no such port" {
		t.Error(err)
	}
}

func TestWithoutVideoEverythingElseWorks(t *testing.T) {
	s := Open(Config{}, still, quiet(t))
	defer s.Close()
	if s.Has() || s.Up() {
		t.Error("there is video")
	}
	if err := s.Carry(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "/rtc/v1", Seat{}); !errors.Is(err, ErrDown) {
		t.Error(err)
	}
	if err := s.Remove(t.Context(), Seat{}); !errors.Is(err, ErrDown) {
		t.Error(err)
	}
}
