//go:build unix

package ptytest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestKeysAndTypingReachTheProgram(t *testing.T) {
	t.Parallel()
	term := run(t, "keys", arg("\x1b[?2004h"))
	term.WaitFor("ready")
	for _, key := range []struct{ name, read string }{
		{"down", `"\x1b[B"`}, {"enter", `"\r"`}, {"esc", `"\x1b"`}, {"tab", `"\t"`},
		{"shift+tab", `"\x1b[Z"`}, {"ctrl+c", `"\x03"`}, {"ctrl+z", `"\x1a"`}, {"pgdn", `"\x1b[6~"`},
		{"f5", `"\x1b[15~"`}, {"alt+x", `"\x1bx"`}, {"£", `"£"`}, {"R", `"R"`},
	} {
		term.Keys(key.name)
		term.WaitFor("read " + key.read)
	}
	term.Type("jjj")
	term.WaitFor(`read "jjj"`)
	term.Paste("42.50\n\x1b[31m")
	term.WaitFor(`read "\x1b[200~42.50\r[31m\x1b[201~"`)
	term.Keys("q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	term.Keys("x") // a key after the end is nobody's
}

func TestUnmarkedPasteAndApplicationCursorKeys(t *testing.T) {
	t.Parallel()
	term := run(t, "keys", arg("\x1b[?1h"), killAtEnd)
	term.WaitFor("ready")
	term.Paste("ab")
	term.WaitFor(`read "ab"`)
	term.Keys("up")
	term.WaitFor(`read "\x1bOA"`)
}

func TestUnknownKeyFails(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) {
		run(tb, "keys", killAtEnd).Keys("hyper+x")
	})
	if !strings.Contains(said, `no key "hyper+x"`) {
		t.Error(said)
	}
}

func TestEnvironmentIsOnlyWhatWasGiven(t *testing.T) {
	t.Setenv("DOJO_API_KEY", "sk_sandbox_test_of_the_developer")
	t.Setenv("NO_COLOR", "1")
	dir := t.TempDir()
	term := run(t, "env", env("DOJO_TIMEZONE=Europe/London", "LANG"), func(o *Options) { o.Dir = dir })
	if code := term.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	out := string(term.Raw())
	for _, want := range []string{"TERM=xterm-256color", "COLORTERM=truecolor", "DOJO_TIMEZONE=Europe/London", "HOME=", "dir " + dir} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, not := range []string{"DOJO_API_KEY", "NO_COLOR", "LANG="} {
		if strings.Contains(out, not) {
			t.Errorf("%q in\n%s", not, out)
		}
	}
	if term.BytesWritten() != int64(len(out)) {
		t.Errorf("%d bytes counted, %d kept", term.BytesWritten(), len(out))
	}
}

