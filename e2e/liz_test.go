package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// wholeWay is Liz's way through her case, at two devices. scenes/liz.txt tells the same story
// at length; here it is what only a browser can show.
type wholeWay struct {
	*journey
	space string // address of what the two share
}

// TestTheWholeWay plays it with real clicks: pages change by themselves, a line is lost while a
// thought is written, a session ends while a note is signed, and two write in one place.
func TestTheWholeWay(t *testing.T) {
	j := &wholeWay{journey: &journey{t: t}}
	origin := browser.Serve(t, func(origin string) http.Handler {
		j.world = world.Live(t, origin)
		return j.world
	})
	b := browser.Open(t, origin)
	j.ana = b.Person("ana", browser.Desktop)
	j.liz = b.Person("liz", browser.Device{Width: 390, Height: 844, Scale: 2, Touch: true})
	j.liz.Passkeys()
	for _, part := range []struct {
		name string
		play func()
	}{
		{"Liz comes in, agrees and answers", j.begin},
		{"a plan, and what she hopes for", j.hope},
		{"the line of her life, where it began", j.lifeLine},
		{"is there a reason now: two write in one place", j.reason},
		{"then and now", j.thenNow},
		{"what got stuck, on a line that is lost", j.stuck},
		{"a session is held, and signed after Ana was signed out", j.session},
		{"a ladder, small before large", j.ladder},
		{"five guesses that lock, beside what came", j.guesses},
		{"better by more than chance", j.better},
		{"the plan is closed, and the case ends", j.end},
	} {
		ok := t.Run(part.name, func(t *testing.T) {
			j.t = t
			j.ana, j.liz = j.ana.In(t), j.liz.In(t)
			part.play()
		})
		if !ok {
			return
		}
	}
}

// later moves the clock of the practice. Both have been signed out by then, and come back.
func (j *wholeWay) later(d time.Duration) {
	j.t.Helper()
	j.world.Advance(d)
	j.ana.Go("/demo")
	j.ana.Click("Sign in as Dr. Ana Holm")
	j.ana.SignedIn()
	j.back()
}

// back is Liz, signing in with her passkey.
func (j *wholeWay) back() {
	j.t.Helper()
	j.liz.Go("/sign-in")
	j.liz.Click("Sign in with a passkey")
	j.liz.SignedIn()
}

// mood is how Liz answers the PHQ-9: the first eight alike.
func (j *wholeWay) mood(how string) {
	j.t.Helper()
	j.liz.Go("/")
	j.liz.Click("Answer now")
	for i := range 8 {
		j.liz.Choose(number(i), how)
	}
	j.liz.Choose("9", "Not at all")
	j.liz.Click("Send my answers")
	j.liz.See("Your answers have arrived")
}

func (j *wholeWay) begin() {
	j.comeIn()
	j.agree() // asks the PHQ-9 each week
	j.space = j.ana.Eval("location.pathname").(string)
	j.mood("More than half the days")
	j.ana.See("One answer so far") // by itself
	j.ana.Click("Ask something new")
	j.ana.Choose("Questionnaire", "CAT-PD-SF Mistrust")
	j.ana.Choose("How often", "Every 4 weeks")
	j.ana.Click("Ask this")
	j.mistrust("Very untrue of me", "Moderately true of me")
	j.ana.See("Mistrust (CAT-PD)") // by itself
}

// mistrust is how Liz answers the six sentences of the CAT-PD scale: two that trust, four that do not.
func (j *wholeWay) mistrust(trusting, doubting string) {
	j.t.Helper()
	j.liz.Go("/")
	j.liz.Click("Answer now")
	j.liz.See("people always let you down")
	for i, how := range []string{trusting, trusting, doubting, doubting, doubting, doubting} {
		j.liz.Choose(number(i), how)
	}
	j.liz.Click("Send my answers")
	j.liz.See("Your answers have arrived")
}

func (j *wholeWay) hope() {
	ana, liz := j.ana, j.liz
	ana.Go(j.space + "/our-plan")
	ana.Click("Begin a plan with this")
	ana.See("Finding out together")
	liz.Go(j.space + "/our-plan")
	liz.Click("Write what you hope for")
	liz.Fill("What should be different", "To believe Mark when he says where he was")
	liz.Click("Keep this goal")
	ana.See("To believe Mark when he says where he was") // by itself
	ana.See("the client proposes this")
	ana.Click("To believe Mark")
	ana.Click("Agree on this goal")
	liz.NotSee("to talk about") // by itself
	liz.Fits()
}

