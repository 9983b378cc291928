// Command bench measures what a practice feels: how fast an answer is taken, scored,
// sealed and durable, how soon an open chart knows, and what it costs. The server is a
// process of its own, reached over HTTP with real sessions; what the disk allows is
// measured in the same run.
//
//	go run ./e2e/bench                 both engines, one table
//	go run ./e2e/bench -caseload -dir D  the pages of 500 cases of three years
//	go run ./e2e/bench -fsyncs         counts fsyncs under strace
//	go run ./e2e/bench -profile x.pprof -only sqlite -clients 32
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tillit.care/e2e/load"
	"tillit.care/e2e/postgres"
)

// asked is what the command line asks for.
type asked struct {
	only    string
	seconds float64
	clients int
	profile string
	dir     string
	md      string
	page    string
	weeks   int
}

func (a asked) lasts() time.Duration { return time.Duration(a.seconds * float64(time.Second)) }

func main() {
	load.Serve()
	var a asked
	var fsyncs, many bool
	flag.StringVar(&a.only, "only", "", "sqlite or postgres; empty: both")
	flag.Float64Var(&a.seconds, "seconds", 5, "how long each number of clients answers")
	flag.IntVar(&a.clients, "clients", 0, "only so many clients; 0: 1, 8 and 32")
	flag.StringVar(&a.profile, "profile", "", "write a CPU profile of the server here")
	flag.StringVar(&a.dir, "dir", "", "where the databases go, on a real disk; empty: the temporary directory")
	flag.StringVar(&a.md, "md", "", "also write the table as markdown here")
	flag.BoolVar(&fsyncs, "fsyncs", false, "count fsyncs under strace instead")
	flag.BoolVar(&many, "caseload", false, "measure the pages of 500 cases of three years instead; the practice is kept in -dir")
	flag.IntVar(&a.weeks, "weeks", 140, "with -caseload: how long each case has been asked")
	flag.StringVar(&a.page, "page", "", "with -caseload: only this address")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := bench
	if fsyncs {
		run = prove
	}
	if many {
		run = caseload
	}
	if err := run(ctx, a); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench measures both engines and prints the table.
func bench(ctx context.Context, a asked) error {
	dir, err := os.MkdirTemp(a.dir, "tillit-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	t := table{Machine: machine(), Before: loadavg(), Command: os.Args}
	if t.Disk, err = disk(ctx, dir); err != nil {
		return err
	}
	if a.only != "postgres" {
		got, err := measure(ctx, a, dir, "")
		if err != nil {
			return err
		}
		t.Engines = append(t.Engines, got)
	}
	if a.only != "sqlite" {
		got, err := onPostgres(ctx, a, dir)
		if err != nil {
			return err
		}
		t.Engines = append(t.Engines, got)
	}
	if t.Binary, err = binary(ctx, dir); err != nil {
		return err
	}
	t.After = loadavg()
	t.print(os.Stdout)
	if a.md == "" {
		return nil
	}
	return os.WriteFile(a.md, t.markdown(), 0o644)
}

// onPostgres measures on a PostgreSQL of our own, with fsync on.
func onPostgres(ctx context.Context, a asked, dir string) (engine, error) {
	server, err := postgres.Run(postgres.Options{})
	if err != nil {
		return engine{}, err
	}
	defer server.Stop()
	url, err := server.Create()
	if err != nil {
		return engine{}, err
	}
	home, err := os.MkdirTemp(dir, "postgres-")
	if err != nil {
		return engine{}, err
	}
	return measure(ctx, a, home, url)
}
