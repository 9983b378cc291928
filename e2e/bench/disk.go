package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing/fstest"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// limits is what the disk allows, per second.
type limits struct {
	Syncs    float64 // append 4 KiB and fdatasync
	One, All float64 // commits of a bare insert through base/db, by 1 caller and by 32
}

const probe = 1500 * time.Millisecond

func disk(ctx context.Context, dir string) (limits, error) {
	var l limits
	var err error
	if l.Syncs, err = syncs(filepath.Join(dir, "syncs")); err != nil {
		return l, err
	}
	if l.One, err = commits(ctx, filepath.Join(dir, "one.db"), 1); err != nil {
		return l, err
	}
	l.All, err = commits(ctx, filepath.Join(dir, "all.db"), most)
	return l, err
}

func syncs(path string) (rate float64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(path)) }()
	page := make([]byte, 4096)
	n, began := 0, time.Now()
	for ; time.Since(began) < probe; n++ {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

var bare = fstest.MapFS{"0001_bare.sql": {Data: []byte(`create table schema_version (version bigint primary key);
create table keeping (id bigint primary key, wrapped bytea not null);
create table bare (id bigint primary key, note text not null);
`)}}

func commits(ctx context.Context, path string, callers int) (rate float64, err error) {
	d, err := db.Open(ctx, db.Config{URL: path, Schema: bare, Unlock: func([]byte) (*seal.Ring, []byte, error) {
		return nil, []byte("none"), nil
	}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	var n atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, callers)
	began := time.Now()
	for range callers {
		all.Go(func() {
			for time.Since(began) < probe {
				err := d.Write(ctx, who.House, func(tx *db.Tx) error {
					_, err := tx.Exec("insert into bare (id, note) values ($1, 'a bare row')", n.Add(1))
					return err
				})
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	rate = float64(n.Load()) / time.Since(began).Seconds()
	select {
	case err = <-failed:
	default:
	}
	return rate, err
}
