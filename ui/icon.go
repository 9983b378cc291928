package ui

import (
	"slices"

	"github.com/a-h/templ"
)

// icons are the house's own drawings on a field of 24 by 24, one path each. An icon stands
// beside its words, never instead of them.
var icons = map[string]string{
	"today":     "M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
	"work":      "M5 4h14v16H5zM8.5 9l1.2 1.2L12 8M14 9.2h2.5M8.5 15l1.2 1.2L12 14M14 15.2h2.5",
	"going":     "M4 4v16h16M7.5 15l3.5-4 3 2.5 5-6.5",
	"spaces":    "M9 5a6.5 6.5 0 1 0 0 13A6.5 6.5 0 0 0 9 5M15 5.6a6.5 6.5 0 1 1 0 11.8",
	"message":   "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
	"plan":      "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M6 6l3.5 3.5M14.5 14.5 18 18M18 6l-3.5 3.5M9.5 14.5 6 18",
	"account":   "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
	"people":    "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2.5 19.5c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5M15.5 5.300a3.5 3.5 0 0 1 0 6.400M18 15.200c2 .7 3.2 2.2 3.5 4.3",
	"practice":  "M4 20V10.5L12 4l8 6.5V20zM9.5 20v-6h5v6",
	"questions": "M5 5h14M5 12h14M5 19h14M8 3.5v3M15 10.5v3M11 17.5v3",
	"help":      "M6.5 3.5h3l1.5 4.5-2 1.5c1 2.4 3 4.4 5.5 5.5l1.5-2 4.5 1.5v3c0 1.1-.9 2-2 2C11 19 5 13 4.5 5.5c0-1.1.9-2 2-2z",
	"eye":       "M2.5 12C4.5 8 8 6 12 6s7.5 2 9.5 6c-2 4-5.5 6-9.5 6s-7.5-2-9.5-6zM12 9.200a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6",
	"lock":      "M5.5 11h13v9h-13zM8 11V8a4 4 0 0 1 8 0v3M12 14.5v2.5",
	"calendar":  "M4 5.5h16V20H4zM4 10h16M8.5 3v4M15.5 3v4",
	"clock":     "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2",
	"check":     "M5 12.5l4.5 4.5L19.5 7",
	"heart":     "M12 20C6 15.5 3.5 12.5 3.5 9a4.3 4.3 0 0 1 8.5-1.200A4.3 4.3 0 0 1 20.5 9c0 3.5-2.5 6.5-8.5 11z",
	"warning":   "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5v5.5M12 16v.4",
	"write":     "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
	"read":      "M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14C17 4.5 14 5 12 6.5zM12 6.5v14",
	"trail":     "M7 5h13M7 12h13M7 19h13M3.5 5v.01M3.5 12v.01M3.5 19v.01",
	"print":     "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
	"menu":      "M4 6.5h16M4 12h16M4 17.5h16",
	"leave":     "M10 4H4.5v16H10M9 12h11M16 8l4 4-4 4",
	"go":        "M5 12h14M13 6l6 6-6 6",
	"back":      "M19 12H5M11 6l-6 6 6 6",
	"more":      "M12 5v14M5 12h14",
}

// pointing are the icons that turn round where one reads from right to left.
var pointing = []string{"leave", "go", "back", "going", "trail", "write"}

// Icons are the names of all icons, for the page that shows them.
func Icons() []string {
	var all []string
	for name := range icons {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func iconClass(name string) templ.CSSClasses {
	return templ.Classes("icon", templ.KV("points", slices.Contains(pointing, name)))
}
