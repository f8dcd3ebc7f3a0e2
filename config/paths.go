package config

import "strings"

// folder is the name of our directory, on every platform.
const folder = "dojo-reversals"

// join puts a path together as the platform of the sources writes it, which
// need not be the one that this runs on.
func join(goos string, parts ...string) string {
	sep := "/"
	if goos == "windows" {
		sep = `\`
	}
	for i, p := range parts[:len(parts)-1] {
		parts[i] = strings.TrimRight(p, sep)
	}
	return strings.Join(parts, sep)
}

func isAbsolute(goos, path string) bool {
	if goos != "windows" {
		return strings.HasPrefix(path, "/")
	}
	if strings.HasPrefix(path, `\\`) {
		return true
	}
	return len(path) >= 3 && isLetter(path[0]) && path[1] == ':' && (path[2] == '\\' || path[2] == '/')
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// defaultConfigFile is where the settings file is looked for, "" where the
// platform's directory isn't known.
func defaultConfigFile(s Sources) string {
	if s.UserConfigDir == "" {
		return ""
	}
	return join(s.GOOS, s.UserConfigDir, folder, "config.toml")
}

// defaultStateDir is the platform's directory for what a program has to
// remember, or "". On Windows it is the local one and never the roaming one,
// which is copied between machines at log-on: two tills would each overwrite
// the other's journal.
func defaultStateDir(s Sources) string {
	switch s.GOOS {
	case "windows":
		if dir, ok := s.env("LocalAppData"); ok && isAbsolute(s.GOOS, dir) {
			return join(s.GOOS, dir, folder)
		}
		return ""
	case "darwin":
		if s.Home == "" {
			return ""
		}
		return join(s.GOOS, s.Home, "Library", "Application Support", folder)
	}
	// The XDG base directory specification: a relative path is to be ignored.
	if dir, ok := s.env("XDG_STATE_HOME"); ok && isAbsolute(s.GOOS, dir) {
		return join(s.GOOS, dir, folder)
	}
	if s.Home == "" {
		return ""
	}
	return join(s.GOOS, s.Home, ".local", "state", folder)
}

// defaultOperator is the account's name, on Windows without its domain.
func defaultOperator(s Sources) string {
	name := s.OSUser
	if i := strings.LastIndexByte(name, '\\'); s.GOOS == "windows" && i >= 0 {
		name = name[i+1:]
	}
	return name
}
