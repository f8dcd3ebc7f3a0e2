package config

import (
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/crypto/ssh"
)

// readRevoked reads the file with the keys that let nobody in any more, and gives their
// fingerprints.
func (l *loader) readRevoked(path string) []string {
	if path == "" {
		return nil
	}
	data, ok := l.readNamed("serve_revoked_keys", path)
	if !ok {
		return nil
	}
	bad := func(where string, err error) {
		l.problem("serve_revoked_keys", where, "a revoked key can't be read: "+err.Error(), nil)
	}
	if strings.HasPrefix(string(data), "SSHKRL\n") {
		bad(shownPath(path), errors.New("this is a list that ssh-keygen -k has made. Write the public keys instead, one a line"))
		return nil
	}
	lines, numbers, err := keyLines(string(asUTF8(data)))
	if err != nil {
		bad(shownPath(path), err)
		return nil
	}
	var fingerprints []string
	for i, line := range lines {
		fingerprint, err := readRevokedKey(line)
		if err != nil {
			bad(file{path: path}.where(numbers[i]), err)
			continue
		}
		fingerprints = append(fingerprints, fingerprint)
	}
	return fingerprints
}

// readRevokedKey reads one line of a file with revoked keys: a key of any type, a
// certificate, which stands for its key, or a fingerprint, with or without the mark that
// known_hosts has.
func readRevokedKey(line string) (fingerprint string, err error) {
	fields := strings.Fields(line)
	if fields[0] == "@revoked" {
		if fields = fields[1:]; len(fields) > 0 && fields[0] == "*" {
			fields = fields[1:]
		}
	}
	if len(fields) == 0 {
		return "", errors.New("after @revoked stands the key, or * and the key")
	}
	if hash, ok := strings.CutPrefix(fields[0], "SHA256:"); ok {
		if sum, err := base64.RawStdEncoding.Strict().DecodeString(hash); err != nil || len(sum) != 32 {
			return "", errors.New("the fingerprint is damaged. Copy it again, or the whole public key")
		}
		return fields[0], nil
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(strings.Join(fields, " ")))
	switch {
	case err != nil:
		return "", errors.New("this isn't a public key. " + keyLineForm)
	case len(options) > 0:
		return "", errors.New("before the key stands nothing but @revoked, or @revoked and *. Delete the rest")
	}
	if c, ok := key.(*ssh.Certificate); ok {
		key = c.Key
	}
	return ssh.FingerprintSHA256(key), nil
}
