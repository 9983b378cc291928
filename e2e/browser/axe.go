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

const axeRun = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`

// Axe fails the test for every accessibility violation on the page.
func (p *Person) Axe(t testing.TB) {
	t.Helper()
	all, err := p.ask(axeRun)
	if err != nil {
		t.Fatalf("%s: axe: %v", p.name, err)
	}
	p.complain(t, all)
}

func (p *Person) complain(t testing.TB, all []violation) {
	t.Helper()
	for _, v := range all {
		var b strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&b, "\n    %v %s\n      %s", n.Target, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n      "))
		}
		t.Errorf("%s: not accessible: %s (%s): %s%s", p.name, v.ID, v.Impact, v.Help, b.String())
	}
}

// ask runs axe on the page as it is now.
func (p *Person) ask(run string) ([]violation, error) {
	source, err := axeSource()
	if err != nil {
		return nil, err
	}
	p.settle()
	ctx, cancel := context.WithTimeout(p.ctx, 6*patience)
	defer cancel()
	time.Sleep(settling) // colours in transition are no colours yet
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](source)); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[[]violation](run, chromedp.EvalAwaitPromise))
}
