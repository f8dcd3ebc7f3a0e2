package sqlite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"dojoreversals/dojo/journal"
)

// The names of the files in the journal's directory.
const (
	dbName   = "journal.db"
	headName = "journal.head"
)

// Files are the names of a record and of its head in the journal's directory.
func Files() (record, head string) { return dbName, headName }

// disk is how the file with the head is read and written. SQLite has its own way
// to the database.
type disk interface {
	ReadFile(path string) ([]byte, error)
	// Create begins a file anew, for this account only.
	Create(path string) (diskFile, error)
	// Rename puts a file in another's place, whole or not at all.
	Rename(from, to string) error
	// SyncDir waits until the names in a directory are on the disk.
	SyncDir(dir string) error
}

type diskFile interface {
	io.WriteCloser
	// Sync waits until what was written is on the disk.
	Sync() error
}

type osDisk struct{}

func (osDisk) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }

func (osDisk) Create(path string) (diskFile, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err // a *os.File that is nil would be no nil diskFile
	}
	return f, nil
}

func (osDisk) Rename(from, to string) error { return replace(from, to) }
func (osDisk) SyncDir(dir string) error     { return syncDir(dir) }

// headFile is the small file beside the database that holds the head. It tells a
// journal that lost its end from a whole one: SQLite takes a torn end of its log
// for a transaction that crashed, and drops it without a word.
//
// The file is replaced whole after each commit, before the caller is told. That is
// done only while the database is locked for writing, so that the head never goes
// back. A crash in between leaves the head behind the database, and the next start
// brings it up (repairHead).
type headFile struct {
	disk disk
	dir  string
	tmp  string // the file that this process prepares; each process has its own
}

func newHeadFile(d disk, dir, process string) headFile {
	sum := sha256.Sum256([]byte(process))
	return headFile{disk: d, dir: dir, tmp: filepath.Join(dir, headName+"."+hex.EncodeToString(sum[:6])+".tmp")}
}

func (h headFile) path() string { return filepath.Join(h.dir, headName) }

// read gives the head on disk, and false where there is no file.
func (h headFile) read() (journal.Head, bool, error) {
	b, err := h.disk.ReadFile(h.path())
	if errors.Is(err, fs.ErrNotExist) {
		return journal.Head{Hash: journal.NoHash}, false, nil
	}
	if err != nil {
		return journal.Head{}, false, classify(h.path(), err)
	}
	head, err := parseHead(b)
	if err != nil {
		return journal.Head{}, false, &journal.Error{Kind: journal.ErrHead, Path: h.path(), Err: err}
	}
	return head, true, nil
}

// prepare writes the next head to the disk under another name, so that a full disk
// is noticed while the transaction can still be rolled back.
func (h headFile) prepare(head journal.Head) error {
	return classify(h.tmp, writeFile(h.disk, h.tmp, formatHead(head)))
}

// writeFile writes a file anew and waits until it is on the disk. A power cut right
// after the renaming could lose content that wasn't on the disk before it.
func writeFile(d disk, path string, b []byte) error {
	f, err := d.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// promote makes the prepared file the head. It is called while the database is
// locked for writing.
func (h headFile) promote(head journal.Head) error {
	now, there, err := h.read()
	if err != nil {
		return err
	}
	if there && now.Count >= head.Count {
		return nil // another process has recorded a later event meanwhile
	}
	err = h.disk.Rename(h.tmp, h.path())
	if errors.Is(err, fs.ErrNotExist) {
		// A starting process tidied it away.
		if err = h.prepare(head); err == nil {
			err = h.disk.Rename(h.tmp, h.path())
		}
	}
	if err == nil {
		err = h.disk.SyncDir(h.dir)
	}
	return classify(h.path(), err)
}

// put makes a head the head at once. The database is locked for writing.
func (h headFile) put(head journal.Head) error {
	if err := h.prepare(head); err != nil {
		return err
	}
	return h.promote(head)
}

// tidy removes the files that crashed processes had prepared.
func (h headFile) tidy() {
	left, _ := filepath.Glob(filepath.Join(globEscape(h.dir), headName+".*.tmp"))
	for _, name := range left {
		_ = os.Remove(name)
	}
}

// globEscape makes a path stand for itself in a pattern. Windows has no such
// escapes, and its names can't have the characters that need them but "[".
func globEscape(path string) string {
	if filepath.Separator == '\\' {
		return path
	}
	var b bytes.Buffer
	for _, r := range path {
		switch r {
		case '*', '?', '[', '\\':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func formatHead(h journal.Head) []byte { return fmt.Appendf(nil, "%d %s\n", h.Count, h.Hash) }

// parseHead reads a head strictly: a file that something else has changed must not
// pass for a head.
func parseHead(b []byte) (journal.Head, error) {
	count, hash, ok := bytes.Cut(b, []byte(" "))
	n, err := strconv.ParseInt(string(count), 10, 64)
	h := journal.Head{Count: n, Hash: string(bytes.TrimSuffix(hash, []byte("\n")))}
	raw, hexErr := hex.DecodeString(h.Hash)
	if !ok || err != nil || hexErr != nil || len(raw) != sha256.Size || n < 0 || !bytes.Equal(formatHead(h), b) {
		return journal.Head{}, errors.New("it doesn't hold a count and a hash")
	}
	if (n == 0) != (h.Hash == journal.NoHash) {
		return journal.Head{}, errors.New("its count and its hash don't go together")
	}
	return h, nil
}
