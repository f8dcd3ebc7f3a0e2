package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/dojo/journal"
)

func TestOpenNeedsToKnow(t *testing.T) {
	t.Parallel()
	w := newWall()
	for _, o := range []Options{{}, {Dir: t.TempDir(), Now: w.Now}, {Dir: t.TempDir(), Process: "p"}, {Process: "p", Now: w.Now}} {
		if _, err := Open(ctx, o); err == nil {
			t.Errorf("%+v", o)
		}
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Open(over, options(stateDir(t), w)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the profile's access lists keep others out")
	}
	o := options(filepath.Join(stateDir(t), "deeper"), newWall())
	s := open(t, o)
	fill(t, s, 0, 1)
	mode := func(path string, want os.FileMode) {
		t.Helper()
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%s: %04o, want %04o", path, info.Mode().Perm(), want)
		}
	}
	mode(o.Dir, 0o700)
	mode(filepath.Dir(o.Dir), 0o700)
	for _, name := range []string{dbName, dbName + "-wal", dbName + "-shm", headName} {
		mode(filepath.Join(o.Dir, name), 0o600)
	}
	shut(t, s)
	// Files that became too open are closed again: they are ours.
	must(t, os.Chmod(filepath.Join(o.Dir, dbName), 0o644))
	must(t, os.Chmod(filepath.Join(o.Dir, headName), 0o666))
	shut(t, open(t, o))
	mode(filepath.Join(o.Dir, dbName), 0o600)
	mode(filepath.Join(o.Dir, headName), 0o600)
	// A directory isn't: it may be somebody's home.
	for _, m := range []os.FileMode{0o755, 0o701, 0o770} {
		must(t, os.Chmod(o.Dir, m))
		_, err := Open(ctx, o)
		wantKind(t, m.String(), err, journal.ErrTooOpen)
		if err != nil && !strings.Contains(err.Error(), "chmod 700") {
			t.Errorf("what to do: %v", err)
		}
		mode(o.Dir, m)
	}
}