func (j *wholeWay) event(words, sway, age, person string) {
	j.t.Helper()
	j.liz.Go(j.space + "/trust/timeline")
	j.liz.Click("Add to the timeline")
	j.liz.Fill("What happened, in a few words", words)
	j.liz.Choose("What did it do to trust?", sway)
	j.liz.Fill("How old I was", age)
	j.liz.Fill("Somebody else, by a name you choose", person)
	j.liz.Click("Keep this")
	j.liz.See("Written by you")
}

func (j *wholeWay) lifeLine() {
	j.ana.Go(j.space + "/trust/timeline")
	j.event("Nan came every Sunday", "It made it easier to trust", "7", "Nan")
	j.ana.See("Nan came every Sunday") // by itself
	j.event("Dad's other flat", "It made it harder to trust", "11", "Dad")
	j.ana.See("Dad's other flat")
	j.event("Ryan's second phone", "It made it harder to trust", "22", "Ryan")
	j.ana.See("Ryan's second phone")
	j.liz.Fits()
}

// reason is the look at what is so now. Both change it at once, in two places: both stand.
func (j *wholeWay) reason() {
	ana, liz := j.ana, j.liz
	ana.Go(j.space + "/trust/formulation")
	ana.Click("Look at what is so now")
	ana.Fill("What I suspect, in one line", "Mark is seeing somebody")
	ana.Fill("Somebody else, by a name you choose", "Mark")
	ana.Fill("What was seen or heard", "Home by seven on 26 of 28 days")
	ana.Click("Keep this")
	ana.See("Written by you")
	check := ana.Eval("location.pathname").(string)
	liz.Go(check)
	liz.Click("Change this")
	liz.Fill("Who could know", "His sister")
	ana.Click("Change this")
	ana.Fill("What a careful friend would say", "You have no fact")
	ana.Choose("What we can say today", "There is no reason, by what we know")
	ana.Click("Keep this")
	ana.See("You have no fact")
	liz.Click("Keep this")
	liz.See("Two of you wrote at the same time")
	liz.See("You have no fact")
	ana.See("His sister") // by itself
	// The same place at once: both texts are kept, and somebody chooses.
	liz.Click("Change this")
	liz.Fill("What follows from it", "I ask him on Sunday")
	ana.Click("Change this")
	ana.Fill("What follows from it", "We look again in a month")
	ana.Click("Keep this")
	liz.Click("Keep this")
	liz.See("Two of you wrote in the same place")
	ana.See("Two of you wrote in the same place") // by itself
	liz.Click("Look at both, and choose")
	liz.See("I ask him on Sunday")
	liz.Choose("What follows from it", "Keep both")
	liz.Click("Keep what I chose")
	ana.NotSee("Two of you wrote in the same place") // by itself
	ana.See("We look again in a month")
	ana.See("I ask him on Sunday")
	ana.Go(j.space + "/trust")
	ana.See("By what is known, there is no reason for distrust today")
}

// thenNow holds the day when it began against today: three differences, and no danger.
func (j *wholeWay) thenNow() {
	ana, liz := j.ana, j.liz
	ana.Go(j.space + "/trust/timeline")
	ana.Click("Dad's other flat")
	ana.Click("Look at then and now")
	ana.Fill("What set it off", "His phone was off")
	ana.Fill("One difference", "He told me before I asked")
	ana.Fill("A second difference", "I can ask")
	ana.Fill("A third difference", "I would manage alone")
	ana.Choose("Is there any real risk now?", "No, by what I know")
	ana.Click("Keep this")
	ana.See("I would manage alone")
	liz.Go(j.space + "/trust/then-now")
	liz.See("3 differences")
	liz.Fits()
	// Liz is signed out while she writes. What she wrote so far waits for her alone.
	fear := j.space + "/trust/then-now/fear"
	liz.Go(fear)
	liz.Eval(`addEventListener('input', () => { window.touched = performance.now(); }, true)`)
	liz.Fill("What I am afraid of", "To find out last, again")
	liz.Fill("What I know today", "He shows me the bill unasked")
	liz.Until(`performance.getEntriesByType('resource').some((e) => e.name.endsWith('/draft') && e.startTime >= window.touched && e.responseEnd > 0)`)
	liz.See("Saved as you go") // all of it
	j.world.Advance(3 * time.Hour)
	liz.Press("Keep this")
	liz.See("You have been signed out")
	j.later(time.Minute)
	ana.Go(j.space + "/trust/then-now")
	ana.NotSee("To find out last, again")
	liz.Go(fear)
	liz.See("You had begun this")
	if got := liz.Field("What I know today"); got != "He shows me the bill unasked" {
		j.t.Errorf("what was written says %q", got)
	}
	liz.Click("Keep this")
	liz.See("Written by you")
	ana.See("To find out last, again") // by itself
}

