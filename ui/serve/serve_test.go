//go:build linux || darwin

package serve

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)))
	out, errs, code := d.exec(d.login(key), `show  'pi_1 2' "a\"b"`)
	if want := "priya|127.0.0.1|show,pi_1 2,a\"b\n"; out != want || errs != "" || code != 7 {
		t.Errorf("%q %q %d", out, errs, code)
	}
}

// All that a program wrote arrives before the exit code, with and without a terminal.
func TestOutputArrivesBeforeTheExitCode(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	text := make([]byte, 3<<19) // more than a window of the protocol
	if _, err := rand.Read(text); err != nil {
		t.Fatal(err)
	}
	text = []byte(hex.EncodeToString(text))
	d := serving(t, func(_ context.Context, s *Session) int {
		_, _ = s.Out.Write(text)
		return 3
	}, withAgents(priya(key)), virtually) // the clock stands: no time-out helps
	client := d.login(key)
	for range 5 {
		for _, terminal := range []bool{false, true} {
			session, err := client.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			if terminal {
				if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
					t.Fatal(err)
				}
			}
			var got bytes.Buffer
			session.Stdout = &got
			err = session.Run("x")
			if err == nil || err.Error() != "Process exited with status 3" {
				t.Error(err)
			}
			if !bytes.Equal(got.Bytes(), text) {
				t.Errorf("terminal %v: %d of %d bytes", terminal, got.Len(), len(text))
			}
		}
	}
}

// The key that erases is the one that the client's terminal has, and it erases a whole
// character.
func TestErasing(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, func(_ context.Context, s *Session) int {
		buffer := make([]byte, 100)
		n, _ := s.In.Read(buffer)
		_, _ = fmt.Fprintf(s.Out, "[%q]", buffer[:n])
		return 0
	}, withAgents(priya(key)))
	for _, erase := range []string{"\x08", "\x7f"} {
		session, err := d.login(key).NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := session.RequestPty("xterm", 24, 80, gossh.TerminalModes{gossh.ECHO: 1, gossh.VERASE: uint32(erase[0])}); err != nil {
			t.Fatal(err)
		}
		session.Stdin = strings.NewReader("aé" + erase + "b\n")
		out, err := session.Output("x")
		if err != nil || !strings.Contains(string(out), `["ab\n"]`) {
			t.Errorf("%q: %q, %v", erase, out, err)
		}
	}
}
