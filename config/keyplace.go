package config

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// ErrNotInKeyring says that the keyring answered, and has no such key.
var ErrNotInKeyring = errors.New("the key isn't in the keyring")

// credentialsVariable is systemd's: it names the folder of the service's credentials.
const credentialsVariable = "CREDENTIALS_DIRECTORY"

// keyVariables are the variables of the environment that give a key, in the order in
// which they are looked at.
var keyVariables = []string{"DOJO_API_KEY", "DOJO_API_KEY_FILE", credentialsVariable}

// systemdFile is the file with the key in systemd's folder, as LoadCredential= names it.
// The one of the shop HANDLE is dojo-api-key_HANDLE, as systemd names the files of a
// whole folder.
const systemdFile = "dojo-api-key"

// maxKeyFile is the most that a file with a key may have, in bytes.
const maxKeyFile = 4 << 10

// findKey looks the key up where it may be: DOJO_API_KEY, the file that
// DOJO_API_KEY_FILE names, systemd's credential for the shop and then the one that names
// no shop, the keyring, the file that
// api_key_file names, and the settings file. The first place that has one wins, and one
// that can't be read is never passed over for the next: that could be another shop's.
func (l *loader) findKey(s Setting) (found, bool) {
	if f, ok := l.keyInEnvironment(s); ok || l.keyTried {
		return f, ok && l.checkWhose(f)
	}
	if l.settings.Handle != "" {
		if f, ok := l.keyInCredential(systemdFile + "_" + l.settings.Handle); ok || l.keyTried {
			return f, ok
		}
	}
	if !l.src.another {
		if f, ok := l.keyInCredential(systemdFile); ok || l.keyTried {
			return f, ok && l.checkWhose(f)
		}
	}
	if l.settings.Keyring {
		l.keyTried = true
		return l.keyInKeyring()
	}
	if path := l.settings.KeyFile; path != "" {
		l.keyTried = true
		return l.keyInFile("api_key_file", l.settings.Source("api_key_file"), path, true)
	}
	return l.inFile(s)
}

func (l *loader) keyInEnvironment(s Setting) (found, bool) {
	if f, ok, set := l.inEnvironment(s); set {
		return f, ok
	}
	file, _ := find("api_key_file")
	if f, ok, set := l.inEnvironment(file); set {
		l.keyTried = true
		if !ok || l.settings.KeyFile == "" { // what is wrong with it was said already
			return found{}, false
		}
		return l.keyInFile("api_key_file", f.where, l.settings.KeyFile, true)
	}
	return found{}, false
}

// keyInCredential reads the key from one of systemd's credentials.
func (l *loader) keyInCredential(name string) (found, bool) {
	dir, ok := l.src.env(credentialsVariable)
	if !ok {
		return found{}, false
	}
	path := join(l.src.GOOS, dir, name)
	if _, err := l.src.read(path); errors.Is(err, fs.ErrNotExist) {
		return found{}, false // these are credentials of something else
	}
	l.keyTried = true
	// systemd shows it to this program alone, whatever its mode says.
	return l.keyInFile("api_key", "environment "+credentialsVariable, path, false)
}

// checkWhose refuses a key of the environment where nobody said which shop it is for.
func (l *loader) checkWhose(f found) bool {
	if len(l.file.shops) < 2 || slices.Contains([]string{"--shop", "environment DOJO_SHOP"}, l.settings.Source("shop")) {
		return true
	}
	l.keyTried = true
	if !l.has("shop") {
		l.problem("api_key", f.where, "the settings have several shops, and nobody can say which one this key is for. Name it with --shop or DOJO_SHOP: "+l.handles(), nil)
	}
	return false
}

func (l *loader) keyInKeyring() (found, bool) {
	if l.src.Keyring == nil {
		l.problem("keyring", l.settings.Source("keyring"), "this computer has no keyring that this program can ask. Run dojo-reversals login again here", nil)
		return found{}, false
	}
	cure := "Run dojo-reversals login"
	if l.settings.Handle != "" {
		cure += " --shop " + l.settings.Handle
	}
	key, err := l.src.Keyring(l.file.path, l.settings.Handle)
	switch {
	case errors.Is(err, ErrNotInKeyring):
		l.problem("keyring", l.settings.Source("keyring"), "the system's keyring has no key for this shop. "+cure, dojo.ErrNoKey)
		return found{}, false
	case err != nil:
		l.problem("keyring", l.settings.Source("keyring"), "the system's keyring can't be asked ("+dojo.Clean(err.Error())+"). Unlock it, log in to this computer again, or keep the key elsewhere: "+cure, err)
		return found{}, false
	}
	l.secret(key)
	return found{text: key, where: "the system's keyring"}, true
}

// keyInFile reads the key from a file that somebody named, of a setting, at a place.
func (l *loader) keyInFile(setting, where, path string, private bool) (found, bool) {
	data, err := l.src.read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.problem(setting, where, "there is no file "+quotePath(path)+", where the key should be. Put the shop's secret key there, or run dojo-reversals login", err)
		return found{}, false
	case err != nil:
		l.problem(setting, where, "the file "+quotePath(path)+" can't be read ("+reasonOf(err)+")", err)
		return found{}, false
	case len(data) > maxKeyFile:
		l.problem(setting, where, "the file "+quotePath(path)+" is too large to hold a key and nothing else", nil)
		return found{}, false
	}
	key := keyText(string(data))
	l.secret(key)
	if private && l.src.ByOthers != nil {
		if open, err := l.src.ByOthers(path); err == nil && open {
			l.problem(setting, where, "other users of this computer can open "+quotePath(path)+", which holds the key. "+l.closing(path), nil)
			return found{}, false
		}
	}
	return found{text: key, where: shownPath(path)}, true
}

// keyText is the key that stands in a file, whose lines with a # in front say something
// about it.
func keyText(file string) string {
	var key strings.Builder
	for line := range strings.Lines(file) {
		if !strings.HasPrefix(line, "#") {
			key.WriteString(line)
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(key.String(), "\n"), "\r")
}

// closing says how a file is closed to other accounts.
func (l *loader) closing(path string) string {
	if l.src.GOOS == "windows" {
		return `Close it to them: icacls "` + shownPath(path) + `" /inheritance:r /grant:r "%USERNAME%:F"`
	}
	return "Close it to them: chmod 600 '" + shownPath(path) + "'"
}

func parseKeyFile(l *loader, s *Settings, value string) error {
	if !isAbsolute(l.src.GOOS, value) {
		return cant(value, "write the file in full, from the root of the disk")
	}
	s.KeyFile = value
	return nil
}
