//go:build linux || darwin

package serve

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"dojoreversals/dojo/agent"
)

// A client that is killed ends its session at once and no other.
func TestOpenSSHDrop(t *testing.T) {
	t.Parallel()
	causes := make(chan error, 2)
	begun := make(chan string, 2)
	d := serving(t, func(ctx context.Context, s *Session) int {
		begun <- s.ID
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return 0
	})
	ssh := withOpenSSH(t, d)
	a := priya()
	a.Keys = []string{ssh.key("id", "ed25519")}
	if err := d.server.Reload(Agents{List: []agent.Agent{a}}); err != nil {
		t.Fatal(err)
	}
	var clients []*exec.Cmd
	for _, args := range [][]string{{"-tt"}, {"-T"}} {
		c := exec.CommandContext(t.Context(), ssh.program, ssh.args("id", append(args, "x@127.0.0.1")...)...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
		within(t, "a session", begun)
	}
	if err := clients[0].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = clients[0].Wait()
	if cause := within(t, "the end of the dropped session", causes); !errors.Is(cause, Dropped) {
		t.Errorf("the cause is %v", cause)
	}
	waitFor(t, "one session", func() bool { return d.server.Sessions()["priya"] == 1 })
	if len(causes) != 0 {
		t.Error("the other session ended too")
	}
	if err := clients[1].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = clients[1].Wait()
	within(t, "the end of the other", causes)
	waitFor(t, "no session", func() bool { return len(d.server.Sessions()) == 0 })
}

// Sessions of one OpenSSH client that shares a connection are counted one by one.
func TestOpenSSHSharedConnection(t *testing.T) {
	t.Parallel()
	d := serving(t, echo)
	ssh := withOpenSSH(t, d)
	a := priya()
	a.Keys = []string{ssh.key("id", "ed25519")}
	if err := d.server.Reload(Agents{List: []agent.Agent{a}}); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(ssh.dir, "m")
	if len(socket) > 90 {
		t.Skip("the folder's name is too long for a socket")
	}
	master := exec.CommandContext(t.Context(), ssh.program, ssh.args("id", "-M", "-N", "-S", socket, "x@127.0.0.1")...)
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = master.Process.Kill()
		_ = master.Wait()
	}()
	waitFor(t, "the shared connection", func() bool { _, err := os.Stat(socket); return err == nil })
	for range 3 * perConnection {
		out, errs, code := ssh.run("id", "-S", socket, "x@127.0.0.1", "list")
		if out != "priya|127.0.0.1|list\n" || code != 7 {
			t.Errorf("%q %q %d", out, errs, code)
		}
	}
	if got := d.server.Logins().Accepted; got != 1 {
		t.Errorf("%d log-ins", got)
	}
}
