package scripttest

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
	"dojoreversals/ui/internal/shopday"
)

// key is none: the sandbox takes anything that begins with sk_.
const key = "sk_sandbox_script_not_a_real_key"

// patience bounds the waits for the program and the sandbox.
const patience = time.Minute

var update = flag.Bool("update", false, "write what the scripts' cmp commands found into the scripts")

func TestMain(m *testing.M) { os.Exit(ptytest.Suite(m).Run()) }

func TestScripts(t *testing.T) {
	t.Parallel()
	program := os.Getenv("SCRIPTTEST_PROGRAM") // one that was built before, as for Windows
	if program == "" {
		program = ptytest.Build(t, "../../..")
	}
	program, err := filepath.Abs(program) // with its drive on Windows: the scripts run on another
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata", RequireUniqueNames: true, UpdateScripts: *update,
		Condition: condition,
		Setup: func(env *testscript.Env) error {
			w := &world{program: program}
			env.Values[worldKey{}] = w
			env.Defer(func() { w.end(env) })
			return w.setUp(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"run": run, "begin": begin, "signal": signal, "end": end, "contains": contains,
			"sandbox": startSandbox, "pay": pay, "becomes": becomes, "fault": fault, "requests": requests, "await": await,
			"network": startNetwork, "write": write, "private": private, "key-in": keyIn, "unpack": unpack,
		},
	})
}

// condition knows session-bus: whether this account has a bus that programs find by
// themselves, with a keyring that no test may touch.
func condition(name string) (bool, error) {
	if name != "session-bus" {
		return false, fmt.Errorf("there is no condition %s", name)
	}
	_, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid()))
	return err == nil, nil
}

// worldKey is where a script has its world.
type worldKey struct{}

// world is what one script has besides its files.
type world struct {
	program string
	zone    *time.Location
	dojo    *sandbox.Dojo // nil before the command sandbox
	server  *sandbox.Server
	payer   payer
	running map[string]*process
	keyIn   []string // files in which the key may stand
}

func of(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// setUp gives a script an empty home, and no way out of this machine.
func (w *world) setUp(env *testscript.Env) error {
	zone, err := shopday.Daytime(time.Now())
	if err != nil {
		return err
	}
	w.zone, w.running = zone, map[string]*process{}
	home := filepath.Join(env.WorkDir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	for name, value := range map[string]string{
		"PROGRAM": w.program, "HOME": home, "USERPROFILE": home, "AppData": filepath.Join(home, "AppData"), "LocalAppData": filepath.Join(home, "LocalAppData"),
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_STATE_HOME": filepath.Join(home, "state"),
		// This account's own keyring is never asked.
		"XDG_RUNTIME_DIR": "", "DBUS_SESSION_BUS_ADDRESS": "autolaunch:",
		"DOJO_API_KEY": key, "DOJO_TIMEZONE": zone.String(), "DOJO_BASE_URL": "http://127.0.0.1:1",
		"LANG": "C.UTF-8", "TERM": "xterm-256color", "NO_COLOR": "1",
		// Nothing listens there. Go asks no proxy for addresses of this machine.
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1",
	} {
		env.Setenv(name, value)
	}
	return nil
}

// end ends what a script began, and searches what it wrote.
func (w *world) end(env *testscript.Env) {
	for _, p := range w.running {
		_ = p.command.Process.Kill()
		<-p.ended
	}
	if w.server != nil {
		_ = w.server.Close()
	}
	leaks, err := w.leaks(env.WorkDir)
	if err != nil {
		env.T().Fatal(err)
	}
	if len(leaks) > 0 {
		env.T().Fatal(fmt.Sprintf("secrets were written: %q", leaks))
	}
}

// leaks are the secrets that stand in files below a folder, with their files.
func (w *world) leaks(dir string) (found []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found = append(found, w.leaksIn(path, b)...)
		return nil
	})
	return found, err
}

// leaksIn are the secrets in what stands in a file or was written to a stream.
func (w *world) leaksIn(name string, b []byte) (found []string) {
	secrets := sandbox.Decoys()
	if !slices.Contains(w.keyIn, name) {
		secrets = append(secrets, key, proxyPassword)
	}
	for _, secret := range secrets {
		if bytes.Contains(b, []byte(secret)) {
			found = append(found, secret+" in "+name)
		}
	}
	return found
}

// The search for secrets finds each of them, and the key where it may not stand.
func TestLeaks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	allowed := filepath.Join(dir, "key")
	w := world{keyIn: []string{allowed}}
	for name, text := range map[string]string{"key": key, "log": "Basic " + key, "record": "x" + sandbox.DecoySecret, "fine": "42.50"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if found, err := w.leaks(dir); err != nil || len(found) != 2 {
		t.Errorf("%v, %q", err, found)
	}
}

// private checks that only this account can read files.
func private(ts *testscript.TestScript, neg bool, files []string) {
	if runtime.GOOS == "windows" {
		return // access.ByOthers has tests of its own
	}
	for _, name := range files {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if (info.Mode().Perm()&0o077 == 0) == neg {
			ts.Fatalf("%s has the mode %v", name, info.Mode())
		}
	}
}

// keyIn says in which files the key may stand.
func keyIn(ts *testscript.TestScript, _ bool, files []string) {
	for _, name := range files {
		of(ts).keyIn = append(of(ts).keyIn, ts.MkAbs(name))
	}
}
