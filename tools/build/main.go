// Command build makes what the browser is given, ui/dist, from the house's own
// TypeScript and CSS. The same sources always make the same bytes.
//
//	go -C tools run ./build         ui/dist/app.js, meet.js, stim.js, app.css, sw.js, video.js, livekit.js, e2ee.js, icons
//	go -C tools run ./build tests   bin/tests/*.test.mjs, for node --test
package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const root = ".."

// Folders at the root that git does not keep.
var notOurs = []string{"bin", "coverage", "data", "demo-data", "node_modules"}

// The oldest browsers that get style and script; older ones get plain pages that work.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "99"},
	{Name: api.EngineFirefox, Version: "97"},
	{Name: api.EngineSafari, Version: "15.4"},
}

func main() {
	act := site
	if len(os.Args) > 1 && os.Args[1] == "tests" {
		act = tests
	}
	if err := act(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func site() error {
	dist := filepath.Join(root, "ui", "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	js, err := script()
	if err != nil {
		return err
	}
	worker, err := bundle("import './ui/ts/service-worker.ts';\n", api.FormatIIFE)
	if err != nil {
		return err
	}
	video, err := calls()
	if err != nil {
		return err
	}
	room, err := bundle("import './room/live-room.ts';\nimport './emdr/rail.ts';\nimport './emdr/led.ts';\n", api.FormatESModule)
	if err != nil {
		return err
	}
	stim, err := bundle("import './ui/ts/stim/main.ts';\n", api.FormatESModule)
	if err != nil {
		return err
	}
	css, err := style()
	if err != nil {
		return err
	}
	icon, err := os.ReadFile(filepath.Join(root, "ui", "icon.svg"))
	if err != nil {
		return err
	}
	all, err := icons()
	if err != nil {
		return err
	}
	maps.Copy(all, video)
	all["app.js"], all["meet.js"], all["stim.js"], all["sw.js"], all["app.css"], all["icon.svg"] = js, room, stim, worker, css, icon
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dist, name), text, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("app.js %d bytes, meet.js %d bytes, stim.js %d bytes, sw.js %d bytes, app.css %d bytes\n", len(js), len(room), len(stim), len(worker), len(css))
	return nil
}

// live are the islands of sessions that go on: a file of their own, for the pages that have them.
var live = []string{"room/line.ts", "room/live-room.ts", "room/morph.ts", "emdr/rail.ts", "emdr/led.ts", "emdr/led-queue.ts"}

// script bundles ui/ts/main.ts and then every room's islands.
func script() ([]byte, error) {
	rooms, err := files("*/*.ts")
	if err != nil {
		return nil, err
	}
	entry := "import './ui/ts/main.ts';\n"
	for _, file := range rooms {
		if !strings.HasSuffix(file, ".test.ts") && !strings.HasSuffix(file, ".d.ts") && !slices.Contains(live, file) {
			entry += fmt.Sprintf("import './%s';\n", file)
		}
	}
	return bundle(entry, api.FormatESModule)
}

// calls are the files of a page with a call. LiveKit's own part, and the worker that seals
// what is seen and heard, are asked for only when somebody joins.
func calls() (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, file := range []struct {
		name, from string
		format     api.Format
	}{
		{"video.js", "./ui/ts/video/video-call.ts", api.FormatESModule},
		{"livekit.js", "./ui/ts/video/livekit.ts", api.FormatESModule},
		{"e2ee.js", "livekit-client/e2ee-worker", api.FormatIIFE},
	} {
		entry := fmt.Sprintf("import '%s';\n", file.from)
		if file.name == "livekit.js" {
			entry = fmt.Sprintf("export * from '%s';\n", file.from)
		}
		made, err := bundle(entry, file.format)
		if err != nil {
			return nil, err
		}
		all[file.name] = made
	}
	return all, nil
}

func bundle(entry string, format api.Format) ([]byte, error) {
	dir, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	built := api.Build(api.BuildOptions{
		Stdin:         &api.StdinOptions{Contents: entry, ResolveDir: dir, Sourcefile: "entry.ts", Loader: api.LoaderTS},
		AbsWorkingDir: dir,
		Bundle:        true,
		Format:        format,
		Engines:       engines,
		Charset:       api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone,

		MinifySyntax: true, MinifyWhitespace: true, MinifyIdentifiers: true,
	})
	if err := failed(built.Errors); err != nil {
		return nil, err
	}
	return built.OutputFiles[0].Contents, nil
}

// layers are the sheets of ui/css that name their own cascade layer; every other sheet
// there belongs to the layer of parts.
var layers = []string{"reset", "tokens", "base", "parts", "print"}

// style puts every sheet into its cascade layer: the parts of pages share one, the rooms
// another, and print has the last word.
func style() ([]byte, error) {
	all := "@layer " + strings.Join(slices.Insert(slices.Clone(layers), 4, "rooms"), ", ") + ";\n"
	for _, layer := range layers {
		text, err := os.ReadFile(filepath.Join(root, "ui", "css", layer+".css"))
		if err != nil {
			return nil, err
		}
		all += "@layer " + layer + " {\n" + string(text) + "}\n"
	}
	themes, err := themes()
	if err != nil {
		return nil, err
	}
	all += "@layer tokens {\n" + themes + "}\n"
	parts, err := files("ui/css/*.css")
	if err != nil {
		return nil, err
	}
	for _, file := range parts {
		if slices.Contains(layers, strings.TrimSuffix(filepath.Base(file), ".css")) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		all += "@layer parts {\n" + string(text) + "}\n"
	}
	rooms, err := files("*/*.css")
	if err != nil {
		return nil, err
	}
	for _, file := range rooms {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		all += "@layer rooms {\n" + string(text) + "}\n"
	}
	made := api.Transform(all, api.TransformOptions{
		Loader: api.LoaderCSS, Engines: engines, Charset: api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone, Sourcefile: "app.css",
		MinifySyntax: true, MinifyWhitespace: true,
	})
	return made.Code, failed(append(made.Errors, made.Warnings...))
}

// themes are the colours: each theme once for those whose system asks for it, and once for
// a page that names it (data-theme). Paper is always light.
func themes() (string, error) {
	all := ""
	for _, theme := range []struct{ name, scheme, asks string }{
		{"light", "light", ""},
		{"dark", "dark", "screen and (prefers-color-scheme: dark)"},
		{"contrast", "light", "screen and (prefers-contrast: more)"},
		{"contrast-dark", "dark", "screen and (prefers-contrast: more) and (prefers-color-scheme: dark)"},
	} {
		text, err := os.ReadFile(filepath.Join(root, "ui", "css", "theme", theme.name+".css"))
		if err != nil {
			return "", err
		}
		colours := string(text)
		if theme.asks == "" { // everybody's, unless something else is asked for
			all += colours + ":root[data-theme=light] { color-scheme: light; }\n"
			continue
		}
		all += "@media " + theme.asks + " {\n" + strings.Replace(colours, ":root", ":root:not([data-theme])", 1) + "}\n"
		if theme.name == "contrast-dark" { // nobody names it
			continue
		}
		named := strings.Replace(colours, ":root {", fmt.Sprintf(":root[data-theme=%s] {\n  color-scheme: %s;", theme.name, theme.scheme), 1)
		all += "@media screen {\n" + named + "}\n"
	}
	return all, nil
}

// tests makes every *.test.ts into a module that node runs by itself.
func tests() error {
	mine, err := files("ui/ts/*.test.ts")
	if err != nil {
		return err
	}
	parts, err := files("ui/ts/*/*.test.ts")
	if err != nil {
		return err
	}
	rooms, err := files("*/*.test.ts")
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "bin", "tests")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	built := api.Build(api.BuildOptions{
		EntryPoints: slices.Concat(mine, parts, rooms), AbsWorkingDir: dir, Outbase: dir, Outdir: out,
		Bundle: true, Write: true, Platform: api.PlatformNode, Format: api.FormatESModule,
		OutExtension: map[string]string{".js": ".mjs"}, EntryNames: "[name]",
	})
	return failed(built.Errors)
}

// files are the matching paths below the root, with forward slashes, sorted.
func files(pattern string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
	if err != nil {
		return nil, err
	}
	var ours []string
	for _, file := range found {
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return nil, err
		}
		rel = filepath.ToSlash(rel)
		if room, _, _ := strings.Cut(rel, "/"); !slices.Contains(notOurs, room) {
			ours = append(ours, rel)
		}
	}
	slices.Sort(ours)
	return ours, nil
}

func failed(problems []api.Message) error {
	if len(problems) == 0 {
		return nil
	}
	shown := api.FormatMessages(problems, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	return errors.New(strings.Join(shown, "\n"))
}
