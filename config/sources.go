package config

import (
	"io/fs"
	"time"
)

// Sources is everything that settings are read from. Functions that are nil
// answer as if there were nothing.
type Sources struct {
	// Flags are the flags that were given, by their name without dashes
	// ("base-url"), and their value as text ("true" for a bare switch). A flag
	// that was not given must not be in the map: its default would win over
	// the environment.
	Flags map[string]string
	// LookupEnv is os.LookupEnv. A variable that is set to nothing counts as
	// not set.
	LookupEnv func(name string) (string, bool)
	// Environ is os.Environ; used to find variables whose name is wrong.
	Environ func() []string
	// ReadFile is os.ReadFile; a missing file must be fs.ErrNotExist.
	ReadFile func(path string) ([]byte, error)
	// ReadDir is os.ReadDir; used to find a settings file whose name is wrong.
	ReadDir func(path string) ([]fs.DirEntry, error)
	// ByOthers says whether other accounts can get at a file, as
	// access.ByOthers does; used for a warning only.
	ByOthers func(path string) (bool, error)

	// Keyring reads the key of a shop from the system's keyring, by the settings file
	// and the handle there, or returns ErrNotInKeyring, or why it can't be asked.
	Keyring func(file, handle string) (string, error)
	// Choose chooses the shop where the settings have several and nobody has named
	// one. It gets the state directory, and returns a handle. nil means that one must
	// be named.
	Choose func(stateDir string, shops []ShopName) string

	// NoShop takes no shop, not even the only one: it reads what stands above them all.
	NoShop bool

	// Now is this machine's clock, by which a certificate has ended; nil never asks.
	Now func() time.Time

	GOOS          string // runtime.GOOS
	Home          string // os.UserHomeDir, "" if unknown
	UserConfigDir string // os.UserConfigDir, "" if unknown
	ProgramDir    string // the folder of the program's own file, "" if unknown
	OSUser        string // the account's name, "" if unknown; the default operator

	// WithoutKey is for what needs no key of the user's (the demo): the key is
	// not even read, so that Settings can't hold one.
	WithoutKey bool

	// another says that the shop is another one than the program was started with.
	another bool
}

func (s Sources) env(name string) (string, bool) {
	if s.LookupEnv == nil || name == "" {
		return "", false
	}
	v, ok := s.LookupEnv(name)
	return v, ok && v != ""
}

// firstEnv is the first of these variables that is set, or "".
func (s Sources) firstEnv(names ...string) string {
	_, value := s.firstVariable(names...)
	return value
}

// firstVariable is the first of these variables that is set, with its value.
func (s Sources) firstVariable(names ...string) (name, value string) {
	for _, name := range names {
		if v, ok := s.env(name); ok {
			return name, v
		}
	}
	return "", ""
}

func (s Sources) read(path string) ([]byte, error) {
	if s.ReadFile == nil {
		return nil, fs.ErrNotExist
	}
	return s.ReadFile(path)
}
