package app

import (
	"context"
	"fmt"
	"io/fs"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// Attach opens the database as it is, without rooms or jobs, to look after it. It makes
// none and brings none up to date.
func Attach(ctx context.Context, c Config) (*db.DB, error) {
	config, err := kept(c)
	if err != nil {
		return nil, err
	}
	config.Still = true
	return db.Open(ctx, config)
}

func kept(c Config) (db.Config, error) {
	steps, err := fs.Sub(schema, "schema")
	return db.Config{URL: c.DB, Schema: steps, Unlock: unlock(c.Key), Clock: c.Clock, Trail: trail.Append}, err
}

// Check follows the trail of an attached database.
func Check(ctx context.Context, d *db.DB) (report trail.Report, err error) {
	err = d.Read(ctx, who.House, func(tx *db.Tx) (err error) {
		report, err = trail.Verify(tx)
		return err
	})
	return report, err
}

// Rewrap gives the practice's key to a new root key. Nothing else is sealed anew.
func Rewrap(ctx context.Context, d *db.DB, to seal.Keeper) error {
	wrapped, err := d.Ring().Rewrap(to)
	if err != nil {
		return err
	}
	if _, err := seal.OpenRing(to, wrapped); err != nil { // before the old one is gone
		return fmt.Errorf("try the new root key: %w", err)
	}
	return d.Write(ctx, who.House, func(tx *db.Tx) error {
		tx.Note(trail.Practice, "rewrap", "")
		return db.Rewrap(tx, wrapped)
	})
}
