package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/logfile"
	"dojoreversals/ui/doctor"
)

const (
	// bundleWidth is the width of a page that isn't for a terminal.
	bundleWidth = 80
	// A bundle has the newest logs up to bundleLogs bytes, and the newest reports of
	// crashes, so that it can be sent by mail: packed it is a tenth of that.
	bundleLogs    = 8 << 20
	bundleCrashes = 5
	bundleSetting = 1 << 20
)

// writeBundle writes the file for support, and lists what is in it.
func (d doctorRun) writeBundle(s streams, settings config.Settings, page doctor.Page) error {
	parts, err := bundleParts(settings, page)
	if err != nil {
		return err
	}
	list := doctor.Manifest(page.Program, page.At, parts)
	err = doctor.WriteBundle(d.bundle, d.force, page.At, append([]doctor.Part{list}, parts...))
	switch {
	case errors.Is(err, doctor.ErrBundleThere):
		return usagef("%s is there already. Name another file, or add --force", dojo.Drawable(d.bundle))
	case err != nil:
		return fmt.Errorf("%s can't be written (%s). Name a file in another folder", dojo.Drawable(d.bundle), fileReason(err))
	}
	// JSON goes on alone, for the program that reads it.
	_, _ = fmt.Fprintf(s.err, "\nWritten: %s\n%s", dojo.Drawable(d.bundle), list.Data)
	return nil
}

// bundleParts are the files of a bundle. What can't be read is left out.
func bundleParts(settings config.Settings, page doctor.Page) ([]doctor.Part, error) {
	asJSON, err := page.JSON()
	if err != nil {
		return nil, err
	}
	parts := []doctor.Part{{Name: "doctor.txt", Data: []byte(page.Text(bundleWidth, false))}, {Name: "doctor.json", Data: asJSON}}
	if text, ok := readEnd(settings.ConfigFile, bundleSetting); ok {
		parts = append(parts, doctor.Part{Name: "settings.toml", Data: config.WithoutSecrets(text)})
	}
	if settings.StateDir != "" {
		room := int64(bundleLogs)
		for _, path := range newestFirst(filepath.Join(logDir(settings.StateDir), "*.jsonl")) {
			text, ok := readEnd(path, room)
			if !ok || len(text) == 0 { // or there is no room for a line of it
				continue
			}
			room -= int64(len(text))
			parts = append(parts, doctor.Part{Name: "logs/" + filepath.Base(path), Data: text})
		}
		crashes := newestFirst(filepath.Join(settings.StateDir, "crash-*.txt"))
		for _, path := range crashes[:min(len(crashes), bundleCrashes)] {
			if text, ok := readEnd(path, crashStacks); ok {
				parts = append(parts, doctor.Part{Name: filepath.Base(path), Data: text})
			}
		}
	}
	for i := range parts {
		parts[i].Data = logfile.Redact(parts[i].Data)
	}
	return parts, nil
}

// newestFirst are the plain files of a pattern, by the time of their last change.
func newestFirst(pattern string) []string {
	type file struct {
		path string
		at   int64
	}
	var files []file
	paths, _ := filepath.Glob(pattern)
	for _, path := range paths {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
			files = append(files, file{path, info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.path, a.path)) })
	sorted := make([]string, 0, len(files))
	for _, f := range files {
		sorted = append(sorted, f.path)
	}
	return sorted
}

// readEnd reads a file, and of a larger one the last whole lines. A key that is cut in two
// wouldn't be known for one.
func readEnd(path string, most int64) ([]byte, bool) {
	if path == "" {
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer func() { _ = f.Close() }()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, false
	}
	text, err := io.ReadAll(io.NewSectionReader(f, max(0, size-most), most))
	if size > most {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return text, err == nil
}
