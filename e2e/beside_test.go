package e2e_test

import "testing"

// browsers are the seats of tests with a browser that need no moment for themselves.
var browsers = make(chan struct{}, 2)

// beside lets a test with a browser run beside others, two such at a time. What is about
// moments, such as a light on two screens or a kill, runs alone, before all these.
func beside(t *testing.T) {
	t.Helper()
	t.Parallel()
	browsers <- struct{}{}
	t.Cleanup(func() { <-browsers })
}
