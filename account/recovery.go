package account

import (
	"crypto/rand"
	"encoding/base32"
	"slices"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/who"
)

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 80 bits, 16 letters
)

var recoveryLetters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewRecovery makes ten recovery codes in place of the old ones. This is the only time
// they can be seen.
func NewRecovery(tx *db.Tx, person who.ID) ([]string, error) {
	var shown, left []string
	for range recoveryCodes {
		raw := make([]byte, recoveryBytes)
		rand.Read(raw)
		code := recoveryLetters.EncodeToString(raw)
		shown = append(shown, strings.ReplaceAll(inFours(code), " ", "-"))
		left = append(left, recoveryHash(tx, person, code))
	}
	return shown, put(tx, person, secret{Kind: byRecovery, Left: left})
}

// A code has 80 random bits, so a keyed hash is enough.
func recoveryHash(tx *db.Tx, person who.ID, code string) string {
	return tx.Ring.Hash("recovery "+string(person), code)[:22]
}

// written reads a code as people copy it: dashes and spaces aside, o for 0, i and l for 1.
var written = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1")

// useRecovery tells whether it is one of the person's recovery codes, and uses it up.
func useRecovery(tx *db.Tx, person who.ID, code string) (bool, error) {
	all, err := hold(tx, person)
	s, ok := all.of(byRecovery)
	if err != nil || !ok {
		return false, err
	}
	n := slices.Index(s.Left, recoveryHash(tx, person, written.Replace(strings.ToLower(code))))
	if n < 0 {
		return false, nil
	}
	s.Left = slices.Delete(s.Left, n, n+1)
	return true, keep(tx, s)
}
