package ptytest

import (
	"bytes"
	"errors"
	"os"
)

// awaitExit reaps the program and notes how it left its terminal. Closing
// our copy of its side then lets the reader see the end of the output.
func (t *Terminal) awaitExit() {
	_ = t.cmd.Wait() // ProcessState says more than the error
	after, err := t.dev.modes()
	if err != nil {
		after = "" // the line was hung up, or the system has revoked it
	}
	t.update(func() {
		t.code = exitCode(t.cmd.ProcessState)
		t.after = after
		close(t.exited)
	})
	// Not before: whoever sees the end of the output may ask for the code.
	_ = t.dev.probe.Close()
}

// Exited says whether the program has ended. What it wrote last may not have
// been read yet: Wait waits for that too.
func (t *Terminal) Exited() bool { return isClosed(t.exited) }

// Wait waits until the program has ended and all of its output was read (but
// for a stalled terminal), and returns its exit code: 128 plus the signal's
// number if a signal ended it, as a shell shows it.
func (t *Terminal) Wait() int {
	t.tb.Helper()
	if !t.await(func() bool { return isClosed(t.exited) }) {
		t.fail("waited %v for the program to end", t.patience)
	}
	if !t.await(func() bool { return t.stalled || isClosed(t.drained) }) {
		t.fail("the program ended, but something that it started still holds its terminal")
	}
	return t.code
}

// Signal sends a signal to the program alone. One that has already ended
// fails the test, since then the signal tested nothing.
func (t *Terminal) Signal(sig os.Signal) {
	t.tb.Helper()
	if err := t.signal(sig); err != nil {
		t.fail("signal %v: %v", sig, err)
	}
}

// SignalIfAlive is Signal for a program that may have ended by itself meanwhile. It
// does nothing then.
func (t *Terminal) SignalIfAlive(sig os.Signal) {
	t.tb.Helper()
	if err := t.signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.fail("signal %v: %v", sig, err)
	}
}

func (t *Terminal) signal(sig os.Signal) error {
	t.mu.Lock()
	t.leaving = true
	t.mu.Unlock()
	return t.cmd.Process.Signal(sig)
}

// Kill ends the program with SIGKILL, as the out-of-memory killer would, and
// waits for its end. Killing a program that has ended does nothing.
func (t *Terminal) Kill() {
	t.tb.Helper()
	if err := t.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.fail("kill: %v", err)
	}
	<-t.exited
}

// Resize changes the size of the terminal and tells the program, which gets
// SIGWINCH. The screen is cropped or extended with blanks, as terminals do
// with an alternate screen.
func (t *Terminal) Resize(cols, rows int) {
	t.tb.Helper()
	if cols <= 0 || rows <= 0 {
		t.tb.Fatalf("ptytest: Resize(%d, %d)", cols, rows)
	}
	t.update(func() {
		t.model.emu.Resize(cols, rows)
		t.screen = nil
	})
	if t.isHungUp() {
		return
	}
	if err := t.dev.resize(cols, rows); err != nil {
		t.fail("resize to %dx%d: %v", cols, rows, err)
	}
}

// Claim tells the program another size than the terminal has. The program gets
// SIGWINCH.
func (t *Terminal) Claim(cols, rows int) {
	t.tb.Helper()
	if err := t.dev.resize(cols, rows); err != nil {
		t.fail("claim %dx%d: %v", cols, rows, err)
	}
}

// HangUp drops the line: our side of the terminal is closed, the kernel sends
// SIGHUP to the program, and every read and write of the program fails from
// then on. What the program had written before may be lost, as on a line.
func (t *Terminal) HangUp() {
	t.mu.Lock()
	t.hungUp, t.leaving = true, true
	t.mu.Unlock()
	t.Resume() // a resting reader would keep our side open
	_ = t.dev.master.Close()
	<-t.drained
}

func (t *Terminal) isHungUp() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hungUp
}

// cleanup ends everything that Start began.
func (t *Terminal) cleanup() {
	t.tb.Helper()
	running, screen := t.endProcess()
	// A report of the race detector comes at the very end.
	if !running && !t.await(func() bool { return t.stalled || t.hungUp || isClosed(t.drained) }) {
		t.tb.Errorf("ptytest: something that the program started still holds its terminal")
	}
	close(t.done)
	_ = t.dev.master.Close()
	_ = t.model.deaf()
	t.workers.Wait()

	if running && !t.opts.KillAtEnd && !t.tb.Failed() {
		t.tb.Errorf("ptytest: the program still runs at the end of the test (Options.KillAtEnd allows that)\n%s", screen)
	} else if t.tb.Failed() && !t.drawn {
		t.tb.Logf("ptytest: the last screen\n%s", screen)
	}
	if Race && bytes.Contains(t.raw, []byte("WARNING: DATA RACE")) {
		t.tb.Errorf("ptytest: the program has a data race:\n%s", t.raw)
	}
}

// endProcess makes sure that the program has ended; running says that it had
// to be killed. The screen is as it was before.
func (t *Terminal) endProcess() (running bool, screen Screen) {
	if !t.tb.Failed() {
		t.await(func() bool { return !t.leaving || isClosed(t.exited) })
	}
	screen = t.Screen()
	if t.Exited() {
		return false, screen
	}
	_ = t.cmd.Process.Kill()
	<-t.exited
	return true, screen
}
