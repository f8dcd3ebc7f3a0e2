package config

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"dojoreversals/dojo"
)

// maxFile is the most that a settings file may have, in bytes.
const maxFile = 1 << 20

// file is the settings file as it was read.
type file struct {
	path     string // where it is or would be, "" if unknown
	data     []byte // its text, as UTF-8 without a byte order mark
	values   map[string]fileValue
	shops    []shopTable     // in the order of the file
	agents   any             // what stands below [agents], unread; nil for nothing
	misspelt map[string]bool // settings whose name was misspelt
	broken   bool            // it exists and can't be read
}

type fileValue struct {
	raw  any
	line int // from 1
}

func (f file) where(line int) string {
	return shownPath(f.path) + ", line " + strconv.Itoa(line)
}

// tables are the shops, and the top of the file.
func (f file) tables() []shopTable {
	return append(slices.Clone(f.shops), shopTable{values: f.values})
}

// hasKey says whether a key stands in the file itself.
func (f file) hasKey() bool {
	return slices.ContainsFunc(f.tables(), func(t shopTable) bool {
		key, ok := t.values["api_key"]
		return ok && key.raw != ""
	})
}

// readFile finds, reads and decodes the settings file. Only a file that was
// named has to exist.
func (l *loader) readFile() {
	path, where, named := l.configPath()
	l.file.path = path
	if path == "" {
		return
	}
	data, err := l.src.read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return
	case errors.Is(err, fs.ErrNotExist):
		text := "there is no file " + quotePath(path)
		dir, name := splitPath(l.src.GOOS, path)
		if dir == "" {
			dir = "."
		}
		if r, place, ok := firstSign(path, invisible); ok {
			text += ", since there is an invisible character (" + signName(r) + ") in that name, as character " + strconv.Itoa(place) + ". Delete it"
		} else if err := withoutQuotes("config", path); err != nil {
			text += ", since the name " + err.Error()
		} else if found := l.misnamed(dir, name, false); found != "" {
			text += ", but " + l.renameText(found, dojo.Drawable(name))
		} else if std := defaultConfigFile(l.src); std != "" {
			text += ". Without this setting the file is " + shownPath(std)
		}
		l.broken("config", where, text, err)
		return
	case err != nil && l.isFolder(path):
		l.broken("config", where, quotePath(path)+" is a folder. The settings file is a text file; move it there, or name another one with --config", err)
		return
	case err != nil:
		l.broken("config", where, "the file "+quotePath(path)+" can't be read ("+reasonOf(err)+"). Make it readable, or name another one with --config", err)
		return
	}
	l.settings.ConfigFile = path
	l.decode(data)
}

// configPath is the file to read, where its name comes from and whether
// somebody named it.
func (l *loader) configPath() (path, where string, named bool) {
	if v, ok := l.src.Flags["config"]; ok {
		path, where = v, "--config"
	} else if v, ok := l.src.env("DOJO_CONFIG"); ok {
		path, where = v, "environment DOJO_CONFIG"
	} else {
		return defaultConfigFile(l.src), "", false
	}
	if path == "" {
		l.broken("config", where, "config can't be empty: it is the path of the settings file", nil)
		return "", where, true
	}
	l.settings.sources["config"] = where
	return path, where, true
}

func (l *loader) broken(setting, where, text string, cause error) {
	l.file.broken = true
	l.problem(setting, where, text, cause)
}

// reasonOf is the reason of a file error without the path, which the message
// names by itself.
func reasonOf(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return dojo.Clean(err.Error())
}

// asUTF8 is the text of a settings file. Notepad and PowerShell write UTF-16, and Windows
// editors begin a UTF-8 file with a byte order mark, which says which of them it is.
func asUTF8(data []byte) []byte {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	if err != nil {
		return data
	}
	return text
}

