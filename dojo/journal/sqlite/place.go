package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"dojoreversals/dojo/access"
	"dojoreversals/dojo/journal"
)

// prepareDir makes the journal's directory, for this account only, or checks one
// that exists: its file system, and who may enter.
//
// A directory that others may enter is refused and not closed: it may be a home or a
// shared folder that somebody named by mistake, and closing it would lock its other
// users out.
func prepareDir(dir string, probe func(string) (fileSystem, error)) error {
	if dir == "" {
		return &journal.Error{Kind: journal.ErrNone, Path: dir, Err: errors.New("no directory was named")}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return &journal.Error{Kind: journal.ErrForeign, Path: dir, Err: err}
		}
		return classify(dir, err)
	}
	return checkDir(dir, probe)
}

// CheckDir says what is wrong with a journal's directory, without making or changing
// anything. Its error is that of Open, or is fs.ErrNotExist where there is no directory
// yet.
func CheckDir(dir string) error {
	_, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s isn't there: %w", dir, fs.ErrNotExist)
	}
	if err := checkDir(dir, fileSystemOf); err != nil {
		return err
	}
	return classify(dir, mayWrite(dir))
}

// checkDir checks a directory that exists: its file system, and who may enter.
func checkDir(dir string, probe func(string) (fileSystem, error)) error {
	info, err := os.Stat(dir)
	if err != nil {
		return classify(dir, err)
	}
	if !info.IsDir() {
		return trouble(journal.ErrForeign, dir, "it isn't a directory")
	}
	// If the system can't tell who may enter, as on a disk without permissions, the
	// checks below decide.
	if open, err := access.ByOthers(dir); err == nil && open {
		return trouble(journal.ErrTooOpen, dir, "%s", whyTooOpen(info.Mode()))
	}
	return checkPlace(dir, probe)
}

func checkPlace(dir string, probe func(string) (fileSystem, error)) error {
	where, err := probe(dir)
	if err != nil {
		return classify(dir, err)
	}
	if where.Network {
		return trouble(journal.ErrNetwork, dir, "%s; choose a directory on this machine's own disk", where.Name)
	}
	return nil
}

// prepareFile makes an empty database for this account only, since SQLite would
// leave that to the umask. It takes other accounts' rights to the journal's files
// away: these files are ours.
//
// It opens the database only if it has just made it. Closing a file drops all locks
// that SQLite has on it in this process.
func prepareFile(dir string) error {
	path := filepath.Join(dir, dbName)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return classify(path, err)
	}
	for _, name := range []string{dbName, dbName + "-wal", dbName + "-shm", headName} {
		path := filepath.Join(dir, name)
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return classify(path, err)
		case !info.Mode().IsRegular():
			return trouble(journal.ErrForeign, path, "it isn't a plain file")
		case !tooOpen(info.Mode()):
			continue
		}
		// Chmod takes the name and doesn't open the file.
		if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &journal.Error{Kind: journal.ErrTooOpen, Path: path, Err: err}
		}
	}
	return nil
}

// dsn is the database's address for the driver. Every setting that a record depends
// on is in it, so that none is left to the driver's defaults.
func dsn(path string, params url.Values) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	u := url.URL{Path: path}
	return "file://" + u.EscapedPath() + "?" + params.Encode()
}

// settings are those of each connection, by SQLite's own names.
func settings(busyMillis int64, vfs string) url.Values {
	v := url.Values{}
	v.Set("_defensive", "1")
	v.Set("_dqs", "0")
	v.Set("_error_rc", "1")
	for _, p := range []string{
		fmt.Sprintf("busy_timeout(%d)", busyMillis),
		// FULL waits for the disk at each commit; fullfsync makes macOS wait
		// for the platter, not only for the drive's memory.
		"synchronous(FULL)", "fullfsync(1)", "checkpoint_fullfsync(1)",
		"trusted_schema(0)", "cell_size_check(1)", "mmap_size(0)", "recursive_triggers(1)",
	} {
		v.Add("_pragma", p)
	}
	if vfs != "" {
		v.Set("vfs", vfs)
	}
	return v
}