// ladder is built by Liz. The smallest step becomes the first experiment.
func (j *wholeWay) ladder() {
	ana, liz := j.ana, j.liz
	ana.Go(j.space + "/trust/ladder")
	for _, s := range []struct{ act, hard string }{{guesses[4].act, "9"}, {guesses[0].act, "2"}} {
		liz.Go(j.space + "/trust/ladder")
		liz.Click("Add a step")
		liz.Fill("The step", s.act)
		liz.Choose("How hard it would be", s.hard)
		liz.Click("Keep this")
		ana.See(s.act) // by itself
	}
	order := ana.Eval(`[...document.querySelectorAll("main ol a, main ul a")].map(a => a.textContent.trim()).join("|")`).(string)
	if small, large := strings.Index(order, guesses[0].act), strings.Index(order, guesses[4].act); small < 0 || large < small {
		j.t.Errorf("the ladder is %q", order)
	}
	liz.Click("It is done")
	ana.See("Done") // by itself
}

// stuck is a sentence that is looked at. The line is lost while Liz writes, and nothing is.
func (j *wholeWay) stuck() {
	ana, liz := j.ana, j.liz
	liz.Go(j.space + "/trust/timeline")
	liz.Click("Dad's other flat")
	liz.Click("Make a stuck point of it")
	liz.Fill("The sentence", "I will be the last to know")
	liz.Fill("How much I believe it now", "95")
	liz.Click("Keep this")
	liz.See("Written by you")
	ana.Go(j.space + "/trust/stuck-points")
	ana.See("I will be the last to know")
	liz.Click("Look at it in a thought record")
	liz.Fill("What I thought", "I am the last, as always")
	liz.Fill("What speaks against it", "He told me of the debt first")
	liz.Offline(true)
	liz.Fill("How much I believe the old one now", "70")
	liz.Press("Keep this")
	liz.See("No connection")
	ana.NotSee("From 95 to 70")
	liz.Offline(false)
	liz.See("Written by you") // it goes out by itself
	liz.See("He told me of the debt first")
	ana.See("From 95 to 70") // by itself
}

