package e2e_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"tillit.care/alert"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/trail"
	"tillit.care/e2e/load"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

func TestMain(m *testing.M) {
	load.Serve() // in a server's process it does not return
	os.Exit(m.Run())
}

// kills is how often the server is killed. TILLIT_KILLS asks for another number.
func kills(t *testing.T) int {
	text := os.Getenv("TILLIT_KILLS")
	if text == "" {
		return 20
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal("TILLIT_KILLS is not a number")
	}
	return n
}

// TestKill kills the server with kill -9 in the middle of a burst of answers, again and
// again on the same files. What was acknowledged is there, once; every answer was weighed,
// will be looked at again, and is in the trail, which verifies; every letter that an alert
// remembers is there.
func TestKill(t *testing.T) {
	p, err := load.Found(t.Context(), t.TempDir(), "", 8)
	if err != nil {
		t.Fatal(err)
	}
	var all []*sender
	for i := range p.Clients {
		all = append(all, &sender{Client: &p.Clients[i], due: p.Clients[i].Due})
	}
	for round := range kills(t) {
		burst(t, p, all)
		examine(t, p, all)
		if t.Failed() {
			t.Fatalf("after kill %d", round+1)
		}
	}
	taken, again := 0, 0
	for _, s := range all {
		taken, again = taken+len(s.taken), again+s.again
	}
	t.Logf("%d kills: %d answers were acknowledged, and %d forms were sent once more", kills(t), taken, again)
	if taken < kills(t) {
		t.Error("hardly anything was sent: this proves nothing")
	}
}

// sender is a client who answers one occasion after the other, and remembers which forms
// were acknowledged. A form that was on its way when the server died is sent once more,
// as it was, when there is a server again: a browser does so too.
type sender struct {
	*load.Client
	due   time.Time // of the next occasion
	open  *load.Form
	taken []load.Form
	tries int
	again int
}

// send answers until the server is gone. A refusal is an error: what is sent once more is
// taken, whether or not it was kept the first time.
func (s *sender) send(address string) error {
	line, err := load.Dial(address)
	if err != nil {
		return nil // it was killed before it answered anything
	}
	defer line.Close()
	for {
		if s.open == nil {
			form := load.Fill(s.due, s.tries%7 == 6)
			s.open = &form
			s.tries++
		} else {
			s.again++
		}
		status, err := line.Send(s.Client, *s.open)
		if err != nil {
			return nil
		}
		if status != 303 {
			return fmt.Errorf("a form was refused: status %d", status)
		}
		s.taken, s.open, s.due = append(s.taken, *s.open), nil, load.Next(s.due)
	}
}

// burst lets everybody send, and kills the server at a moment that nobody knows.
func burst(t *testing.T, p *load.Practice, all []*sender) {
	server, err := load.Start(p, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var sending sync.WaitGroup
	for _, s := range all {
		sending.Go(func() {
			if err := s.send(server.Address); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(time.Duration(20+rand.IntN(180)) * time.Millisecond)
	server.Kill()
	sending.Wait()
}

// examine opens the files as the killed server left them.
func examine(t *testing.T, p *load.Practice, all []*sender) {
	t.Helper()
	h, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	var found tally
	for i, s := range all {
		if err := s.check(t, h, &found); err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
	}
	report, err := h.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range report.Broken {
		t.Error(broken)
	}
	found.compare(t, p.DB)
}

// check looks at a client's answers, as that client and through the door.
func (s *sender) check(t *testing.T, h *app.House, found *tally) error {
	return h.DB.Read(t.Context(), s.Person, func(tx *db.Tx) error {
		rec, err := space.Open(tx, s.Space, right.Read)
		if err != nil {
			return err
		}
		there, err := measure.Responses(tx, rec)
		if err != nil {
			return err
		}
		if err := s.weighed(t, tx, rec, there, found); err != nil {
			return err
		}
		s.compare(t, there)
		return s.walked(t, tx, rec, len(there))
	})
}

// weighed: every answer has been weighed, and is in the trail once.
func (s *sender) weighed(t *testing.T, tx *db.Tx, rec *space.Record, there []measure.Response, found *tally) error {
	entries, err := trail.Of(tx, string(s.Space), 1<<30)
	if err != nil {
		return err
	}
	times := map[string]int{}
	for _, e := range entries {
		for _, act := range e.Acts {
			if act.Act == "measure.answer" {
				times[act.Object]++
			}
		}
	}
	for _, r := range there {
		if times[string(r.ID)] != 1 {
			t.Errorf("answer %s is in the trail %d times", r.ID, times[string(r.ID)])
		}
		a, err := alert.About(tx, rec, string(r.ID))
		if err != nil {
			return err
		}
		found.letters += len(a.Letters)
	}
	found.answers += len(there)
	return nil
}

// compare: what was acknowledged is there once, and nothing is that was not sent.
func (s *sender) compare(t *testing.T, there []measure.Response) {
	kept := map[measure.ResponseID]int{}
	for _, r := range there {
		kept[r.ID]++
	}
	for _, form := range s.taken {
		if kept[form.Once] != 1 {
			t.Errorf("answer %s was acknowledged and is there %d times", form.Once, kept[form.Once])
		}
		delete(kept, form.Once)
	}
	if s.open != nil {
		delete(kept, s.open.Once) // on its way: kept or not, both are right
	}
	if len(kept) > 0 {
		t.Errorf("%d answers are there that nobody sent", len(kept))
	}
}

// walked: the next occasion is as many weeks on as there are answers.
func (s *sender) walked(t *testing.T, tx *db.Tx, rec *space.Record, answers int) error {
	m, err := measure.One(tx, rec, s.Measure)
	if err != nil {
		return err
	}
	due := s.Due
	for range answers {
		due = load.Next(due)
	}
	if !m.Due.Equal(due) {
		t.Errorf("after %d answers the next occasion is %s instead of %s", answers, m.Due, due)
	}
	return nil
}

// tally is what was found through the door.
type tally struct{ answers, letters int }

// compare looks at rows that no verb gives: each answer has one row that weighs it and one
// job that looks again, and the letters are as many as the alerts remember.
func (f tally) compare(t *testing.T, path string) {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	count := func(from string) (n int) {
		if err := pool.QueryRowContext(t.Context(), "select count(*) from "+from).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	looks := "job where kind = 'alert.look'"
	for from, want := range map[string]int{"response": f.answers, "alert": f.answers, looks: f.answers, "letter": f.letters} {
		if n := count(from); n != want {
			t.Errorf("%s: %d rows instead of %d", from, n, want)
		}
	}
	if jobs := count("job where kind = 'mail.send'"); jobs > f.letters {
		t.Errorf("%d letters are to be sent, and only %d were written", jobs, f.letters)
	}
}
