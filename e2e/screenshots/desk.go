package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"
)

// desk stands in for a test: the browser and the world are made for those.
type desk struct {
	testing.TB
	after []func()
}

func (d *desk) Helper()                           {}
func (d *desk) Name() string                      { return "screenshots" }
func (d *desk) Context() context.Context          { return context.Background() }
func (d *desk) Output() io.Writer                 { return os.Stderr }
func (d *desk) ArtifactDir() string               { return os.TempDir() }
func (d *desk) Cleanup(f func())                  { d.after = append(d.after, f) }
func (d *desk) Logf(format string, args ...any)   { fmt.Fprintf(os.Stderr, format+"\n", args...) }
func (d *desk) Error(args ...any)                 { fmt.Fprintln(os.Stderr, args...) }
func (d *desk) Errorf(format string, args ...any) { d.Logf(format, args...) }
func (d *desk) Fatal(args ...any)                 { d.Fatalf("%s", fmt.Sprint(args...)) }

func (d *desk) Fatalf(format string, args ...any) {
	d.Logf(format, args...)
	d.clear()
	os.Exit(1)
}

func (d *desk) TempDir() string {
	dir, err := os.MkdirTemp("", "tillit-screenshots-")
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func (d *desk) clear() {
	for len(d.after) > 0 {
		last := d.after[len(d.after)-1]
		d.after = d.after[:len(d.after)-1]
		last()
	}
}
