package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tillit.care/e2e/load"
)

// cases is how many cases the bars of a caseload are about. Three years are 140 weeks, less
// those in which nobody is asked.
const cases = 500

// caseload measures the pages that many answers make slow: the therapist's day, and the
// course of one client. The practice is made once, and kept in dir.
func caseload(ctx context.Context, a asked) error {
	dir := a.dir
	if dir == "" {
		return fmt.Errorf("say with -dir where the practice is made and kept")
	}
	p, err := many(ctx, dir, a.weeks)
	if err != nil {
		return err
	}
	s, err := load.Start(p, load.Options{Profile: a.profile})
	if err != nil {
		return err
	}
	c := p.Clients[0]
	fmt.Println(machine(), "· load before", loadavg())
	pages := []struct{ name, path, session string }{
		{"the day, 500 cases", "/", p.Session},
		{"who is worse", "/?only=worse", p.Session},
		{"one case, 3 years", "/spaces/" + string(c.Space), p.Session},
		{"how it is going, 3 years", "/spaces/" + string(c.Space) + "/progress", c.Session},
	}
	for _, page := range pages {
		if a.page != "" && page.path != a.page {
			continue
		}
		for _, clients := range []int{1, 8} {
			before, err := s.Busy()
			if err != nil {
				return err
			}
			took, err := visits(s, page.path, page.session, clients, a.lasts())
			if err != nil {
				return fmt.Errorf("%s: %w", page.path, err)
			}
			after, err := s.Busy()
			if err != nil {
				return err
			}
			p50, p99, max := spread(took)
			fmt.Printf("%-26s %d clients  %6.0f/s  p50 %8v  p99 %8v  max %8v  busy %v each\n", page.name, clients,
				float64(len(took))/a.lasts().Seconds(), p50.Round(10*time.Microsecond), p99.Round(10*time.Microsecond), max.Round(10*time.Microsecond),
				((after - before) / time.Duration(len(took))).Round(10*time.Microsecond))
		}
	}
	idle, most, err := s.Memory()
	fmt.Printf("memory now %d MiB, most %d MiB · load after %s\n", idle>>20, most>>20, loadavg())
	if err != nil {
		return err
	}
	_, err = s.Stop()
	return err
}

// many finds the practice of an earlier run, or makes it.
func many(ctx context.Context, dir string, weeks int) (*load.Practice, error) {
	kept := filepath.Join(dir, "practice.json")
	p := &load.Practice{}
	if text, err := os.ReadFile(kept); err == nil {
		if err := json.Unmarshal(text, p); err != nil {
			return nil, err
		}
		return p, p.Renew(ctx)
	}
	began := time.Now()
	p, err := load.Years(ctx, dir, cases, weeks, func(week int) {
		fmt.Fprintf(os.Stderr, "\rweek %d of %d, %v", week, weeks, time.Since(began).Round(time.Second))
	})
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return p, os.WriteFile(kept, text, 0o600)
}

// visits asks for a page again and again.
func visits(s *load.Server, path, session string, clients int, lasts time.Duration) ([]time.Duration, error) {
	each := make([][]time.Duration, clients)
	failed := make([]error, clients)
	var all sync.WaitGroup
	began := time.Now()
	for i := range clients {
		all.Go(func() {
			line, err := load.Dial(s.Address)
			for failed[i] = err; failed[i] == nil && time.Since(began) < lasts; {
				asked := time.Now()
				status, err := line.Get(path, session)
				if failed[i] = err; err == nil && status != 200 {
					failed[i] = fmt.Errorf("status %d", status)
				}
				each[i] = append(each[i], time.Since(asked))
			}
		})
	}
	all.Wait()
	var took []time.Duration
	for i := range clients {
		if failed[i] != nil {
			return nil, failed[i]
		}
		took = append(took, each[i]...)
	}
	return took, nil
}
