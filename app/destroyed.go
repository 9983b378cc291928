package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/space"
)

// A list of what was destroyed stands outside of the database, beside it and beside every
// backup of the keys: ids and moments, each with a seal of the practice's. Whatever older file
// is put in place, it is obeyed before anybody opens anything. Lines of another practice are
// left as they are, and left alone.

// destroyedName is what the list is called beside backups of keys.
const destroyedName = "tillit.destroyed"

// destroyedPath is where the list of this database is; empty: nowhere.
func (c Config) destroyedPath() string {
	switch {
	case c.Destroyed != "":
		return c.Destroyed
	case c.DB == "" || strings.HasPrefix(c.DB, "postgres"):
		return ""
	}
	return c.DB + ".destroyed"
}

func destroyedLine(ring *seal.Ring, g space.Gone) string {
	at := strconv.FormatInt(db.Ms(g.At), 10)
	mac := ring.MAC("destroyed", []byte(g.Space), []byte(at))
	return string(g.Space) + " " + at + " " + base64.RawURLEncoding.EncodeToString(mac)
}

// readDestroyed reads a list; where there is none it is empty. Other are lines that this
// practice has not sealed.
func readDestroyed(path string, ring *seal.Ring) (all []space.Gone, other []string, err error) {
	if path == "" {
		return nil, nil, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		parts := strings.Fields(lines.Text())
		if len(parts) != 3 {
			continue
		}
		at, bad := strconv.ParseInt(parts[1], 10, 64)
		g := space.Gone{Space: space.ID(parts[0]), At: db.At(at)}
		if bad == nil && hmac.Equal([]byte(destroyedLine(ring, g)), []byte(strings.Join(parts, " "))) {
			all = append(all, g)
		} else {
			other = append(other, lines.Text())
		}
	}
	return all, other, lines.Err()
}

// listDestroyed adds to a list what is not in it yet. It is there whole, or as it was.
func listDestroyed(path string, ring *seal.Ring, all []space.Gone) error {
	had, lines, err := readDestroyed(path, ring)
	if err != nil || path == "" {
		return err
	}
	known := map[space.ID]bool{}
	for _, g := range append(had, all...) {
		if !known[g.Space] {
			known[g.Space] = true
			lines = append(lines, destroyedLine(ring, g))
		}
	}
	if len(known) == len(had) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(lines, "\n") + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, forget(part))
	}
	return os.Rename(part, path)
}

// Destroyed are the spaces of a database whose keys were destroyed.
func destroyedIn(ctx context.Context, d *db.DB) (all []space.Gone, err error) {
	err = d.Read(ctx, who.House, func(tx *db.Tx) (err error) {
		all, err = space.Destroyed(tx)
		return err
	})
	return all, err
}

// listed writes the list beside the database, after something was destroyed.
func (h *House) listGone(ctx context.Context) error {
	all, err := destroyedIn(ctx, h.DB)
	if err != nil {
		return err
	}
	return listDestroyed(h.config.destroyedPath(), h.DB.Ring(), all)
}

// replay destroys again what an older database brought back, before anybody comes in.
func (h *House) replay(ctx context.Context) error {
	all, _, err := readDestroyed(h.config.destroyedPath(), h.DB.Ring())
	if err != nil || len(all) == 0 {
		return err
	}
	have, err := destroyedIn(ctx, h.DB)
	if err != nil {
		return err
	}
	known := map[space.ID]bool{}
	for _, g := range have {
		known[g.Space] = true
	}
	var missing []space.Gone
	for _, g := range all {
		if !known[g.Space] {
			missing = append(missing, g)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return h.DB.Write(ctx, who.House, func(tx *db.Tx) error {
		_, err := space.Replay(tx, missing)
		return err
	})
}
