package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// axe-core is the rule book of accessibility that the project measures itself by.
var axeSource = sync.OnceValues(func() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if text, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")); err == nil {
			return string(text), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("these tests need axe-core: npm ci")
		}
		dir = up
	}
})

type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		Target         []any
		HTML           string
		FailureSummary string
	}
}

const (
	axeRun = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`
	// axeRead is the stricter contrast that text to be read has to have, 7 to 1 (AAA).
	axeRead = `axe.run("main", {resultTypes: ["violations"], runOnly: ["color-contrast-enhanced"]}).then(r => r.violations)`
)

// Axe fails the test for every accessibility violation on the page.
func (p *Person) Axe(t testing.TB) { t.Helper(); p.axe(t, axeRun) }

// Reads fails the test where the text of the page is harder to read than AAA allows.
func (p *Person) Reads(t testing.TB) { t.Helper(); p.axe(t, axeRead) }

func (p *Person) axe(t testing.TB, run string) {
	t.Helper()
	all, err := p.violations(run)
	if err != nil {
		t.Fatalf("%s: axe: %v", p.name, err)
	}
	for _, v := range all {
		var b strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&b, "\n    %v %s\n      %s", n.Target, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n      "))
		}
		t.Errorf("%s: not accessible: %s (%s): %s%s", p.name, v.ID, v.Impact, v.Help, b.String())
	}
}

func (p *Person) violations(run string) ([]violation, error) {
	source, err := axeSource()
	if err != nil {
		return nil, err
	}
	p.settle()
	ctx, cancel := context.WithTimeout(p.ctx, 6*Patience)
	defer cancel()
	time.Sleep(settling) // colours in transition are no colours yet
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](source)); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[[]violation](run, chromedp.EvalAwaitPromise))
}
