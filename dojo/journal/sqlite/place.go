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

// prepareDir makes the journal's directory, for this account only, or looks at
// one that exists: what it is on, and who may enter.
//
// One that others may enter is refused rather than closed: it may be a home or
// a shared folder that somebody named by mistake, and shutting others out of
// what isn't ours would do harm that nobody asked for.
func prepareDir(dir string, probe func(string) (FileSystem, error)) error {
	if dir == "" {
		return &journal.Error{Kind: journal.ErrNone, Path: dir, Err: errors.New("no directory was named")}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return &journal.Error{Kind: journal.ErrForeign, Path: dir, Err: err}
		}
		return classify(dir, err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return classify(dir, err)
	}
	if !info.IsDir() {
		return trouble(journal.ErrForeign, dir, "it isn't a directory")
	}
	// Where it can't be told who may enter, as on a disk without permissions
	// that is then found out below, nothing is said of it.
	if open, err := access.ByOthers(dir); err == nil && open {
		return trouble(journal.ErrTooOpen, dir, "%s", whyTooOpen(info.Mode()))
	}
	return checkPlace(dir, probe)
}

func checkPlace(dir string, probe func(string) (FileSystem, error)) error {
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
// leave that to the umask, and closes what is too open: these files are ours.
//
// The file is opened only where it didn't exist before this call. Any other
// open and close of a database would drop the locks that SQLite has on it in
// this process.
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
		// By its name, which doesn't open it.
		if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &journal.Error{Kind: journal.ErrTooOpen, Path: path, Err: err}
		}
	}
	return nil
}

// dsn names the database for the driver. Each connection has the same settings;
// none of them is left to the driver's defaults where a record depends on it.
func dsn(path string, params url.Values) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	u := url.URL{Path: path}
	return "file://" + u.EscapedPath() + "?" + params.Encode()
}

// Names of the settings are those of SQLite.
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
