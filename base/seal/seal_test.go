package seal

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSealedBytesOpenOnlyInTheirPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, _ := keyOf(newRaw())
		plain := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "plain")
		place := Place{"note", rapid.String().Draw(t, "space"), "1"}
		sealed, err := k.Bytes(place, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.OpenBytes(place, sealed); err != nil || string(got) != string(plain) {
			t.Fatalf("did not come back: %v", err)
		}
		elsewhere := place
		elsewhere.Row = "2"
		if _, err := k.OpenBytes(elsewhere, sealed); !errors.Is(err, ErrWrong) {
			t.Fatal("opened in another row")
		}
		other, _ := keyOf(newRaw())
		if _, err := other.OpenBytes(place, sealed); !errors.Is(err, ErrWrong) {
			t.Fatal("opened with another key")
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := k.OpenBytes(place, sealed); !errors.Is(err, ErrWrong) {
			t.Fatal("opened after a change")
		}
	})
}

func TestLengthIsHidden(t *testing.T) {
	k, _ := keyOf(newRaw())
	short, _ := k.Bytes(Place{}, make([]byte, 3))
	long, _ := k.Bytes(Place{}, make([]byte, 250))
	if len(short) != len(long) {
		t.Fatalf("%d and %d bytes sealed differ", len(short), len(long))
	}
}

func TestKeepers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	file, err := NewFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewFile(path); err == nil {
		t.Fatal("wrote over a key file")
	}
	other, _ := NewFile(path + "2")
	for _, c := range []struct{ right, wrong Keeper }{
		{file, other}, {Passphrase("correct horse"), Passphrase("correct hors")},
	} {
		_, wrapped, err := NewRing(c.right)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenRing(c.right, wrapped); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenRing(c.wrong, wrapped); !errors.Is(err, ErrWrong) {
			t.Fatalf("a wrong root key gave %v", err)
		}
	}
}

func TestTextNeverPrints(t *testing.T) {
	secret := Text("xylophone")
	for _, format := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
		if got := fmt.Sprintf(format, struct{ T Text }{secret}); got == "" || strings.Contains(got, "xylophone") {
			t.Errorf("%s printed %s", format, got)
		}
	}
}