func TestOddPlaces(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	// Names that mean something in a URL or a pattern.
	for _, name := range []string{"a b", "50%", "q?x=1", "h#h", "[x]", "ü", "a&b", `back\slash`, "%41"} {
		if runtime.GOOS == "windows" && strings.ContainsAny(name, `?\`) {
			continue
		}
		o := options(filepath.Join(root, name), newWall())
		s := open(t, o)
		fill(t, s, 0, 1)
		shut(t, s)
		if r, err := Verify(ctx, o.Dir, ""); err != nil || r.Head.Count != 3 {
			t.Errorf("%q: %+v, %v", name, r, err)
		}
		if _, err := os.Stat(filepath.Join(o.Dir, dbName)); err != nil {
			t.Error(err)
		}
	}
	file := filepath.Join(root, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	_, err := Open(ctx, options(file, newWall()))
	if err == nil {
		t.Error("a file as the directory")
	}
	dir := filepath.Join(root, "link")
	must(t, os.Mkdir(dir, 0o700))
	link := filepath.Join(dir, dbName)
	_ = os.Symlink(file, link)
	// Accounts of Windows may make none, and wine says that it made one and did not.
	if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink != 0 {
		_, err = Open(ctx, options(dir, newWall()))
		wantKind(t, "a link as the database", err, journal.ErrForeign)
	}
}

func TestNetworkFileSystems(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	o.fileSystem = func(dir string) (fileSystem, error) {
		if dir != o.Dir {
			t.Errorf("asked for %s", dir)
		}
		return fileSystem{Name: "nfs", Network: true}, nil
	}
	_, err := Open(ctx, o)
	wantKind(t, "nfs", err, journal.ErrNetwork)
	if _, err := os.Stat(filepath.Join(o.Dir, dbName)); err == nil {
		t.Error("a database was made there")
	}
	o.fileSystem = func(string) (fileSystem, error) { return fileSystem{}, syscall.EACCES }
	_, err = Open(ctx, o)
	wantKind(t, "unknown", err, journal.ErrReadOnly)
}

func TestForeignAndNewer(t *testing.T) {
	t.Parallel()
	lay := func(statements string) Options {
		o := options(stateDir(t), newWall())
		must(t, os.MkdirAll(o.Dir, 0o700))
		db, err := sql.Open("sqlite", filepath.Join(o.Dir, dbName))
		must(t, err)
		_, err = db.ExecContext(ctx, statements)
		must(t, errors.Join(err, db.Close()))
		return o
	}
	refused := func(what string, o Options, kind error) {
		t.Helper()
		before := files(t, o.Dir)
		_, err := Open(ctx, o)
		wantKind(t, what, err, kind)
		_, err = Verify(ctx, o.Dir, "")
		wantKind(t, what+" verified", err, kind)
		for name, b := range files(t, o.Dir) {
			if name == dbName && len(b) != len(before[name]) {
				t.Errorf("%s: it was changed", what)
			}
		}
	}
	refused("another database", lay("CREATE TABLE x (y)"), journal.ErrForeign)
	refused("another program's version", lay("PRAGMA user_version = 1"), journal.ErrForeign)
	newer := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d; CREATE TABLE event (seq)", applicationID, len(migrations)+1)
	refused("a newer journal", lay(newer), journal.ErrNewer)

	o := options(stateDir(t), newWall())
	must(t, os.MkdirAll(o.Dir, 0o700))
	must(t, os.WriteFile(filepath.Join(o.Dir, dbName), []byte(strings.Repeat("not a database\n", 300)), 0o600))
	_, err := Open(ctx, o)
	wantKind(t, "a text", err, journal.ErrDamaged)

	// One that becomes newer while it is used.
	s := open(t, options(stateDir(t), newWall()))
	_, err = s.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(migrations)+1))
	must(t, err)
	wantKind(t, "newer by now", s.Begin(ctx, attempt("a", "pi_1", journal.Intended)), journal.ErrNewer)
}

func TestGone(t *testing.T) {
	t.Parallel()
	for _, change := range []func(dir string) error{
		os.RemoveAll,
		func(dir string) error { return os.Rename(dir, dir+"-2") },
		func(dir string) error { return os.Remove(filepath.Join(dir, dbName)) },
		func(dir string) error {
			return errors.Join(os.Rename(filepath.Join(dir, dbName), filepath.Join(dir, "x")), os.WriteFile(filepath.Join(dir, dbName), nil, 0o600))
		},
	} {
		o := options(stateDir(t), newWall())
		s := open(t, o)
		if err := change(o.Dir); err != nil {
			t.Skip(err) // Windows keeps what is open
		}
		wantKind(t, "gone", s.Begin(ctx, attempt("a", "pi_1", journal.Intended)), journal.ErrGone)
		wantKind(t, "gone for good", s.Begin(ctx, attempt("a", "pi_1", journal.Intended)), journal.ErrGone)
	}
}

// A journal that loses its end while the program runs takes no more.
func TestBehindWhileOpen(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 1)
	must(t, os.WriteFile(filepath.Join(o.Dir, headName), formatHead(journal.Head{Count: 4, Hash: strings.Repeat("a", 64)}), 0o600))
	wantKind(t, "behind", s.Begin(ctx, attempt("x", "pi_x", journal.Intended)), journal.ErrBehind)
	wantKind(t, "from then on", s.Begin(ctx, attempt("x", "pi_x", journal.Intended)), journal.ErrBehind)
	if _, err := Open(ctx, o); !errors.Is(err, journal.ErrBehind) {
		t.Errorf("%v", err)
	}
}

// A process that ended between its commit and its head is put right.
func TestHeadIsRepaired(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 1)
	old, err := os.ReadFile(filepath.Join(o.Dir, headName))
	must(t, err)
	fill(t, s, 1, 2)
	shut(t, s)
	must(t, os.WriteFile(filepath.Join(o.Dir, headName), old, 0o600))
	must(t, os.WriteFile(filepath.Join(o.Dir, headName+".0011.tmp"), old[:5], 0o600))
	r, err := Verify(ctx, o.Dir, "")
	if err != nil || headOf(t, o.Dir).Count != 3 || r.Head.Count != 9 {
		t.Errorf("verify: %+v, %v", r, err)
	}
	s = open(t, o)
	head, there, err := s.head.read()
	if err != nil || !there || head.Count != 9 {
		t.Errorf("%+v, %v", head, err)
	}
	for name := range files(t, o.Dir) {
		if strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s is left", name)
		}
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	shut(t, s)
	wantKind(t, "begin", s.Begin(ctx, attempt("a", "pi_1", journal.Intended)), journal.ErrClosed)
	_, err := s.Attempts(ctx, journal.Filter{})
	wantKind(t, "attempts", err, journal.ErrClosed)
	_, err = s.End(ctx)
	wantKind(t, "head", err, journal.ErrClosed)
	for _, err := range s.Events(ctx, journal.Filter{}) {
		wantKind(t, "events", err, journal.ErrClosed)
	}
}

// An account that may not write there is told so, and nothing is begun.
func TestReadOnlyDirectory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permissions are access lists")
	}
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere: TestReadOnlyForNobody runs instead")
	}
	o := options(stateDir(t), newWall())
	must(t, os.MkdirAll(o.Dir, 0o700))
	must(t, os.Chmod(o.Dir, 0o500))
	defer func() { _ = os.Chmod(o.Dir, 0o700) }()
	_, err := Open(ctx, o)
	wantKind(t, "no new journal", err, journal.ErrReadOnly)
	must(t, os.Chmod(o.Dir, 0o700))
	shut(t, open(t, o))
	must(t, os.Chmod(o.Dir, 0o500))
	_, err = Open(ctx, o)
	wantKind(t, "an old journal", err, journal.ErrReadOnly)
	wantKind(t, "its folder", CheckDir(o.Dir), journal.ErrReadOnly)
}

// CheckDir says what is wrong with a folder, and makes nothing.
func TestCheckDir(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	if err := CheckDir(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) > 0 {
		t.Errorf("something was made: %v, %v", entries, err)
	}
	must(t, os.Mkdir(dir, 0o700))
	must(t, CheckDir(dir))
	if runtime.GOOS != "windows" {
		must(t, os.Chmod(dir, 0o755))
		wantKind(t, "open to others", CheckDir(dir), journal.ErrTooOpen)
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	wantKind(t, "a file", CheckDir(file), journal.ErrForeign)
}

// TestReadOnlyDirectory where the tests are run by root, which no permission stops: as
// another account.
func TestReadOnlyForNobody(t *testing.T) {
	// Not beside other tests: a process that one of them starts while the program is
	// being written would hold it open, and Linux runs no such file.
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("TestReadOnlyDirectory does this")
	}
	exe, err := os.ReadFile("/proc/self/exe")
	must(t, err)
	root, err := os.MkdirTemp("", "journal") //nolint:usetesting // its directories can't be entered by others
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	must(t, os.Chmod(root, 0o755))
	must(t, os.WriteFile(filepath.Join(root, "test"), exe, 0o755))
	cmd := exec.Command(filepath.Join(root, "test"), "-test.run=^TestReadOnlyDirectory$", "-test.v")
	cmd.Dir = root
	must(t, os.Mkdir(filepath.Join(root, "tmp"), 0o777))
	must(t, os.Chmod(filepath.Join(root, "tmp"), 0o777))
	cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Join(root, "tmp"))
	asNobody(cmd)
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Skip("another account can't be taken here")
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: TestReadOnlyDirectory") {
		t.Errorf("%v\n%s", err, out)
	}
}
