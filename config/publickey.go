package config

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// minRSA is the shortest RSA key that may log in, in bits: what NIST SP 800-57 asks for
// after 2030.
const minRSA = 3072

// goodKeys are the types of keys that may log in.
func goodKeys() []string {
	return []string{
		ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSA,
	}
}

const keyLineForm = "It looks like this: ssh-ed25519 AAAA… priya@laptop"

// keyLines are the lines of a text that may each have a key, as authorized_keys has them,
// with the number of each, from 1. The error is that the whole is a key in another form;
// it repeats nothing of it.
func keyLines(text string) (lines []string, numbers []int, err error) {
	switch {
	case strings.Contains(text, "PRIVATE KEY-----"), strings.Contains(text, "PuTTY-User-Key-File"):
		return nil, nil, errors.New("this is a private key, which belongs to its owner alone. Take the public one, from the file that ends in .pub, and have its owner make a new pair, since others could read this one")
	case strings.Contains(text, "-- BEGIN SSH2"), strings.Contains(text, "-----BEGIN"):
		return nil, nil, errors.New("this is a public key in another form. Make a line of it: ssh-keygen -i -f FILE, or copy the box at the top of PuTTYgen's window")
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines, numbers = append(lines, line), append(numbers, n)
		}
	}
	return lines, numbers, nil
}

// readPublicKey reads one line as authorized_keys has it, without options. Its errors
// begin with what is wrong.
func readPublicKey(line string) (ssh.PublicKey, error) {
	line = strings.TrimSpace(line)
	first, rest, _ := strings.Cut(line, " ")
	switch {
	case strings.HasPrefix(line, "@"):
		return nil, errors.New("a line with " + quote(first) + " isn't an agent's key. The key of an authority goes into the file of serve_ca_file")
	case strings.HasPrefix(line, "SHA256:"), strings.HasPrefix(line, "MD5:"):
		return nil, errors.New("this is a key's fingerprint. The whole public key is needed. " + keyLineForm)
	case strings.Contains(first, "-cert-v0"):
		return nil, errors.New("this is a certificate. Put the key of its authority into the file of serve_ca_file, and leave it out here")
	case strings.TrimSpace(rest) == "":
		return nil, errors.New("this isn't a public key. " + keyLineForm)
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	switch {
	case slices.Contains(options, "cert-authority"):
		return nil, errors.New("cert-authority isn't for an agent's key. The key of an authority goes into the file of serve_ca_file")
	case len(options) > 0:
		name, _, _ := strings.Cut(options[0], "=")
		return nil, errors.New("options such as " + quote(name) + " don't hold here, and it would look as if they did. Begin the line with the type of the key. " + keyLineForm)
	case err != nil && slices.Contains(goodKeys(), first):
		return nil, errors.New("the key is damaged. Copy the whole line again from the file that ends in .pub")
	case err != nil && strings.HasPrefix(rest, "AAAA"): // any key begins so, after its type
		return nil, unsafeType(first)
	case err != nil:
		return nil, errors.New("this isn't a public key. " + keyLineForm)
	}
	return key, weakness(key)
}

const anotherKey = ". Have its owner make another one: ssh-keygen -t ed25519"

func unsafeType(name string) error {
	return errors.New("keys of the type " + quote(name) + " aren't safe enough" + anotherKey)
}

// weakness is why a key may not log in, nil if it may.
func weakness(key ssh.PublicKey) error {
	if !slices.Contains(goodKeys(), key.Type()) {
		return unsafeType(key.Type())
	}
	if key.Type() != ssh.KeyAlgoRSA {
		return nil
	}
	crypto, _ := key.(ssh.CryptoPublicKey)
	if public, ok := crypto.CryptoPublicKey().(*rsa.PublicKey); !ok || public.N.BitLen() < minRSA {
		return fmt.Errorf("an RSA key needs at least %d bits%s", minRSA, anotherKey)
	}
	return nil
}