// endSessions signs Ana out of every device, as half an hour of silence does.
func (j *wholeWay) endSessions(email string) {
	j.t.Helper()
	j.world.Do(who.House, func(tx *db.Tx) error {
		staff, err := account.Staff(tx)
		if err != nil {
			return err
		}
		for _, a := range staff {
			if a.Email.Reveal() != email {
				continue
			}
			devices, err := account.Devices(tx, a.ID)
			if err != nil {
				return err
			}
			for _, d := range devices {
				if err := account.EndDevice(tx, a.ID, d.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// session is held and written up; Ana is signed out before she can send it, and has lost nothing.
func (j *wholeWay) session() {
	ana, liz := j.ana, j.liz
	liz.Go("/sessions")
	liz.Fill("What would you like to talk about?", "The phone that was off")
	liz.Click("Put it on the list")
	liz.See("From you")
	ana.Go(j.space + "/meetings")
	ana.See("The phone that was off")
	ana.Choose("How you meet", "In person")
	ana.Click("Begin one now")
	ana.See("Under way")
	ana.Tick("The phone that was off")
	ana.Fill("What you did", "We asked it plainly. No fact speaks for it.")
	ana.Fill("Private pad", "I had half believed it too.")
	ana.See("Saved")
	ana.Click("End, and write the note")
	ana.See("Only you see this until you sign")
	ana.Fill("Plan", "One evening in a thought record.")
	ana.Choose("Risk", "Asked about, and nothing new was said today")
	ana.See("Saved")
	note := ana.Eval("location.pathname").(string)
	j.endSessions("ana@practice.example")
	ana.Fill("Plan", "One evening in a thought record, then one small step.")
	ana.Press("Look at it as the client will")
	ana.See("You have been signed out")
	second := ana.Tab("ana, signing in")
	second.Go("/demo")
	second.Click("Sign in as Dr. Ana Holm")
	second.SignedIn()
	second.Close()
	ana.Click("Look at it as the client will")
	ana.See("Your client will read this")
	ana.See("then one small step")
	liz.Go("/sessions")
	liz.NotSee("Read the note") // nothing of it before it is signed
	ana.Click("Sign it")
	ana.See("Signed by Dr. Ana Holm")
	liz.Reload()
	liz.Click("Read the note")
	liz.See("No fact speaks for it")
	liz.See("then one small step")
	liz.NotSee("half believed")
	ana.Go(note)
	ana.See("Signed by Dr. Ana Holm")
}

// guess is one experiment of Liz's with Mark: planned, locked, and looked at after its day.
type guess struct{ act, fear, likely, happened, came string }

var guesses = []guess{
	{"I ask him to call when he is late", "He gets angry", "80", "He said: of course", "It did not come true"},
	{"I leave his phone on the table", "I lie awake", "90", "I lay awake until three", "It came true"},
	{"I tell him one thing", "He uses it against me", "70", "He was quiet, then made soup", "It is not clear"},
	{"I ask about the debt", "He lies", "60", "The sum was the one on the letter", "It did not come true"},
	{"I stay in while he is at the party", "He comes home late", "85", "Home at half past ten", "It did not come true"},
}

func (j *wholeWay) guesses() {
	ana, liz := j.ana, j.liz
	ana.Go(j.space + "/trust/people")
	ana.Click("Mark")
	ana.Click("We talked this person through")
	ana.See("The client can lock experiments with them")
	ana.Go(j.space + "/trust/experiments")
	for _, g := range guesses {
		liz.Go(j.space + "/trust/experiments/experiment")
		liz.Fill("What I will try", g.act)
		liz.Choose("With whom", "Mark")
		liz.Fill("On which day", "2026-03-04")
		liz.Fill("What my fear says will happen", g.fear)
		liz.Fill("How likely it seems to me", g.likely)
		liz.Fill("What I myself think will happen", "Something milder")
		liz.Fill("How we will know", "What he says, and the clock")
		liz.Click("Keep this")
		liz.Click("Lock it")
		liz.See("The guess was locked")
		ana.See(g.act) // by itself
	}
	j.later(3 * 24 * time.Hour)
	ana.Go(j.space + "/trust/experiments")
	for _, g := range guesses {
		liz.Go(j.space + "/trust/experiments")
		liz.Click(g.act)
		liz.Click("Write what happened")
		liz.Fill("What happened", g.happened)
		liz.Choose("By the rule", g.came)
		liz.Click("Keep this")
		liz.See("It seemed " + g.likely + " out of 100 likely")
		ana.See(g.happened) // by itself
	}
	ana.See("4 guesses can be counted so far")
	ana.See("too few to say")
	ana.See("One more was not clear")
	liz.Go(j.space + "/trust/experiments")
	liz.Fits()
}

func (j *wholeWay) better() {
	ana := j.ana
	j.later(8 * 7 * 24 * time.Hour)
	ana.Go(j.space)
	j.mood("Not at all")
	j.mistrust("Moderately true of me", "Moderately untrue of me")
	ana.See("better by more than measurement error") // by itself
	ana.See("On track")
	if text := ana.Eval(`document.querySelector("main").textContent`).(string); !strings.Contains(text, "No established threshold") {
		j.t.Error("nothing says that no threshold is established for trust")
	}
}

func (j *wholeWay) end() {
	ana, liz := j.ana, j.liz
	liz.Go(j.space + "/our-plan")
	ana.Go(j.space + "/our-plan")
	ana.Click("To believe Mark")
	ana.Click("It is reached")
	liz.See("Reached, or let go (1)") // by itself
	ana.Go(j.space + "/our-plan/change")
	ana.Click("Close this plan")
	ana.Fill("Why it is closed", "What she hoped for is there on most days")
	ana.TabTo("button", "Close this plan") // what it is folded into has the same name
	ana.Enter()
	liz.See("What she hoped for is there on most days") // by itself
	ana.Go(j.space + "/ending")
	ana.Choose("Why it ends", "What was hoped for is reached")
	ana.Fill("What the two of you say about your time", "She asks now, and then she believes the answer.")
	ana.Tick("After 1 month")
	ana.Click("Keep this")
	ana.See("Kept")
	liz.Go(j.space + "/ending")
	liz.See("She asks now, and then she believes the answer.")
	liz.Click("My plan for later")
	liz.Click("Begin the plan")
	liz.Fill("How I notice that old mistrust is talking", "I go past his coat twice.")
	liz.Fill("What helps me then", "I ask him, once.")
	liz.Click("Keep the plan")
	liz.See("I go past his coat twice.")
	ana.Go(j.space + "/ending")
	if strings.Contains(ana.Text(), "Ending anyway, because") {
		ana.Fill("Ending anyway, because", "We looked at each of these together.")
	}
	ana.Tick("Yes, end this case")
	ana.Click("End the case")
	ana.See("This case has ended")
	liz.Go("/")
	liz.See("Your treatment has ended")
	liz.Go(j.space + "/relapse")
	liz.See("I ask him, once.")
	liz.Go(j.space + "/trust")
	liz.See("These pages can be read, and no longer changed")
}
