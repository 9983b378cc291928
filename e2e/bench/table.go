package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// table is everything that one run found.
type table struct {
	Machine       string
	Before, After string // load averages
	Command       []string
	Disk          limits
	Engines       []engine
	Binary        int64 // bytes; 0: there is no command yet
}

func machine() string {
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	info, _ := os.ReadFile("/proc/cpuinfo")
	model := "unknown"
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%d cores (%s), Linux %s, %s", runtime.NumCPU(), model, strings.TrimSpace(string(kernel)), runtime.Version())
}

func loadavg() string {
	text, err := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(text))
	if err != nil || len(f) < 3 {
		return "unknown"
	}
	return strings.Join(f[:3], " ")
}

// binary is the size of the stripped program.
func binary(ctx context.Context, dir string) (int64, error) {
	if found, _ := filepath.Glob("cmd/tillit/*.go"); found == nil {
		return 0, nil
	}
	path := filepath.Join(dir, "tillit")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "./cmd/tillit")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

const rushHead = "engine\tclients\tanswers/s\tp50\tp99\tmax\twrong\tcore time each\tmemory"

func (e engine) rows() []string {
	var rows []string
	for _, b := range e.Bursts {
		rows = append(rows, fmt.Sprintf("%s\t%d\t%.0f\t%s\t%s\t%s\t%d of %d\t%s\t%s", e.Name, b.Clients, b.Rate, ms(b.P50), ms(b.P99), ms(b.Max), b.Wrong, b.Answers, ms(b.Work), mib(b.Memory)))
	}
	return rows
}

const toldHead = "engine\tcharts open\tanswering\ttold p50\tp99\tmax\ttold"

func (e engine) told() []string {
	var rows []string
	if e.Told.Pages > 0 {
		rows = append(rows, fmt.Sprintf("%s\t%d of one client\tone client, calmly\t%s", e.Name, e.Told.Pages, e.Told))
	}
	for _, b := range e.Bursts {
		if b.Told.Pages > 0 {
			rows = append(rows, fmt.Sprintf("%s\t%d of %d clients\t%d clients, all they can\t%s", e.Name, b.Told.Pages, b.Clients, b.Clients, b.Told))
		}
	}
	return rows
}

func (t told) String() string {
	return fmt.Sprintf("%s\t%s\t%s\t%d", ms(t.P50), ms(t.P99), ms(t.Max), t.Heard)
}

const costHead = "engine\tstart\tidle\tmost"

func (e engine) cost() string {
	return fmt.Sprintf("%s\t%s\t%s\t%s", e.Name, ms(e.Start), mib(e.Idle), mib(e.Most))
}

func (t table) sections() [][]string {
	rush, told, cost := []string{rushHead}, []string{toldHead}, []string{costHead}
	for _, e := range t.Engines {
		rush = append(rush, e.rows()...)
		told = append(told, e.told()...)
		cost = append(cost, e.cost())
	}
	disk := []string{"what the disk allows\tper second",
		fmt.Sprintf("append 4 KiB and fdatasync\t%.0f", t.Disk.Syncs),
		fmt.Sprintf("SQLite, a bare insert, 1 caller\t%.0f", t.Disk.One),
		fmt.Sprintf("SQLite, a bare insert, %d callers\t%.0f", most, t.Disk.All)}
	return [][]string{rush, told, cost, disk}
}

func (t table) foot() []string {
	size := "not measured: there is no cmd/tillit here"
	if t.Binary > 0 {
		size = fmt.Sprintf("%.1f MB", float64(t.Binary)/1e6)
	}
	return []string{"stripped binary: " + size, "machine: " + t.Machine,
		"load average before and after: " + t.Before + "; " + t.After,
		"command: go run ./e2e/bench " + strings.Join(t.Command[1:], " "),
		fmt.Sprintf("The load comes from the same machine, over kept-alive connections that speak as little HTTP as is needed. "+
			"Every answer is a whole PHQ-9 for the next weekly occasion, and counts only when it was taken (303); in one of %d the ninth question raises an alert.", risky)}
}

func (t table) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, section := range t.sections() {
		for _, row := range section {
			fmt.Fprintln(w, row)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	for _, line := range t.foot() {
		fmt.Fprintln(out, line)
	}
}

func (t table) markdown() []byte {
	var b bytes.Buffer
	for _, section := range t.sections() {
		for i, row := range section {
			fmt.Fprintf(&b, "| %s |\n", strings.ReplaceAll(row, "\t", " | "))
			if i == 0 {
				fmt.Fprintf(&b, "|%s\n", strings.Repeat(" --- |", strings.Count(row, "\t")+1))
			}
		}
		b.WriteString("\n")
	}
	for _, line := range t.foot() {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	return b.Bytes()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }

func mib(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }
