package main

import (
	"context"
	"errors"
	"io/fs"

	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/seal"
)

// sentence is an error that is already said in plain words, with what to do.
type sentence struct{ text string }

func (s sentence) Error() string { return s.text }

// known are the errors that have a sentence of their own.
var known = []struct {
	err  error
	text string
}{
	{app.ErrKeysKey, "The keys file does not open with this root key. Use the root key that the practice had when the backup was written."},
	{app.ErrKeysFile, "The file given as --keys is not a keys file of Tillit. Its name ends in .keys.age."},
	{app.ErrDataFile, "The file given as --from is not a data file of Tillit. Its name ends in .data.age."},
	{app.ErrOtherData, "The data file belongs to another practice than the keys file. Use two files of the same practice."},
	{app.ErrOldKeys, "The keys file is older than the data file, so that some data would never open. Use the keys file of the same backup, or a later one."},
	{app.ErrArchive, "A backup file is damaged or was cut short. Nothing was restored. Use another copy of it."},
	{db.ErrNewer, "This database was written by a newer Tillit. Install that version or a later one; nothing was changed."},
	{db.ErrNoKeeping, "The key store of this database is missing, so that nothing in it can be opened. Restore the newest backup, data and keys, into an empty place with: tillit restore"},
	{db.ErrOther, "What is there is not a Tillit database. Check --data or --db; nothing was changed."},
	{db.ErrNothing, "There is no Tillit database here. Check --data or --db."},
	{db.ErrNotEmpty, "There is something here already, and a restore goes only into an empty place. Give another --data or --db."},
	{seal.ErrNoFile, "The key file is missing. This practice has records that only its own key opens: put the key file back, or say where it is with --key. Nothing was changed."},
	{seal.ErrWrong, "This is not the root key of this practice. Use the right key file (--key) or passphrase; nothing was changed."},
}

// plain is an error as one sentence for the person at the keyboard, with what to do.
func plain(err error) string {
	var said sentence
	if errors.As(err, &said) {
		return said.text
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return k.text
		}
	}
	if why, ok := db.Unreachable(err); ok {
		return "PostgreSQL cannot be reached, or does not let Tillit in. Check that it runs and that --db is right. (" + why + ")"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return "The file " + path.Path + " cannot be used: " + path.Err.Error() + ". Check that it is there and that you may use it."
	}
	if errors.Is(err, context.Canceled) {
		return "Stopped before it was done."
	}
	return "Something went wrong: " + err.Error()
}
