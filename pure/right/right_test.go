package right

import (
	"bufio"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Table is the hand-written table, by kind of space and role.
func table(t *testing.T) map[Kind]map[Role]Right {
	t.Helper()
	file, err := os.Open("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	space := regexp.MustCompile(`^The (\w+) space:`)
	may := regexp.MustCompile(`^  The (\w+) may (.+)\.$`)
	byHand := map[Kind]map[Role]Right{}
	var kind Kind
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if m := space.FindStringSubmatch(lines.Text()); m != nil {
			kind = Kind(m[1])
			byHand[kind] = map[Role]Right{}
		}
		if m := may.FindStringSubmatch(lines.Text()); m != nil {
			for _, word := range strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' || r == ' ' }) {
				byHand[kind][Role(m[1])] |= named(t, word)
			}
		}
	}
	return byHand
}

func named(t *testing.T, word string) Right {
	t.Helper()
	if word == "and" {
		return 0
	}
	for _, n := range names {
		if n.name == word {
			return n.Right
		}
	}
	t.Fatalf("no right is called %q", word)
	return 0
}

// TestTheTableAndTheFunctionAgree walks every role in every kind of space.
func TestTheTableAndTheFunctionAgree(t *testing.T) {
	byHand := table(t)
	if len(byHand) != len(Kinds) {
		t.Fatalf("the table knows %d kinds of space, the function %d", len(byHand), len(Kinds))
	}
	for _, kind := range Kinds {
		for _, role := range Roles {
			if got, want := Of(role, kind), byHand[kind][role]; got != want {
				t.Errorf("%s in %s: the function says %s, the table %s", role, kind, got, want)
			}
			delete(byHand[kind], role)
		}
		if len(byHand[kind]) > 0 {
			t.Errorf("%s: the table names roles that do not exist: %v", kind, byHand[kind])
		}
	}
}

func TestWhatIsNotListedIsRefused(t *testing.T) {
	if Of("", Shared) != 0 || Of(Client, "") != 0 || Of("owner", Shared) != 0 {
		t.Error("somebody without a role has rights")
	}
	if Right(0).Has(0) {
		t.Error("no right at all passes for one")
	}
}
