//go:build !windows

package cli_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// awaitLog waits until a run writes its log: from then on Go adds what it says of a crash.
func awaitLog(t *testing.T, logs string) {
	t.Helper()
	eventually(t, "the log to be there", func() bool {
		files, _ := filepath.Glob(filepath.Join(logs, "*-1.jsonl"))
		if len(files) == 0 {
			return false
		}
		info, err := os.Stat(files[0])
		return err == nil && info.Size() > 0
	})
}

// crashEarlier runs the program in plain lines, which go on as long as its input does, and
// ends it by what it can't catch.
func crashEarlier(t *testing.T, env []string, logs string) {
	t.Helper()
	binary := build(t) // before the time begins in which it must end
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, binary, "--plain")
	c.Env = append([]string{"PATH=/usr/bin:/bin"}, env...)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	awaitLog(t, logs)
	if err := c.Process.Signal(syscall.SIGABRT); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil {
		t.Fatal("it didn't crash")
	}
}

// unbroken is a text without its spaces, its line breaks and the rule that it stands in.
func unbroken(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), ""), "─", "")
}

// What nothing can catch leaves a report all the same: the next start writes it, and says
// so once, on the screen, in plain lines and beside a command's output.
func TestCrashOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]func(t *testing.T, s *shop, env []string) string{
		"on the screen": func(t *testing.T, s *shop, env []string) string {
			p := run(t, s, ptytest.Options{Env: env, Cols: 120})
			screen := p.WaitUntil("the list, and all of the notice", func(s ptytest.Screen) bool {
				return s.Contains("ORDER-1") && s.Contains("A mistake in this program ended it on") && strings.Contains(unbroken(joined(s.Lines())), "Sendthat")
			})
			p.quit()
			return joined(screen.Lines())
		},
		"in plain lines": func(t *testing.T, _ *shop, env []string) string { return command(t, env, "--plain").out },
		"with a command": func(t *testing.T, _ *shop, env []string) string { return command(t, env, "list").err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.env()
			dir := stateDir(t, env)
			crashEarlier(t, env, filepath.Join(dir, "logs"))
			said := says(t, s, env)
			reports, err := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
			if err != nil || len(reports) != 1 {
				t.Fatalf("%d reports, %v\n%s", len(reports), err, said)
			}
			if !strings.Contains(unbroken(said), "iswrittenin"+reports[0]+".Sendthat") {
				t.Errorf("it doesn't say where the report is:\n%s", said)
			}
			b, err := os.ReadFile(reports[0])
			if err != nil {
				t.Fatal(err)
			}
			written(t, "the report", string(b))
			for _, want := range []string{"SIGABRT: abort", "goroutine ", "\n\t/", `"msg":"start"`} {
				if !strings.Contains(string(b), want) {
					t.Errorf("the report hasn't %q:\n%.3000s", want, b)
				}
			}
			if info, err := os.Stat(reports[0]); err != nil || info.Mode() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
			if r := command(t, env, "list"); r.code != 0 || r.err != "" {
				t.Errorf("it is said again: %+v", r)
			}
			if r := command(t, env, "logs"); !strings.Contains(r.out, `"msg":"crash"`) || strings.Contains(r.out, "SIGABRT") {
				t.Errorf("the log says %s", r.out)
			}
		})
	}
}
