package doctor

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Part is one file of a bundle.
type Part struct {
	Name string // in the bundle
	Data []byte
}

// manifest is the name of the list of what is in a bundle.
const manifest = "MANIFEST.txt"

// ErrBundleThere says that there is a file of the bundle's name already.
var ErrBundleThere = errors.New("there is a file of this name already")

// Manifest lists the parts of a bundle with their sizes, for whoever sends it.
func Manifest(program string, at time.Time, parts []Part) Part {
	var b bytes.Buffer
	_, _ = fmt.Fprintf(&b, "%s, %s UTC\n\n", program, at.UTC().Format("2006-01-02 15:04:05"))
	for _, p := range parts {
		_, _ = fmt.Fprintf(&b, "%9d bytes  %s\n", len(p.Data), p.Name)
	}
	b.WriteString("\nKeys, passwords of proxies, and all that looks like one were taken out.\n" +
		"The record of reversals isn't in it: it has names and references.\n" +
		"Nothing in it is about a customer or a card. The log has the IDs of payments.\n")
	return Part{manifest, b.Bytes()}
}

// WriteBundle writes the parts into a zip file for this account alone. The file is there
// as a whole or not at all. Only with force it takes the place of another.
func WriteBundle(path string, force bool, at time.Time, parts []Part) (err error) {
	if _, err := os.Lstat(path); err == nil && !force {
		return ErrBundleThere
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".dojo-reversals-*.zip") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	z := zip.NewWriter(f)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Deflate, Modified: at.UTC()})
		if err == nil {
			_, err = w.Write(p.Data)
		}
		if err != nil {
			return errors.Join(err, f.Close())
		}
	}
	if err := errors.Join(z.Close(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return place(f.Name(), path, force)
}

// place gives a whole file its name. Only with force it takes the place of another, also of
// one that was made meanwhile.
func place(from, to string, force bool) error {
	if force {
		return os.Rename(from, to)
	}
	switch err := os.Link(from, to); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return ErrBundleThere
	}
	return os.Rename(from, to) // this disk has no links
}
