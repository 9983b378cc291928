package trust

import (
	"strings"

	"tillit.care/base/fault"
)

// Fill makes a thing of a kind out of texts, by the name of its fields: how a form that two
// filled in together elsewhere comes here. Whether it is whole is for Keep to say.
func Fill(k Kind, texts map[string]string) (Thing, error) {
	thing := Make(k)
	if thing == nil {
		return nil, fault.New(fault.Invalid, "fault.form")
	}
	for _, f := range thing.Fields() {
		if f.Refs != nil {
			continue // somebody is linked to by Written.Names
		}
		if err := f.put(strings.TrimSpace(texts[f.Name])); err != nil {
			return nil, err
		}
	}
	return thing, nil
}
