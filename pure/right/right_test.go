package right

import (
	"os"
	"testing"
)

func table(t *testing.T) map[Kind]map[Role]Right {
	t.Helper()
	text, err := os.ReadFile("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	byHand, err := Table(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return byHand
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
