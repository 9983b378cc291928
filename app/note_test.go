package app

import (
	"regexp"
	"testing"
)

// TestNothingChangesASignedNote: no statement of any room changes or removes a note or a worksheet, or what
// was added to one.
func TestNothingChangesASignedNote(t *testing.T) {
	for _, f := range calls(t, regexp.MustCompile(`(update|delete from|replace into) (note|amendment|duty|duty_added)\b`)) {
		t.Error(f)
	}
}
