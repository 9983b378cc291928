package world

import (
	"os"
	"syscall"
	"testing"
)

// memory is where Linux keeps files in memory; enough is what a whole run of the matrix takes,
// many times over.
const (
	memory = "/dev/shm"
	enough = 2 << 30
)

// place is a directory for one world: in memory where there is room, since what scenes prove is
// not the disk. What does prove it, TestKill and the benchmarks, has places of its own.
func place(t testing.TB) string {
	t.Helper()
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err != nil || free.Bavail*uint64(free.Bsize) < enough {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "tillit-world-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
