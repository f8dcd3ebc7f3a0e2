package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strconv"

	"dojoreversals/dojo/journal"
)

// disk is how files are read and written. Tests put one in its place that crashes.
type disk interface {
	ReadFile(path string) ([]byte, error)
	// Append opens a file to add to its end, for this account alone if it is new.
	Append(path string) (diskFile, error)
	// Create begins a file anew, for this account alone.
	Create(path string) (diskFile, error)
	// Rename puts a file in another's place, whole or not at all.
	Rename(from, to string) error
	// Is says whether an open file is the one that has this path.
	Is(path string, f diskFile) (bool, error)
	// SyncDir waits until the names in a directory are on the disk.
	SyncDir(dir string) error
}

type diskFile interface {
	io.WriteCloser
	io.ReaderAt
	Size() (int64, error)
	// Sync waits until what was written is on the disk.
	Sync() error
}

type osDisk struct{}

func (osDisk) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }
func (osDisk) Rename(from, to string) error         { return os.Rename(from, to) }

func (osDisk) Append(path string) (diskFile, error) {
	// A pipe takes lines that nobody may ever read, and once it is full it holds up who
	// writes for ever.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s isn't an ordinary file: move it away, and one is made there", path)
	}
	return file(os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600))
}

func (osDisk) Create(path string) (diskFile, error) {
	return file(os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600))
}

type osFile struct{ *os.File }

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func file(f *os.File, err error) (diskFile, error) { return osFile{f}, err }

func (osDisk) Is(path string, f diskFile) (bool, error) {
	named, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	open, ok := f.(osFile)
	if !ok {
		return false, nil
	}
	info, err := open.Stat()
	return err == nil && os.SameFile(named, info), err
}

func (osDisk) SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // a directory can't be synced there, and NTFS keeps its names by itself
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// cursorFile is the file that says up to which event the target has the lines: the
// number and the hash of that event. It is replaced whole. If the newest one is lost in a
// power cut, the one before makes some lines come again.
type cursorFile struct {
	disk disk
	path string
}

// read gives what the file says, the beginning where there is none. The beginning comes
// with an error where the file can't be read or understood.
func (c cursorFile) read() (journal.Head, error) {
	none := journal.Head{Hash: journal.NoHash}
	b, err := c.disk.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err == nil {
		var head journal.Head
		if head, err = parseCursor(b); err == nil {
			return head, nil
		}
	}
	return none, fmt.Errorf("%w (%s: %w)", ErrCursor, c.path, err)
}

func (c cursorFile) write(head journal.Head) error {
	tmp := c.path + ".tmp"
	f, err := c.disk.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(formatCursor(head))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return c.disk.Rename(tmp, c.path)
}

// CursorName is the name of the cursor for a target. Each target has its own.
func CursorName(t Target) string {
	sum := sha256.Sum256([]byte(t.Network + " " + t.Address))
	return "audit-" + hex.EncodeToString(sum[:6]) + ".cursor"
}

func formatCursor(h journal.Head) []byte { return fmt.Appendf(nil, "%d %s\n", h.Count, h.Hash) }

func parseCursor(b []byte) (journal.Head, error) {
	count, hash, _ := bytes.Cut(b, []byte(" "))
	n, err := strconv.ParseInt(string(count), 10, 64)
	h := journal.Head{Count: n, Hash: string(bytes.TrimSuffix(hash, []byte("\n")))}
	if err != nil || n < 1 || len(h.Hash) != len(journal.NoHash) || !bytes.Equal(formatCursor(h), b) {
		return journal.Head{}, errors.New("it doesn't hold a number and a hash")
	}
	return h, nil
}