func TestExitCodeAndSignal(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.WaitFor("ready")
	if term.Exited() || term.ProcessState() != nil {
		t.Error("ended before it was told to")
	}
	term.Type("exit 7\n")
	if code := term.Wait(); code != 7 {
		t.Errorf("exit code %d", code)
	}
	if !term.Exited() || term.ProcessState() == nil {
		t.Error("not ended")
	}

	term = run(t, "lines")
	term.WaitFor("ready")
	term.Signal(syscall.SIGTERM)
	if code := term.Wait(); code != 128+15 {
		t.Errorf("exit code %d", code)
	}

	term = run(t, "stubborn")
	term.WaitFor("ready")
	term.Kill()
	if code := term.Wait(); code != 128+9 {
		t.Errorf("exit code %d", code)
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	term := run(t, "size", size(100, 30))
	s := term.WaitFor("size 100 30")
	if s.Cols != 100 || s.Rows != 30 {
		t.Errorf("%dx%d", s.Cols, s.Rows)
	}
	term.Resize(40, 10)
	if s := term.WaitFor("size 40 10"); s.Cols != 40 || s.Rows != 10 || len(s.Lines()) != 10 {
		t.Errorf("%dx%d", s.Cols, s.Rows)
	}
	term.Signal(syscall.SIGTERM)
	if code := term.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestQueriesAreAnswered(t *testing.T) {
	t.Parallel()
	term := run(t, "ask")
	s := term.WaitFor("asked", "rgb:0000/0000/0000", "1;1R")
	term.Keys("q")
	term.Wait()
	if want := "\x1b]11;?|\x1b[c|\x1b[>q|\x1b[6n"; strings.Join(term.Queries(), "|") != want {
		t.Errorf("queries %q\n%s", term.Queries(), s)
	}
}

func TestMuteTerminalNeverAnswers(t *testing.T) {
	t.Parallel()
	term := run(t, "ask", mute)
	term.WaitFor("asked")
	// If anything had been answered, it would come before this.
	term.Type("ccc")
	s := term.WaitUntil("three echoes", func(s Screen) bool { return strings.Count(s.Text(), `"c"`) == 3 })
	term.Keys("q")
	term.Wait()
	if s.Contains("rgb:") || len(term.Queries()) != 4 {
		t.Errorf("queries %q\n%s", term.Queries(), s)
	}
}

func TestStallBlocksTheProgramAndResumeFreesIt(t *testing.T) {
	t.Parallel()
	term := run(t, "flood")
	term.WaitFor("ready")
	term.Stall()
	before := term.BytesWritten()
	term.Keys("x")
	term.Stall() // again is fine
	if term.Exited() || term.BytesWritten() != before {
		t.Errorf("%d bytes came through the stall", term.BytesWritten()-before)
	}
	term.Resume()
	term.WaitFor("done")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if got := term.BytesWritten() - before; got < 1<<20 {
		t.Errorf("only %d bytes", got)
	}
}

func TestStalledTerminalDoesNotHoldTheEndUp(t *testing.T) {
	t.Parallel()
	term := run(t, "flood", killAtEnd)
	term.WaitFor("ready")
	term.Stall()
	term.Keys("x")
	term.Kill()
	if code := term.Wait(); code != 128+9 {
		t.Errorf("exit code %d", code)
	}
}

func TestHangUpSendsSIGHUP(t *testing.T) {
	t.Parallel()
	for _, stalled := range []bool{false, true} {
		note := filepath.Join(t.TempDir(), "note")
		term := run(t, "hup", arg(note))
		term.WaitFor("waiting")
		if stalled {
			term.Stall()
		}
		term.HangUp()
		term.Type("into the void")
		term.Resize(40, 10)
		if code := term.Wait(); code != 5 {
			t.Errorf("exit code %d", code)
		}
		got, err := os.ReadFile(note)
		if err != nil || string(got) != "hangup, written: false" {
			t.Errorf("%q %v", got, err)
		}
	}
}

func TestWaitIdle(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.WaitFor("ready")
	if s := term.WaitIdle(time.Millisecond); !s.Contains("ready") {
		t.Errorf("%s", s)
	}
	term.Type("exit 0\n")
	term.Wait()
	term.WaitIdle(time.Hour) // at once: nothing more can come
}

func TestBellTitleClipboard(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.WaitFor("ready")
	term.Type(`print \a\x1b]2;Till 2\a\x1b]52;c;cGlfMQ==\aprinted` + "\nexit 0\n")
	s := term.WaitUntil("the output", func(s Screen) bool { return strings.Count(s.Text(), "printed") == 2 })
	term.Wait()
	if term.Bells() != 1 || s.Title != "Till 2" || term.Clipboard() != "pi_1" {
		t.Errorf("%d bells, title %q, clipboard %q", term.Bells(), s.Title, term.Clipboard())
	}
}

func TestTakeReadsThatManyBytes(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.WaitFor("ready")
	term.WaitBytes(int64(len("ready\r\n")) - 1) // the end of the line may come by itself
	term.Stall()
	before := term.BytesWritten()
	// With the echo of what is typed, and its end of line, in front.
	const typed, text = `print a£b` + "\n", "print a£b\r\na£b"
	term.Type(typed)
	for i := range len(text) {
		s := term.Take(1)
		if got := term.BytesWritten() - before; got != int64(i+1) {
			t.Fatalf("%d bytes after %d", got, i+1)
		}
		if i == len(text)-1 && s.Line(2) != "a£b" {
			t.Errorf("%s", s)
		}
	}
	term.Resume()
	term.Type("exit 0\n")
	term.Wait()
}

func TestTakeFailsWithoutStallAndAtTheEnd(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) { run(tb, "lines", killAtEnd).Take(1) })
	if !strings.Contains(said, "not stalled") {
		t.Error(said)
	}
	said = failure(t, func(tb testing.TB) {
		term := run(tb, "lines", killAtEnd)
		term.WaitFor("ready")
		term.Stall()
		term.Kill()
		term.Take(1 << 20)
	})
	if !strings.Contains(said, "waited for 1048576 bytes, but the program ended") {
		t.Error(said)
	}
	said = failure(t, func(tb testing.TB) {
		term := run(tb, "lines", killAtEnd)
		term.WaitFor("ready")
		term.Stall()
		term.patience = 50 * time.Millisecond
		term.Take(1 << 20)
	})
	if !strings.Contains(said, "waited 50ms for 1048576 bytes") {
		t.Error(said)
	}
}

func TestErasedIsTheScreenBefore(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.WaitFor("ready")
	if _, times := term.Erased(); times != 0 {
		t.Errorf("erased %d times", times)
	}
	term.Type(`print one\x1b[K\x1b[J\x1b[2Jtwo` + "\n")
	term.WaitUntil("the text after it", func(s Screen) bool { return !s.Contains("ready") && s.Contains("two") })
	if s, times := term.Erased(); times != 1 || !s.Contains("ready") || s.Line(2) != "one" {
		t.Errorf("erased %d times, before it\n%s", times, s)
	}
	term.Type("exit 0\n")
	term.Wait()
}

func TestWaitReadMakesReadsOfTheirOwn(t *testing.T) {
	t.Parallel()
	term := run(t, "keys")
	term.WaitFor("ready")
	for range 20 {
		term.Type("\x1b")
		term.WaitRead()
		term.Type("[B")
		term.WaitRead()
	}
	s := term.WaitUntil("all reads", func(s Screen) bool { return strings.Count(s.Text(), "read ") >= 23 && s.Contains(`read "[B"`) })
	if s.Contains(`read "\x1b[B`) {
		t.Errorf("read in one piece:\n%s", s)
	}
	term.Keys("q")
	term.Wait()
	term.WaitRead() // at once
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "deaf", killAtEnd)
		term.WaitFor("ready")
		term.patience = 50 * time.Millisecond
		term.Type("x")
		term.WaitRead()
	})
	if !strings.Contains(said, "did not read its input for 50ms") {
		t.Error(said)
	}
}
