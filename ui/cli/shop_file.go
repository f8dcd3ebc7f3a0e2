package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dojoreversals/config"
	"dojoreversals/dojo"
)

// shopFile is the settings file as a file with a heading for each shop, which need not
// be there yet.
type shopFile struct {
	path string // in full
	src  config.Sources
}

// shopFileOf is the file that the sources name. Which shop of it is meant, a command
// says itself.
func shopFileOf(src config.Sources) (shopFile, error) {
	path := config.File(src)
	if path == "" {
		return shopFile{}, errNoFolder
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return shopFile{}, err
	}
	src.Flags = maps.Clone(src.Flags)
	delete(src.Flags, "shop")
	src.Flags["config"] = path
	lookup, read := src.LookupEnv, src.ReadFile
	src.LookupEnv = func(name string) (string, bool) {
		if name == "DOJO_SHOP" {
			return "", false
		}
		return lookup(name)
	}
	src.ReadFile = func(name string) ([]byte, error) {
		text, err := read(name)
		switch {
		case name != path:
			return text, err
		case errors.Is(err, os.ErrNotExist):
			return nil, nil
		case err != nil:
			return nil, err
		}
		if with, err := config.WithHeadings(text); err == nil {
			return with, nil
		}
		return text, nil // Load says what is wrong with it
	}
	return shopFile{path, src}, nil
}

// load reads the settings of a shop without its key, or with "" those for all.
func (f shopFile) load(handle string) (config.Settings, error) {
	src := f.src
	src.WithoutKey, src.NoShop = true, handle == ""
	if handle != "" {
		src = src.For(handle)
	}
	return loadFrom(src)
}

// opens is the command that opens a shop.
func (f shopFile) opens(handle string, ofSeveral bool) string {
	command := f.command(programName)
	if ofSeveral {
		command += " --shop " + handle
	}
	return command
}

// command is a command on this file, which is named where it isn't the usual one.
func (f shopFile) command(command string) string {
	usual := f.src
	usual.Flags = maps.Clone(f.src.Flags)
	delete(usual.Flags, "config")
	if config.File(usual) != f.path {
		command += " --config " + inMarks(f.path)
	}
	return command
}

// loadKey reads the settings of a shop with the key that the file says where to find.
// The error is config.Load's.
func (f shopFile) loadKey(handle string) (config.Settings, error) {
	src := f.src.For(handle)
	src.WithoutKey = false
	return config.Load(src)
}

// withKey is the shop that has this key.
func (f shopFile) withKey(key dojo.APIKey, shops []config.ShopName) (config.ShopName, bool) {
	for _, shop := range shops {
		if settings, err := f.loadKey(shop.Handle); err == nil && settings.APIKey.Fingerprint() == key.Fingerprint() {
			return shop, true
		}
	}
	return config.ShopName{}, false
}

// keyMark is the line of a key file that says that login wrote it.
func (f shopFile) keyMark() string {
	return fmt.Sprintf("# %s login wrote this file for %s, and logout deletes it.", programName, dojo.Clean(filepath.Base(f.path)))
}

// keyFile is where login keeps the key of a shop where there is no keyring: in the file
// that it wrote for that shop, or in one that isn't there yet.
func (f shopFile) keyFile(handle, before string, isOurs bool) string {
	for number, name := 2, handle; ; number++ {
		path := filepath.Join(filepath.Dir(f.path), name+".key")
		if _, err := os.Lstat(path); err != nil || isOurs && path == before {
			return path // one that can't be asked for can't be written either
		}
		name = handle + "-" + strconv.Itoa(number)
	}
}

// isOurs says whether login wrote a key file for this settings file, and none of its
// other shops names it.
func (f shopFile) isOurs(keyFile, handle string, shops []config.ShopName) bool {
	if keyFile == "" || filepath.Dir(keyFile) != filepath.Dir(f.path) {
		return false
	}
	text, err := f.src.ReadFile(keyFile)
	if err != nil || !slices.Contains(strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), f.keyMark()) {
		return false
	}
	return !slices.ContainsFunc(shops, func(other config.ShopName) bool {
		if other.Handle == handle {
			return false
		}
		settings, err := f.load(other.Handle)
		return err != nil || isSameFile(settings.KeyFile, keyFile)
	})
}

// isSameFile says whether two paths stand for one file that is there.
func isSameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
