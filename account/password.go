package account

import (
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
)

// Stretched is a password after Argon2id, so that guessing it costs memory and time. The
// costs stand beside it: they may grow, and old ones still fit.
type Stretched struct {
	Salt    []byte `json:"s"`
	Sum     []byte `json:"h"`
	Time    uint32 `json:"t"`
	Memory  uint32 `json:"m"` // KiB
	Threads uint8  `json:"p"`
}

// What one guess costs: OWASP's recommendation for Argon2id.
const (
	stretchTime    = 2
	stretchMemory  = 19 << 10
	stretchThreads = 1
)

const (
	shortestPassword = 12
	longestPassword  = 200
)

// stretching lets two passwords be looked at at a time, so that many sign-ins at once do
// not take all memory. No other state of the process is kept in this room.
var stretching = make(chan struct{}, 2)

// Stretch stretches a new password. It is slow on purpose and does not belong into a
// transaction.
func Stretch(password string) Stretched {
	salt := make([]byte, 16)
	rand.Read(salt)
	s := Stretched{Salt: salt, Time: stretchTime, Memory: stretchMemory, Threads: stretchThreads}
	s.Sum = s.sum(password)
	return s
}

func (s Stretched) sum(password string) []byte {
	stretching <- struct{}{}
	defer func() { <-stretching }()
	return argon2.IDKey([]byte(norm.NFKC.String(password)), s.Salt, s.Time, s.Memory, s.Threads, 32)
}

// Fits tells whether it is that password. The zero Stretched fits none, and takes as long
// to say so.
func (s Stretched) Fits(password string) bool {
	if s.Sum == nil {
		_ = Stretched{Salt: make([]byte, 16), Time: stretchTime, Memory: stretchMemory, Threads: stretchThreads}.sum(password)
		return false
	}
	return subtle.ConstantTimeCompare(s.sum(password), s.Sum) == 1
}

// fitting says what is wrong with a new password. There are no rules but length, and that
// it is not the address.
func fitting(password, email string) error {
	local, _, _ := strings.Cut(email, "@")
	plain := strings.ToLower(norm.NFKC.String(password))
	switch n := utf8.RuneCountInString(password); {
	case n < shortestPassword:
		return fault.At("password", "account.password.short")
	case n > longestPassword:
		return fault.At("password", "account.password.long")
	case plain == email || plain == local:
		return fault.At("password", "account.password.address")
	}
	return nil
}

// SetPassword gives a person a password. Without one-time codes beside it it opens
// nothing.
func SetPassword(tx *db.Tx, person who.ID, to Stretched) error {
	return put(tx, person, secret{Kind: byPassword, Password: &to})
}

// passwordOf is what the password of an address has to fit. An unknown address, or one
// without a password, has the zero Stretched.
func passwordOf(tx *db.Tx, email string) (Account, Stretched, error) {
	a, err := find(tx, email)
	if fault.Is(err, fault.NotFound) {
		return Account{}, Stretched{}, nil
	}
	if err != nil {
		return Account{}, Stretched{}, err
	}
	return a.withPassword(tx)
}

func (a Account) withPassword(tx *db.Tx) (Account, Stretched, error) {
	all, err := secretsOf(tx, a.ID)
	s, ok := all.of(byPassword)
	if err != nil || !ok {
		return a, Stretched{}, err
	}
	return a, *s.Password, nil
}
