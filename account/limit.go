package account

import (
	"net/netip"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
)

// How often one may try. An address gets ten tries in a quarter of an hour, a network,
// behind which a whole practice may sit, three times as many; then the pauses grow.
const (
	triesOfAddress = 10
	triesOfNetwork = 30
	tryWindow      = 15 * time.Minute
	firstPause     = time.Minute
	longestPause   = time.Hour
	forgetAfter    = 24 * time.Hour
)

// bucket counts the tries of one address or one network, by keyed hash.
type bucket struct {
	hash  string
	limit int64
}

func addressBucket(tx *db.Tx, email string) bucket {
	return bucket{tx.Ring.Hash("attempt address", email), triesOfAddress}
}

func networkBucket(tx *db.Tx, network string) bucket {
	return bucket{tx.Ring.Hash("attempt network", network), triesOfNetwork}
}

// codeBucket counts the tries of the second step, which only somebody reaches who knows
// the password. It is apart from the address's, so that a guesser cannot keep them out.
func codeBucket(tx *db.Tx, person who.ID) bucket {
	return bucket{tx.Ring.Hash("attempt code", string(person)), triesOfAddress}
}

// try counts a try, before anything is looked at, so that many at once count too. It
// tells whether there may be one now: when one bucket is full, none counts.
func try(tx *db.Tx, buckets ...bucket) (bool, error) {
	counted := make([]attempt, len(buckets))
	for i, b := range buckets {
		if err := tx.Lock("attempt " + b.hash); err != nil {
			return false, err
		}
		before, err := attemptOf(tx, b.hash)
		if err != nil {
			return false, err
		}
		now, ok := before.next(tx.Now, b.limit)
		if !ok {
			return false, nil
		}
		counted[i] = now
	}
	for i, b := range buckets {
		if err := keepAttempt(tx, b.hash, counted[i]); err != nil {
			return false, err
		}
	}
	return true, nil
}

// attempt is how often somebody tried, and until when that counts or has to pause.
type attempt struct {
	count int64
	until time.Time
}

func (a attempt) next(now time.Time, limit int64) (attempt, bool) {
	over := !now.Before(a.until)
	switch {
	case a.count == 0 || over && a.count < limit || now.After(a.until.Add(forgetAfter)):
		return attempt{1, now.Add(tryWindow)}, true
	case a.count < limit-1:
		return attempt{a.count + 1, a.until}, true
	case a.count >= limit && !over:
		return a, false
	}
	pause := min(firstPause<<min(a.count+1-limit, 20), longestPause)
	return attempt{a.count + 1, now.Add(pause)}, true
}

// forgive gives a network back the one try of a person who came in, and forgets their
// own.
func forgive(tx *db.Tx, network bucket, own ...bucket) error {
	for _, b := range own {
		if err := dropAttempt(tx, b.hash); err != nil {
			return err
		}
	}
	return giveBack(tx, network.hash)
}

// used tells whether something that may be used once was.
func used(tx *db.Tx, what string) (bool, error) {
	a, err := attemptOf(tx, tx.Ring.Hash("once", what))
	return a.count > 0, err
}

// once tells whether something that may be used once was not used yet, and keeps that
// it now is.
func once(tx *db.Tx, what string, until time.Time) (bool, error) {
	return addAttempt(tx, tx.Ring.Hash("once", what), until)
}

// newOnce names something that may be used once.
func newOnce() string { return id.Secret() }

// networkOf is where a request comes from, as coarse as one household or office has it.
func networkOf(remote string) string {
	from, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	addr := from.Addr().Unmap()
	if addr.Is4() {
		return addr.String()
	}
	home, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return addr.String()
	}
	return home.String()
}
