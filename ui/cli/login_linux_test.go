package cli_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A signal ends a login that waits for a key which doesn't come.
func TestLoginWithoutAKeyIsEnded(t *testing.T) {
	t.Parallel()
	env, _ := openShop(t).newHome()
	in, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = to.Close() }()
	const page = 4096
	if _, err := unix.FcntlInt(to.Fd(), unix.F_SETPIPE_SZ, page); err != nil {
		t.Fatal(err)
	}
	binary := build(t) // before the time begins in which it must end
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, binary, "login", "--key-stdin", "--shop", "Corner Shop")
	c.Env, c.Stdin = append([]string{"PATH=/usr/bin:/bin"}, env...), in
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	// The pipe holds a page, so that it has been read from once it has taken two.
	if _, err := to.Write(bytes.Repeat([]byte(" "), 2*page)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGTERM {
		t.Errorf("it ended with %v", c.ProcessState)
	}
}
