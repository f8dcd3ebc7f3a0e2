package scripttest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dojoreversals/config"
)

// process is a program that runs in the background.
type process struct {
	command *exec.Cmd
	ended   chan struct{}
}

// run runs the program to its end.
func run(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: run CODE ARGUMENT…")
	}
	err := ts.Exec(of(ts).program, args[1:]...)
	for _, stream := range []string{"stdout", "stderr"} {
		said := ts.ReadFile(stream)
		if leaks := of(ts).leaksIn(stream, []byte(said)); len(leaks) > 0 {
			ts.Fatalf("secrets were written: %q", leaks)
		}
	}
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	wantCode(ts, code, args[0])
}

func wantCode(ts *testscript.TestScript, code int, want string) {
	if !slices.Contains(strings.Split(want, "|"), strconv.Itoa(code)) {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
}

// begin runs the program in the background.
func begin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: begin NAME ARGUMENT…")
	}
	c := exec.Command(of(ts).program, args[1:]...)
	c.Dir, c.Env = ts.MkAbs("."), environment(ts)
	for name, to := range map[string]func(*os.File){".out": func(f *os.File) { c.Stdout = f }, ".err": func(f *os.File) { c.Stderr = f }} {
		f, err := os.Create(ts.MkAbs(args[0] + name))
		ts.Check(err)
		defer f.Close() // the program has one of its own
		to(f)
	}
	ts.Check(c.Start())
	p := &process{c, make(chan struct{})}
	go func() {
		defer close(p.ended)
		_ = c.Wait()
	}()
	of(ts).running[args[0]] = p
}

// environment is that of the programs of a script. testscript gives each variable by
// its name only.
func environment(ts *testscript.TestScript) (env []string) {
	names := []string{
		"PATH", "HOME", "USERPROFILE", "AppData", "LocalAppData", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
		"LANG", "TERM", "NO_COLOR", "HTTP_PROXY", "HTTPS_PROXY",
	}
	for _, s := range config.Table() {
		if s.Env != "" {
			names = append(names, s.Env)
		}
	}
	for _, name := range names {
		if value := ts.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func running(ts *testscript.TestScript, name string) *process {
	p := of(ts).running[name]
	if p == nil {
		ts.Fatalf("nothing was begun as %s", name)
	}
	return p
}

// signal sends a signal to a program in the background.
func signal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: signal NAME INT")
	}
	s, ok := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "KILL": os.Kill}[args[1]]
	if !ok {
		ts.Fatalf("no signal %s", args[1])
	}
	ts.Check(running(ts, args[0]).command.Process.Signal(s))
}

// end waits until a program in the background ends.
func end(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: end NAME CODE")
	}
	p := running(ts, args[0])
	select {
	case <-p.ended:
	case <-time.After(patience):
		ts.Fatalf("%s goes on: %q, %q", args[0], ts.ReadFile(args[0]+".out"), ts.ReadFile(args[0]+".err"))
	}
	delete(of(ts).running, args[0])
	ts.Logf("[%s]\n%s%s", args[0], ts.ReadFile(args[0]+".out"), ts.ReadFile(args[0]+".err"))
	wantCode(ts, p.command.ProcessState.ExitCode(), args[1])
}

// contains waits until a file has a text in it.
func contains(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: contains FILE TEXT")
	}
	eventually(ts, args[0]+" has "+args[1], func() bool {
		b, _ := os.ReadFile(ts.MkAbs(args[0]))
		return bytes.Contains(b, []byte(args[1]))
	})
}

// eventually waits until something is so.
func eventually(ts *testscript.TestScript, what string, is func() bool) {
	for late := time.After(patience); !is(); {
		select {
		case <-late:
			ts.Fatalf("it never came that %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
