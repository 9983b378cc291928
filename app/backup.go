package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// keyStore are the tables that are backed up apart from the data, so that a key that was
// destroyed does not live on beside what it opened.
var keyStore = map[string]bool{"keeping": true, "space_key": true, "destroyed": true}

// Backup is what was written.
type Backup struct {
	Data, Keys string // the two files
	Rows       int    // in both
	Tried      Restored
}

// Save writes a backup: the data into one directory, the key store into another, both as
// they were at one moment. Then it restores them into a place that is thrown away.
func Save(ctx context.Context, d *db.DB, key seal.Keeper, dataDir, keysDir string) (Backup, error) {
	gone, err := destroyedIn(ctx, d)
	if err != nil {
		return Backup{}, err
	}
	if err := listDestroyed(filepath.Join(keysDir, destroyedName), d.Ring(), gone); err != nil {
		return Backup{}, err
	}
	name := "tillit-" + d.Now().Format("20060102T150405Z")
	b := Backup{Data: filepath.Join(dataDir, name+".data.age"), Keys: filepath.Join(keysDir, name+".keys.age")}
	err = d.Read(ctx, who.House, func(tx *db.Tx) error { return b.write(tx, key) })
	if err == nil {
		b.Tried, err = try(ctx, key, b)
	}
	if err == nil && b.Tried.Rows != b.Rows {
		err = ErrArchive
	}
	if err != nil {
		return b, errors.Join(err, forget(b.Data), forget(b.Keys))
	}
	return b, d.Write(ctx, who.House, func(tx *db.Tx) error { tx.Note(trail.Practice, "backup", ""); return nil })
}

func (b *Backup) write(tx *db.Tx, key seal.Keeper) error {
	tables, err := db.Tables(tx)
	if err != nil {
		return err
	}
	version, err := db.Version(tx)
	if err != nil {
		return err
	}
	data := archiveHead{Kind: dataKind, Made: db.Ms(tx.Now), Schema: version}
	keys := archiveHead{Kind: keysKind, Made: data.Made, Schema: version}
	for _, table := range tables {
		switch {
		case table.Name == "schema_version":
		case keyStore[table.Name]:
			keys.Tables = append(keys.Tables, table)
		default:
			data.Tables = append(data.Tables, table)
		}
	}
	err = writeFile(b.Keys, func(w io.Writer) error {
		sealed, err := seal.IntoKeeper(w, key)
		return b.pack(tx, keys, sealed, err)
	})
	if err != nil {
		return err
	}
	return writeFile(b.Data, func(w io.Writer) error {
		sealed, err := seal.Into(w, tx.Ring.Secret("backup"))
		return b.pack(tx, data, sealed, err)
	})
}

func (b *Backup) pack(tx *db.Tx, head archiveHead, sealed io.WriteCloser, err error) error {
	if err != nil {
		return err
	}
	n, err := pack(tx, head, sealed)
	b.Rows += n
	return err
}

// writeFile writes a file that is there whole, or not at all, and never over another.
func writeFile(path string, write func(io.Writer) error) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(os.ErrExist, err)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer forget(part)
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func forget(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// try restores a backup into a place that is thrown away.
func try(ctx context.Context, key seal.Keeper, b Backup) (Restored, error) {
	dir, err := os.MkdirTemp("", "tillit-try-")
	if err != nil {
		return Restored{}, err
	}
	defer os.RemoveAll(dir)
	return Restore(ctx, b.Data, b.Keys, Config{DB: filepath.Join(dir, "tried.db"), Key: key, Clock: time.Now})
}
