package account

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"image/color"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"tillit.care/base/db"
	"tillit.care/base/who"
)

const codePeriod = 30 // seconds that a one-time code is shown

// newSeed is what a person's one-time codes grow from.
func newSeed() string {
	raw := make([]byte, 20)
	rand.Read(raw)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// step finds the step, now or one beside it, whose code this is and that comes after
// last: a code is good once.
func step(seed, code string, now time.Time, last int64) (int64, bool) {
	code = strings.ReplaceAll(strings.ReplaceAll(code, " ", ""), "-", "")
	at := now.Unix() / codePeriod
	for n := at - 1; n <= at+1; n++ {
		want, err := hotp.GenerateCode(seed, uint64(n))
		if err == nil && n > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return n, true
		}
	}
	return 0, false
}

// SetCodes gives a person one-time codes from a seed whose code of that step was shown.
func SetCodes(tx *db.Tx, person who.ID, seed string, used int64) error {
	return put(tx, person, secret{Kind: byCode, Seed: seed, Step: used})
}

// useCode tells whether it is the person's one-time code, and uses it up.
func useCode(tx *db.Tx, person who.ID, code string) (bool, error) {
	all, err := hold(tx, person)
	s, ok := all.of(byCode)
	if err != nil || !ok {
		return false, err
	}
	n, ok := step(s.Seed, code, tx.Now, s.Step)
	if !ok {
		return false, nil
	}
	s.Step = n
	return true, keep(tx, s)
}

// seedURL is what an app for one-time codes reads. It names Tillit and the address, and
// not the practice.
func seedURL(seed, email string) (string, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(seed)
	if err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Tillit", AccountName: email, Secret: raw, Period: codePeriod})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// inFours is text as it is read aloud or copied by hand.
func inFours(text string) string {
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

// picture is a QR code: the path of an SVG and the length of its side.
type picture struct {
	Path string
	Side int
}

const quietZone = 4 // white modules that a reader needs around a code

func drawn(text string) (picture, error) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return picture{}, err
	}
	side := code.Bounds().Dx()
	var path bytes.Buffer
	for y := range side {
		for x := range side {
			if code.At(x, y) == color.Black {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quietZone, y+quietZone)
			}
		}
	}
	return picture{path.String(), side + 2*quietZone}, nil
}
