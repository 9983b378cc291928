package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"tillit.care/e2e/load"
)

// prove counts, from outside, how often the server made the disk keep something, and
// compares it with what it acknowledged.
func prove(ctx context.Context, a asked) error {
	fmt.Println("clients  answers  writes  commit groups  fsync+fdatasync")
	for _, clients := range []int{1, 8, most} {
		if err := count(ctx, a, clients, 400); err != nil {
			return err
		}
	}
	return nil
}

func count(ctx context.Context, a asked, clients, answers int) error {
	dir, err := os.MkdirTemp(a.dir, "tillit-fsyncs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p, err := load.Found(ctx, dir, "", clients)
	if err != nil {
		return err
	}
	counted := filepath.Join(dir, "strace")
	s, err := load.Start(p, load.Options{Under: []string{"strace", "-f", "-c", "-U", "calls,name", "-e", "trace=fsync,fdatasync", "-o", counted}})
	if err != nil {
		return err
	}
	if err := send(p, s, answers/clients); err != nil {
		return err
	}
	got, err := s.Stop()
	if err != nil {
		return err
	}
	syncs, err := sum(counted)
	if err != nil {
		return err
	}
	answers = answers / clients * clients
	fmt.Printf("%7d  %7d  %6d  %13d  %15d\n", clients, answers, got.Writes, got.Groups, syncs)
	switch {
	case got.Groups > syncs:
		return errors.New("there are more commit groups than fsyncs: something was acknowledged that was not durable")
	case clients == 1 && got.Groups < int64(answers):
		return errors.New("one client, and answers shared a commit")
	case got.Writes < int64(answers):
		return errors.New("more answers than writes")
	}
	return nil
}

// send sends so many answers from every client.
func send(p *load.Practice, s *load.Server, each int) error {
	var all sync.WaitGroup
	failed := make(chan error, len(p.Clients))
	for _, w := range walksOf(p) {
		all.Go(func() {
			var err error
			if w.line, err = load.Dial(s.Address); err == nil {
				defer w.line.Close()
			}
			for range each {
				if err == nil {
					err = w.answer()
				}
			}
			failed <- err
		})
	}
	all.Wait()
	close(failed)
	var err error
	for e := range failed {
		err = errors.Join(err, e)
	}
	return err
}

// sum adds up the calls that strace counted.
func sum(path string) (int64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var n int64
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) == 2 && (f[1] == "fsync" || f[1] == "fdatasync") {
			calls, err := strconv.ParseInt(f[0], 10, 64)
			if err != nil {
				return 0, err
			}
			n += calls
		}
	}
	return n, nil
}
