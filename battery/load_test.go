package battery

import (
	"strings"
	"testing"
	"testing/fstest"
)

const good = `{"id":"x","version":"1","kind":"individual","title":"t","source":["s"],"members":[{"instrument":"phq9","rhythm":"weeks","every":2,"after":[0,1],"why":"w"}]}`

// A battery that names what is not there, or what cannot be, stops the house.
func TestAWrongBatteryDoesNotLoad(t *testing.T) {
	for name, change := range map[string][2]string{
		"":                         {"", ""},
		"an unknown instrument":    {"phq9", "phq99"},
		"one that is asked alone":  {"phq9", "hark"},
		"a cadence that cannot be": {`"every":2`, `"every":40`},
		"a month that is not":      {"[0,1]", "[0,2]"},
		"no reason":                {`"why":"w"`, `"why":""`},
		"no source":                {`["s"]`, `[]`},
		"no kind of case":          {`"individual"`, `"couple"`},
		"another name inside":      {`"id":"x"`, `"id":"y"`},
		"a screen that is not in":  {`"why":"w"`, `"why":"w","if":"pcptsd5"`},
		"afterwards as a rhythm":   {`"weeks"`, `"after"`},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		_, err := load(fstest.MapFS{"batteries/x.json": {Data: []byte(text)}})
		if (err == nil) != (name == "") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// What is shipped loads, and none of it asks about violence.
func TestShippedBatteriesLoad(t *testing.T) {
	all, err := Shipped()
	if err != nil || len(all) < 3 {
		t.Fatalf("%d batteries: %v", len(all), err)
	}
	for _, b := range all {
		if b.has("hark") {
			t.Errorf("%s asks what is asked alone", b.ID)
		}
	}
}
