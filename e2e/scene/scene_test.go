package scene

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// playText plays commands, one a line, after a made-up story.
func playText(t *testing.T, f *fake, text string) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scene.txt")
	if err := os.WriteFile(file, []byte("# a story\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Play(file, f)
}

// What scenes may say and what then is true.
var trueScenes = map[string]string{
	"each person has their own cookies": `
as liz
go /
see You are a stranger.
see No script here
fill Name = Liz
press Sign in
see You are Liz.
at /
as dave
go /
see You are a stranger.
see From 192.0.2.2
as liz
see You are Liz.`,
	"cookies end by the practice's clock": `
as liz
go /
fill Name = Liz
press Sign in
wait 59m
go /
see You are Liz
wait 2m
go /
not see Liz`,
	"a form is sent whole": `
as liz
go /questions
title Questions
see How have you been?
not see nobody sees this
not see nor this
choose 9 = Several
choose Little interest = not at all
fill Anything else = a\nb
choose How often = Weekly
tick I agree
field I agree = ticked
field 9. Thoughts = Several days
field How often = Weekly
field Mail =
press Send answers
see Thank you. Kept 1 times.
again
see Kept 2 times.
back
back
field I agree = ticked
untick I agree
press Send answers
see Kept 3 times.`,
	"an error page is expected in words": `
as liz
go /questions
choose 1 = Not at all
press Send answers
status 422
see Question 9 has no answer
go /nowhere
status 404`,
	"what the browser objects to can be sent anyway": `
as liz
go /questions
choose 9 = Several days
anyway press Send answers
see Thank you
back
press Later
see Later then: later`,
	"parts of the page": `
as liz
go /questions
in Phone: press Remove
see Removed 2
back
in Laptop: not see Phone
in Laptop: see Remove
can press Send answers
cannot press Script only
cannot press Delete
cannot follow Notes
can follow Go slow
can choose Thoughts
cannot fill Search`,
	"things are kept": `
as liz
go /questions
keep code = after "Code:"
keep first = word after Code:
keep n = after Number
keep to = link Go slow
keep v = css input[name=version]
keep a = css form@action
keep url
go /echo?code={code}&first={first}&n={n}&to={to}&v={v}&a={a}&url={url}
see code=K7QM+2PXD.+Say+it.
see first=K7QM
see n=42
see to=%2Fslow%3Fx%3D1
see v=7
see a=%2Fanswer
see url=%2Fquestions`,
	"a second tab": `
as liz
go /
tab other
go /questions
tab first
fill Name = Liz
press Sign in
tab other
title Questions
go /
see You are Liz`,
	"letters": `
as liz
no letter to erin@clinic.example
go /questions
choose 1 = Not at all
choose 9 = Not at all
press Send answers
new letter to erin@clinic.example see look in
letter to ERIN@clinic.example see A note
letter to erin@clinic.example not see Liz
letter to erin@clinic.example keep link
letter to erin@clinic.example keep code = after Code:
no letter to erin@clinic.example
no letter to liz@home.example
go /echo?l={link}&c={code}
see c=123+456
see l=https%3A%2F%2Ftillit.test%2Flook%3Ft%3Dabc `,
	"attackers": `
as mallory
raw POST /echo a=1 2&b=x
see POST a=1+2&b=x site="" origin=""
raw GET /slow
status 302
raw POST /echo {"a":1}
see POST
go /questions
choose 9 = Not at all
cross-site press Send answers
status 403
from 203.0.113.9
go /
see From 203.0.113.9:40000`,
	"links out are not followed": `
as liz
go /questions
follow Leave quickly
at https://news.example/today
back
follow Go slow
at /`,
	"twice": `
as liz
go /questions
choose 1 = Not at all
choose 9 = Not at all
twice press Send answers
see Kept`,
	"one-time codes": `
let secret = JBSW Y3DP EHPK 3PXP
totp code = {secret}
as liz
go /echo?code={code}
see code=`,
	"headers": `
as liz
go /questions
header Cache-Control = no-store
header X-Frame-Options =
at /questions
at /*`,
}

func TestTrueScenes(t *testing.T) {
	for name, text := range trueScenes {
		t.Run(name, func(t *testing.T) {
			if err := playText(t, newFake(), text); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// What a scene may not say, and what the runner answers.
func TestFalseScenes(t *testing.T) {
	for text, want := range map[string]string{
		"as liz\ngo /\nsee You are Liz.":            `does not say "You are Liz."`,
		"as liz\ngo /\nnot see stranger":            `the page says "stranger"`,
		"as liz\ngo /\nstatus 404":                  "status 200",
		"as liz\ngo /nowhere\nsee x":                "say so on the next line",
		"as liz\ngo /nowhere":                       "say so on the next line",
		"as liz\ngo /\nat /questions":               "liz is at",
		"as liz\ngo /questions\nfill Search = x":    `no field "Search"`,
		"as liz\ngo /questions\npress Remove":       `2 buttons are called "Remove"`,
		"as liz\ngo /questions\npress Script only":  "nothing without script",
		"as liz\ngo /questions\npress Send answers": `"1. Little interest" must be filled in`,
		"as liz\ngo /questions\nchoose 1 = Not at all\nfill Mail = x\npress Send answers": "wants an e-mail address",
		"as liz\ngo /questions\nchoose 3 = Not at all":                                    "no item 3",
		"as liz\ngo /questions\nchoose Thoughts = Always":                                 `no option "Always"`,
		"as liz\ngo /questions\nfill Anything else = 123456789012345678901":               "at most 20",
		"as liz\ngo /questions\ncannot press Send answers":                                "there is something to press",
		"as liz\ngo /questions\nfield I agree = ticked":                                   `holds "not ticked"`,
		"as liz\ngo /questions\nfollow Round":                                             "in a circle",
		"as liz\ngo /{nothing}":                                                           "nothing is kept as {nothing}",
		"as liz\ngo /inline":                                                              "inline style",
		"as liz\ngo /abroad":                                                              "another host",
		"as liz\ngo /panic":                                                               "three in the morning",
		"as liz\nsee x":                                                                   "has not opened any page",
		"go /":                                                                            "nobody is on the stage",
		"as liz\ndance":                                                                   "no scene says that",
		"as liz\nwait long":                                                               "no time to wait",
		"letter to liz@home.example":                                                      "letters went to nobody",
	} {
		err := playText(t, newFake(), text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: want %q, got %v", text, want, err)
		}
	}
}

func TestFailureSaysWhereAndWhatWasSeen(t *testing.T) {
	err := playText(t, newFake(), "as liz\n\ngo /\nsee Liz is here\n")
	var f *Failure
	if !errors.As(err, &f) || f.Line != 5 || f.Command != "see Liz is here" {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{"scene.txt:5: see Liz is here", "a story", `liz is at / (status 200, "Tillit")`, "You are a stranger."} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the report lacks %q:\n%s", want, err)
		}
	}
}

// A wrong scene fails its test, not only its return value.
func TestRunFailsTheTest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wrong.txt")
	os.WriteFile(file, []byte("# wrong\nas liz\ngo /\nsee Nonsense\n"), 0o600)
	got := &spy{TB: t}
	Run(got, file, newFake())
	if !got.failed {
		t.Fatal("a wrong see did not fail")
	}
}

type spy struct {
	testing.TB
	failed bool
}

func (s *spy) Helper()      {}
func (s *spy) Fatal(...any) { s.failed = true }

func TestScenesPlayScenes(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "in.txt"), []byte("# signing in\ngo /\nfill Name = {who}\npress Sign in\n"), 0o600)
	os.WriteFile(filepath.Join(dir, "loop.txt"), []byte("# round\nplay loop.txt\n"), 0o600)
	os.WriteFile(filepath.Join(dir, "a.txt"), []byte("# a\nas liz\nplay in.txt with who = Liz\nsee You are Liz\n"), 0o600)
	if err := Play(filepath.Join(dir, "a.txt"), newFake()); err != nil {
		t.Error(err)
	}
	if err := Play(filepath.Join(dir, "loop.txt"), newFake()); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("a scene that plays itself: %v", err)
	}
}

func TestAFormIsSentAsABrowserWould(t *testing.T) {
	f := newFake()
	err := playText(t, f, "as liz\ngo /questions\nchoose 1 = Not at all\nchoose 9 = Several days\nfill Anything else = a\\nb\npress Send answers")
	if err != nil {
		t.Fatal(err)
	}
	if want := "do=send&how=&mail=&more=a%0D%0Ab&nameless=&q1=0&q9=1&version=7"; f.form != want {
		t.Errorf("sent %s\nwant %s", f.form, want)
	}
	for key, want := range map[string]string{
		"Origin": "https://tillit.test", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate",
		"Content-Type": "application/x-www-form-urlencoded",
	} {
		if got := f.got.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"as liz\n":           "begins with its story",
		"# only a story\n":   "nothing happens",
		"# s\nas liz\nhop\n": "x.txt:3: hop",
	} {
		if _, err := parse("x.txt", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
