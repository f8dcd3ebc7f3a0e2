//go:build linux

package sqlite

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// faults is a disk that counts what is done to it and fails when it is told
// to, below SQLite and below the file with the head.
type faults struct {
	name string // of the VFS

	mu     sync.Mutex
	ops    int // writes, syncs, truncations and renames so far
	syncs  int // of them, those that wait for the disk
	failAt int // the first to fail, 0 for none
	last   int // the last to fail
	failed []string
	done   []string // what was done to the file with the head, in its order
}

// arm makes operation n from now on fail, and all up to m.
func (f *faults) arm(n, m int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ops, f.syncs, f.failAt, f.last, f.failed, f.done = 0, 0, n, m, nil, nil
}

func (f *faults) counts() (ops, syncs int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ops, f.syncs
}

// fails counts an operation and says whether it fails.
func (f *faults) fails(what string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ops++
	if strings.HasPrefix(what, "head") || what == "rename" || what == "dir sync" {
		f.done = append(f.done, what)
	}
	if what == "sync" || what == "head sync" || what == "dir sync" {
		f.syncs++
	}
	if f.failAt == 0 || f.ops < f.failAt || f.ops > f.last {
		return false
	}
	f.failed = append(f.failed, what)
	return true
}

// The file with the head.

func (f *faults) ReadFile(path string) ([]byte, error) { return osDisk{}.ReadFile(path) }

func (f *faults) Create(path string) (diskFile, error) {
	file, err := osDisk{}.Create(path)
	return faultFile{file, f}, err
}

// faultFile is the file with the head on a disk that fails.
type faultFile struct {
	diskFile
	disk *faults
}

func (f faultFile) Write(b []byte) (int, error) {
	if f.disk.fails("head write") {
		n, _ := f.diskFile.Write(b[:len(b)/2])
		return n, syscall.ENOSPC
	}
	return f.diskFile.Write(b)
}

func (f faultFile) Sync() error {
	if f.disk.fails("head sync") {
		return syscall.EIO
	}
	return f.diskFile.Sync()
}

func (f *faults) Rename(from, to string) error {
	if f.fails("rename") {
		return syscall.ENOSPC
	}
	return osDisk{}.Rename(from, to)
}

func (f *faults) SyncDir(dir string) error {
	if f.fails("dir sync") {
		return syscall.EIO
	}
	return osDisk{}.SyncDir(dir)
}

// The database: a copy of SQLite's way to the files, with the calls that write
// replaced.

// kept are the functions that SQLite holds by addresses, which the garbage
// collector can't see. All else that it holds is memory of its own.
var kept struct {
	mu   sync.Mutex
	all  []any
	next atomic.Int64
}

func keep[T any](v T) T {
	kept.mu.Lock()
	defer kept.mu.Unlock()
	kept.all = append(kept.all, v)
	return v
}

func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// address is how the translated SQLite holds a function.
func address[F any](f F) uintptr {
	return *(*uintptr)(unsafe.Pointer(keep(&struct{ f F }{f})))
}

func function[F any](p uintptr) F {
	return *(*F)(unsafe.Pointer(&p))
}

type (
	openFunc  = func(tls *libc.TLS, vfs, path, file uintptr, flags int32, out uintptr) int32
	writeFunc = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
	truncFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc  = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// newFaults makes a disk without faults.
func newFaults(t testing.TB) *faults {
	t.Helper()
	f := &faults{name: fmt.Sprintf("faults-%d", kept.next.Add(1))}
	tls := libc.NewTLS()
	defer tls.Close()
	original := (*sqlite3.Tsqlite3_vfs)(at(sqlite3.Xsqlite3_vfs_find(tls, 0)))
	place := sqlite3.Xsqlite3_malloc(tls, int32(unsafe.Sizeof(*original)))
	vfs := (*sqlite3.Tsqlite3_vfs)(at(place))
	*vfs = *original
	name, err := libc.CString(f.name)
	must(t, err)
	vfs.FzName, vfs.FpNext = name, 0

	var mu sync.Mutex
	methods := map[uintptr]uintptr{} // the original's → ours
	open := function[openFunc](original.FxOpen)
	vfs.FxOpen = address(openFunc(func(tls *libc.TLS, v, path, file uintptr, flags int32, out uintptr) int32 {
		rc := open(tls, v, path, file, flags, out)
		mu.Lock()
		defer mu.Unlock()
		if p := &(*sqlite3.Tsqlite3_file)(at(file)).FpMethods; rc == sqlite3.SQLITE_OK && *p != 0 {
			if methods[*p] == 0 {
				methods[*p] = f.methods(tls, *p)
			}
			*p = methods[*p]
		}
		return rc
	}))
	if rc := sqlite3.Xsqlite3_vfs_register(tls, place, 0); rc != sqlite3.SQLITE_OK {
		t.Fatalf("register: %d", rc)
	}
	return f
}

func (f *faults) methods(tls *libc.TLS, original uintptr) uintptr {
	place := sqlite3.Xsqlite3_malloc(tls, int32(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
	m := (*sqlite3.Tsqlite3_io_methods)(at(place))
	*m = *(*sqlite3.Tsqlite3_io_methods)(at(original))
	write, trunc, sync := function[writeFunc](m.FxWrite), function[truncFunc](m.FxTruncate), function[syncFunc](m.FxSync)
	m.FxWrite = address(writeFunc(func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
		if f.fails("write") {
			_ = write(tls, file, buf, n/2, offset) // what fitted
			return sqlite3.SQLITE_FULL
		}
		return write(tls, file, buf, n, offset)
	}))
	m.FxTruncate = address(truncFunc(func(tls *libc.TLS, file uintptr, size int64) int32 {
		if f.fails("truncate") {
			return sqlite3.SQLITE_IOERR_TRUNCATE
		}
		return trunc(tls, file, size)
	}))
	m.FxSync = address(syncFunc(func(tls *libc.TLS, file uintptr, flags int32) int32 {
		if f.fails("sync") {
			return sqlite3.SQLITE_IOERR_FSYNC
		}
		return sync(tls, file, flags)
	}))
	return place
}
