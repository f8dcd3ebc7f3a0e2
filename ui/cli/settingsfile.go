package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dojoreversals/config"
	"dojoreversals/dojo"
)

// errFileChanged says that somebody else has changed the settings file meanwhile.
var errFileChanged = errors.New("the settings file was changed by somebody else meanwhile. Nothing was written. Try again")

// errNoFolder says that nobody knows where the settings file would be.
var errNoFolder = usagef("no folder is known that could have the settings file. Name the file with --config")

// changeSettings changes the settings file that these sources name, or makes it. It is
// the only place that writes that file.
//
// edit gets the text of the file, nil for a file that isn't there yet, and returns what
// it is to be; those of package config change one place (config.SetIn, config.AddShop).
// Its error is returned as it is. A change that makes a mistake which wasn't there is
// refused with what is wrong, as a *usageError, and nothing is written: see
// config.Check. Mistakes that were there may stay, so that each can be put right alone.
// A text that stays the same isn't written.
//
// The file is replaced as a whole or not at all. It keeps its mode and its owner, and a
// link to it stays one. A new file, and a new folder, are for this account alone. Two
// programs that change it at once do so one after the other; edit is called with what
// the first one has written. What somebody saves from an editor in that moment isn't
// overwritten: that is errFileChanged.
func changeSettings(src config.Sources, edit func(text []byte) ([]byte, error)) error {
	path := config.File(src)
	if path == "" {
		return errNoFolder
	}
	target, err := linkedFile(path)
	if err != nil {
		return writingError(path, err)
	}
	dir := filepath.Dir(target)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return writingError(path, err)
	}
	unlock, err := lockSettings(target)
	if err != nil {
		return writingError(path, err)
	}
	defer unlock()
	before, err := readIfThere(target)
	if err != nil {
		return writingError(path, err)
	}
	after, err := edit(before)
	if err != nil || bytes.Equal(before, after) {
		return err
	}
	if added := config.Added(config.Check(src, before), config.Check(src, after)); len(added) > 0 {
		return refusedChange(added)
	}
	if err := replaceFile(target, before, after); err != nil {
		return writingError(path, err)
	}
	return nil
}

// readIfThere reads a file, nil for one that isn't there.
func readIfThere(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && text == nil:
		text = []byte{}
	}
	return text, err
}

// refusedChange says what is wrong with a change to the settings.
func refusedChange(added []config.Problem) error {
	var lines []string
	for _, p := range added {
		lines = append(lines, programName+": "+p.Error())
	}
	return &usageError{errors.New(strings.Join(lines, "\n") + "\nThe settings file stays as it was.")}
}

func writingError(path string, err error) error {
	if errors.Is(err, errFileChanged) {
		return err
	}
	return fmt.Errorf("the settings file %s can't be changed (%s). It stays as it was. Let this account write it and its folder, and try again", dojo.Drawable(path), fileReason(err))
}

// fileReason is why something can't be done with a file, without the names of files: of a
// temporary one nobody has heard.
func fileReason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	return dojo.Clean(err.Error())
}

// linkedFile is the file that a path stands for, which need not be there: links are
// followed.
func linkedFile(path string) (string, error) {
	for range 40 {
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil //nolint:nilerr // it is no link
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", errors.New("its links go round in a circle")
}

// replaceFile gives a file another text. before is its text so far, nil for none.
func replaceFile(path string, before, after []byte) error {
	// What stands in the way of writing it, such as that it is read-only, stands in the
	// way of replacing it: somebody meant it.
	if before != nil {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_ = f.Close()
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // for this account only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // it isn't there any more if all went well
	_, err = io.Copy(f, bytes.NewReader(after))
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && before != nil {
		err = keepAccess(path, f.Name())
	}
	if err != nil {
		return err
	}
	now, err := readIfThere(path)
	switch {
	case err != nil:
		return err
	case (now == nil) != (before == nil), !bytes.Equal(now, before):
		return errFileChanged
	}
	return renameOver(f.Name(), path)
}
