package db

import (
	"context"
	"errors"

	"tillit.care/base/who"
)

var errBeat = errors.New("db: what was written is not there")

// Beat writes a moment, waits until it is durable, and reads it back.
func (d *DB) Beat(ctx context.Context) error {
	var at, read int64
	err := d.Write(ctx, who.House, func(tx *Tx) error {
		at = Ms(tx.Now)
		_, err := tx.Exec(`insert into pulse (id, at) values (1, $1)
			on conflict (id) do update set at = excluded.at`, at)
		return err
	})
	if err != nil {
		return err
	}
	err = d.Read(ctx, who.House, func(tx *Tx) error {
		return tx.One("select at from pulse where id = 1").Scan(&read)
	})
	if err == nil && read < at { // later: another process wrote since
		err = errBeat
	}
	return err
}
