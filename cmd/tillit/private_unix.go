//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// private makes every file that this program creates readable by its owner alone.
func private() { syscall.Umask(0o077) }

// alone keeps a second Tillit from the same directory, for as long as this one runs. It
// leaves no file behind.
func alone(dir string) (release func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(sentence{"Another Tillit is running on " + dir + ". Stop it first, or give this one another --data."}, f.Close())
	}
	// A file system that knows no locks is no reason not to start.
	return func() { f.Close() }, nil
}

// writable tells whether files can be made in a directory, without making one.
func writable(dir string) bool { return syscall.Access(dir, 2) == nil }
