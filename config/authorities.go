package config

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// readAuthorities reads the file with the keys of authorities.
func (l *loader) readAuthorities(path string) []ssh.PublicKey {
	if path == "" {
		return nil
	}
	data, ok := l.readNamed("serve_ca_file", path)
	if !ok {
		return nil
	}
	lines, numbers, err := keyLines(string(asUTF8(data)))
	if err != nil {
		l.problem("serve_ca_file", shownPath(path), "the key of an authority can't be used: "+err.Error(), nil)
		return nil
	}
	var keys []ssh.PublicKey
	for i, line := range lines {
		key, err := readAuthority(line)
		if err != nil {
			l.problem("serve_ca_file", file{path: path}.where(numbers[i]), "the key of an authority can't be used: "+err.Error(), nil)
			continue
		}
		keys = append(keys, key)
	}
	if len(lines) == 0 {
		l.problem("serve_ca_file", l.settings.Source("serve_ca_file"), "there is no key in "+quotePath(path)+". Each line has the public key of an authority. "+keyLineForm, nil)
	}
	return keys
}

// readAuthority reads one line of a file with the keys of authorities: a key alone, as
// TrustedUserCAKeys has it, or with the mark that known_hosts and authorized_keys have.
func readAuthority(line string) (ssh.PublicKey, error) {
	line = strings.TrimSpace(line)
	if rest, ok := strings.CutPrefix(line, "cert-authority "); ok {
		return readPublicKey(rest)
	}
	fields := strings.Fields(line)
	if len(fields) > 1 && fields[0] == "@cert-authority" {
		switch {
		case slices.Contains(goodKeys(), fields[1]):
			fields = fields[1:]
		case fields[1] == "*":
			fields = fields[2:]
		default:
			return nil, errors.New("after @cert-authority stands the key, or * and the key: names of hosts mean nothing here. Delete them")
		}
		line = strings.Join(fields, " ")
	}
	return readPublicKey(line)
}

// readNamed reads a file that a setting names, or says why it can't.
func (l *loader) readNamed(setting, path string) (data []byte, ok bool) {
	data, err := l.src.read(path)
	where := l.settings.Source(setting)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.problem(setting, where, "there is no file "+quotePath(path)+". Make it, or take "+setting+" out of the settings", err)
	case err != nil && l.isFolder(path):
		l.problem(setting, where, quotePath(path)+" is a folder. Name a file in it", err)
	case err != nil:
		l.problem(setting, where, "the file "+quotePath(path)+" can't be read ("+reasonOf(err)+"). Make it readable", err)
	case len(data) > maxFile:
		l.problem(setting, where, "the file "+quotePath(path)+" is too large. It may have at most a megabyte", nil)
	default:
		return data, true
	}
	return nil, false
}
