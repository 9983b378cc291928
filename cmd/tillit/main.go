// Command tillit is the program that a practice installs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when a release is built.
var version = "development"

// commands are what tillit can do.
type commands struct {
	Serve       serveCommand       `cmd:"" help:"Run Tillit for a practice. On an empty directory it leads through setting one up."`
	Demo        demoCommand        `cmd:"" help:"Run a practice in which everybody is made up, to look around."`
	Backup      backupCommand      `cmd:"" help:"Write a sealed backup, the keys apart, and try it."`
	Restore     restoreCommand     `cmd:"" help:"Make a database from a backup, where there is none."`
	Verify      verifyCommand      `cmd:"" help:"Follow the whole trail, and say what does not fit."`
	Rewrap      rewrapCommand      `cmd:"" help:"Put a new root key in the place of the old one."`
	Score       scoreCommand       `cmd:"" help:"Score answers: JSON in, JSON out, one or thousands. Needs no practice."`
	Change      changeCommand      `cmd:"" help:"Say what changed between scores: JSON in, JSON out. Needs no practice."`
	Instruments instrumentsCommand `cmd:"" help:"List the questionnaires that are scored: items, ranges, licences. Needs no practice."`
	Version     versionCommand     `cmd:"" help:"Say which Tillit this is."`
}

// world is what a command may use of the computer.
type world struct {
	context.Context
	out io.Writer    // for the person at the keyboard
	log *slog.Logger // for whoever looks later
}

func (w *world) say(format string, args ...any) { fmt.Fprintf(w.out, format+"\n", args...) }

func main() {
	private()
	var c commands
	parser := kong.Must(&c, kong.Name("tillit"), kong.Description("A confidential place to work on trust."), kong.UsageOnError())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	w := &world{ctx, os.Stdout, slog.New(slog.NewJSONHandler(os.Stderr, nil))}
	if err := chosen.Run(w); err != nil {
		fmt.Fprintln(os.Stderr, "tillit: "+plain(err))
		var stopped halted
		if errors.As(err, &stopped) {
			os.Exit(stopped.status)
		}
		os.Exit(1)
	}
}

type versionCommand struct{}

func (versionCommand) Run(w *world) error {
	w.say("tillit %s", version)
	return nil
}
