package config

import (
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
)

// addedToNames is what editors, Windows and people add to the name of a text file:
// endings, and the words for a copy in our shops' languages. A backup such as .bak or
// ~ isn't among it: somebody set that file aside, and it should stay there.
var addedToNames = pattern.Lazy(`(?i)\.(toml|tml|txt|text)|([ _-]+|^)(copy|copia|kopie)\b( (of|de|di))?|\(\d+\)|[\s\pZ\pC]+`)

// plainFileName is a file's name without what is added to names.
func plainFileName(name string) string {
	return strings.TrimRight(addedToNames().ReplaceAllString(strings.ToLower(name), ""), ". -_")
}

// splitPath is the folder and the name of a path, as the platform of the sources
// writes it.
func splitPath(goos, path string) (dir, name string) {
	separators := "/"
	if goos == "windows" {
		separators = `\/`
	}
	i := strings.LastIndexAny(path, separators)
	return path[:max(i, 0)], path[i+1:]
}

// misnamed is a file in a folder that is most likely meant to be the one called name,
// "" if there is none. With exact, it may have that very name too. Of several it is
// the one with the shortest name.
func (l *loader) misnamed(dir, name string, exact bool) (path string) {
	if l.src.ReadDir == nil || dir == "" {
		return ""
	}
	entries, err := l.src.ReadDir(dir)
	if err != nil {
		return ""
	}
	best := ""
	for _, e := range entries {
		switch {
		case e.IsDir(), e.Name() == name && !exact, plainFileName(e.Name()) != plainFileName(name):
		case best == "" || len(e.Name()) < len(best):
			best = e.Name()
		}
	}
	if best == "" {
		return ""
	}
	return join(l.src.GOOS, dir, best)
}

// isFolder says whether a path is one.
func (l *loader) isFolder(path string) bool {
	if l.src.ReadDir == nil {
		return false
	}
	_, err := l.src.ReadDir(path)
	return err == nil
}

// renameText says how a misnamed file gets the name that is read. On Windows the name
// that people see may well be right, since Explorer hides the last ending.
func (l *loader) renameText(found, name string) string {
	_, has := splitPath(l.src.GOOS, found)
	text := "the file " + quotePath(has) + " is beside it. Rename it to " + name
	if l.src.GOOS == "windows" {
		text += " (in Explorer, turn on View, File name extensions, to see its whole name)"
	}
	return text
}

// reportMisnamed looks for the settings file under another name, where the usual one
// isn't there. It is a problem if the key is missing, since the key is most likely in
// that file, and else a warning.
//
// The folder above and the program's own are looked at only for a missing key: files
// of that name there may well belong to other programs.
func (l *loader) reportMisnamed() {
	if l.file.path == "" || l.settings.ConfigFile != "" || l.file.broken {
		return
	}
	dir, name := splitPath(l.src.GOOS, l.file.path)
	above, _ := splitPath(l.src.GOOS, dir)
	missing := !l.src.WithoutKey && !l.keyTried
	if found := l.misnamed(dir, name, false); found != "" {
		text := "there is no settings file " + shownPath(l.file.path) + ", but " + l.renameText(found, name)
		if missing {
			l.broken("config", "", text, nil)
			return
		}
		l.warn("", text)
		return
	}
	if !missing {
		return
	}
	for _, other := range []string{above, l.src.ProgramDir} {
		if found := l.misnamed(other, name, true); found != "" {
			l.problem("config", "", "there is no settings file "+shownPath(l.file.path)+", but there is "+dojo.Drawable(found)+
				". If it is meant for this program, move it there, with the name "+name, nil)
			return
		}
	}
}
