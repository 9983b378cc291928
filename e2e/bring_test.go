package e2e_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"tillit.care/alert"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/e2e/load"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// earlier is a table of answers to the GAD-7, one a day, every tenth with a number that is on
// no option.
func earlier(rows int) []byte {
	var b strings.Builder
	b.WriteString("instrument,date,gad7-1,gad7-2,gad7-3,gad7-4,gad7-5,gad7-6,gad7-7\n")
	day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range rows {
		last := n % 4
		if n%10 == 9 {
			last = 7
		}
		fmt.Fprintf(&b, "gad7,%s,1,2,0,3,1,2,%d\n", day.AddDate(0, 0, n).Format(time.DateOnly), last)
	}
	return []byte(b.String())
}

// start brings a file into the case of a client, and says yes.
func start(t *testing.T, p *load.Practice, h *app.House, rows int) (which measure.BringID) {
	t.Helper()
	err := h.DB.Write(context.Background(), p.Therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, p.Clients[0].Space, right.Treat|right.Read)
		if err != nil {
			return err
		}
		b, err := measure.Receive(tx, rec, "elsewhere", earlier(rows))
		if err != nil {
			return err
		}
		which = b.ID
		return measure.Start(tx, rec, which)
	})
	if err != nil {
		t.Fatal(err)
	}
	return which
}

// came is how far a file has come, and what is there of it.
func came(t *testing.T, p *load.Practice, h *app.House, which measure.BringID) (b measure.Bring, kept int) {
	t.Helper()
	err := h.DB.Read(context.Background(), p.Therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, p.Clients[0].Space, right.Read)
		if err != nil {
			return err
		}
		every, err := measure.Responses(tx, rec)
		if err != nil {
			return err
		}
		rows := map[int]bool{}
		for _, r := range every {
			if rows[r.Brought.Row] || r.Result.Subscales[0].Value == 0 {
				t.Errorf("row %d is there twice, or was not scored", r.Brought.Row)
			}
			rows[r.Brought.Row] = true
		}
		alerts, err := alert.Of(tx, rec)
		if err != nil || len(alerts) > 0 {
			t.Errorf("%d alerts: %v", len(alerts), err)
		}
		kept = len(every)
		b, _, err = measure.Bringing(tx, rec, which)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, kept
}

// TestKillWhileBringing kills the server with kill -9 while it brings a file in. Afterwards
// what was counted is what is there, and it goes on to the end: every row once.
func TestKillWhileBringing(t *testing.T) {
	const rows = 3000
	ctx := context.Background()
	for round := range 3 {
		p, err := load.Found(ctx, t.TempDir(), "", 1)
		if err != nil {
			t.Fatal(err)
		}
		h, err := p.Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		which := start(t, p, h, rows)
		h.Close(ctx)
		server, err := load.Start(p, load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50+rand.IntN(400)) * time.Millisecond)
		server.Kill()
		c, err := p.Config()
		if err != nil {
			t.Fatal(err)
		}
		c.Quiet, c.Clock = true, func() time.Time { return time.Now().Add(5 * time.Minute) } // the dead process's lease is over
		if h, err = app.Open(ctx, c); err != nil {
			t.Fatal(err)
		}
		b, kept := came(t, p, h, which)
		if b.State.Kept != kept || b.State.Done != b.State.Kept+b.Refused() {
			t.Errorf("round %d: %d rows are counted as taken, and %d are there", round, b.State.Kept, kept)
		}
		t.Logf("round %d: killed after %d of %d rows", round, b.State.Done, b.Of)
		if err := h.Jobs.Due(ctx); err != nil {
			t.Fatal(err)
		}
		if b, kept = came(t, p, h, which); b.State.Step != measure.Done || b.State.Done != rows || kept != rows*9/10 || b.Refused() != rows/10 {
			t.Errorf("round %d: %s, %d of %d, %d taken, %d refused", round, b.State.Step, b.State.Done, rows, kept, b.Refused())
		}
		report, err := h.Verify(ctx)
		if err != nil || len(report.Broken) > 0 {
			t.Errorf("the trail: %v %v", err, report.Broken)
		}
		h.Close(ctx)
	}
}

// TestTenThousand tells how long the largest file takes; it is a figure, and no bar.
func TestTenThousand(t *testing.T) {
	if os.Getenv("TILLIT_PROVE") == "" {
		t.Skip("a long proof")
	}
	ctx := context.Background()
	p, err := load.Found(ctx, t.TempDir(), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(ctx)
	began := time.Now()
	which := start(t, p, h, 10_000)
	read := time.Since(began)
	if err := h.Jobs.Due(ctx); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(began)
	if b, kept := came(t, p, h, which); b.State.Step != measure.Done || kept != 9000 {
		t.Errorf("%s, %d", b.State.Step, kept)
	}
	t.Logf("10,000 rows: read in %v, done in %v", read, whole)
}