// decode reads TOML into values with their lines. Nothing that the TOML
// library says reaches the user: its texts quote the document, and so the key.
func (l *loader) decode(data []byte) {
	where := shownPath(l.file.path)
	if len(data) > maxFile {
		l.broken("", where, "this file is too large to be a settings file", nil)
		return
	}
	data = asUTF8(data)
	l.file.data = data
	switch {
	case bytes.IndexByte(data, 0) >= 0:
		l.broken("", where, "this file is no text that this program can read. Save it again as UTF-8", nil)
		return
	case !utf8.Valid(data):
		l.broken("", l.file.where(lineOfBadUTF8(data)), "this line has letters that aren't UTF-8. Save the file again as UTF-8", nil)
		return
	}
	var doc map[string]any
	if err := toml.Unmarshal(data, &doc); err != nil {
		l.syntax(data, err)
		return
	}
	l.locate(data, doc)
}

func lineOfBadUTF8(data []byte) int {
	lines := bytes.Split(data, []byte("\n"))
	return 1 + slices.IndexFunc(lines, func(line []byte) bool { return !utf8.Valid(line) })
}

// locate notes each value with its line. The library tells lines only of unknown
// fields, so the file is decoded strictly into a struct without fields: then all
// of them are unknown.
func (l *loader) locate(data []byte, doc map[string]any) {
	l.file.values = map[string]fileValue{}
	l.file.misspelt = map[string]bool{}
	dec := toml.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	// The shops are fields, so that the lines of what stands below them are told. The
	// agents are only for the server (agents.go).
	l.file.agents = doc["agents"]
	delete(doc, "agents")
	var target any = &struct{}{}
	switch hasShops := l.readShops(doc["shops"]); {
	case hasShops && l.file.agents != nil:
		target = &struct {
			Shops  map[string]struct{} `toml:"shops"`
			Agents any                 `toml:"agents"`
		}{}
	case hasShops:
		target = &struct {
			Shops map[string]struct{} `toml:"shops"`
		}{}
	case l.file.agents != nil:
		target = &struct {
			Agents any `toml:"agents"`
		}{}
	}
	defer l.checkShops()
	var everything *toml.StrictMissingError
	if !errors.As(dec.Decode(target), &everything) {
		return // an empty file
	}
	seen := map[string]bool{}
	for i := range everything.Errors {
		e := &everything.Errors[i]
		key := e.Key()
		if len(key) == 0 {
			continue
		}
		line, _ := e.Position()
		name := key[0]
		switch {
		case len(l.file.shops) == 0:
		case valueAt(doc, key...) == nil:
			// A shop in braces: the library gives only a part of the name.
			if !seen["shops"] {
				seen["shops"] = true
				l.broken("", l.file.where(line), eachShop, nil)
			}
			continue
		case name == "shops":
			if at := strings.Join(key[1:3], "."); !seen[at] {
				seen[at] = true
				l.shopValue(key[1], key[2], line, valueAt(doc, key[:3]...))
			}
			continue
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		if _, ok := find(name); ok {
			l.file.values[name] = fileValue{raw: doc[name], line: line}
			continue
		}
		l.unknown(name, line, doc[name])
	}
}

// valueAt is the value at a path of names, nil if there is none.
func valueAt(doc map[string]any, path ...string) any {
	var value any = doc
	for _, name := range path {
		table, _ := value.(map[string]any)
		value = table[name]
	}
	return value
}

// textOf writes a TOML value as the text that the other layers would have.
func textOf(k kind, raw any) (string, bool) {
	switch v := raw.(type) {
	case string:
		return v, k == kindText || k == kindAmount
	case bool:
		return strconv.FormatBool(v), k == kindSwitch
	case int64:
		return strconv.FormatInt(v, 10), k == kindNumber || k == kindAmount
	}
	return "", false
}

// shapeOf says how the value of a setting is written in the file.
func shapeOf(s Setting) string {
	switch s.kind {
	case kindSwitch:
		return "takes true or false without quotation marks"
	case kindNumber:
		return "takes a whole number without quotation marks"
	case kindText, kindAmount:
	}
	return "takes a text in quotation marks"
}
