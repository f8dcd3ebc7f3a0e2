package serve

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// TerminalOf knows what an environment says of its terminal, as Session.LookupEnv does:
// TERM, LANG, LC_*, COLORTERM and NO_COLOR, unless the value can't be shown.
func TerminalOf(lookupEnv func(string) (string, bool)) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		if name != "TERM" && !maySend(name) {
			return "", false
		}
		value, ok := lookupEnv(name)
		if !ok || !isPlain(value) {
			return "", false
		}
		return value, true
	}
}

// mostExposed is the most bytes of what OpenSSH's own server says of a log-in. The longest
// certificates have some thousand.
const mostExposed = 64 << 10

// Identify returns the fingerprint of the key with which an agent has logged in to
// OpenSSH's own server, as Session.Fingerprint is. exposed is the file that SSH_USER_AUTH
// names there, see ExposeAuthInfo in sshd_config(5). The error says why this server would
// take none of its keys for the agent's.
func (a Agents) Identify(name, exposed string, now time.Time) (fingerprint string, err error) {
	keys, err := exposedKeys(exposed)
	if err != nil {
		return "", err
	}
	r, err := newRoster(a)
	if err != nil {
		return "", err
	}
	for _, key := range keys {
		l, why := r.login(key, now)
		switch {
		case why != nil:
			err = fmt.Errorf("the key %s isn't one of %s's (%w)", l.fingerprint, name, why)
		case l.agent.Name != name:
			err = fmt.Errorf("the key %s is another agent's, not %s's", l.fingerprint, name)
		default:
			return l.fingerprint, nil
		}
	}
	return "", err
}

// exposedKeys reads the keys and certificates of a log-in, at least one. Each line has a
// method, and after publickey the key as a file .pub has it.
func exposedKeys(text string) ([]gossh.PublicKey, error) {
	if len(text) > mostExposed {
		return nil, errors.New("what the SSH server says of the log-in is too long")
	}
	var keys []gossh.PublicKey
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "publickey" {
			continue
		}
		if len(words) != 3 {
			return nil, errExposed
		}
		blob, err := base64.StdEncoding.DecodeString(words[2])
		if err != nil {
			return nil, errExposed
		}
		key, err := gossh.ParsePublicKey(blob)
		if err != nil || key.Type() != words[1] {
			return nil, errExposed
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("the log-in was without a public key")
	}
	return keys, nil
}

var errExposed = errors.New("what the SSH server says of the log-in has a key that can't be read")
