package config

import "strings"

// unknown reports a name that is no setting.
func (l *loader) unknown(name string, line int, value any) {
	where := l.file.where(line)
	if name == "shops" {
		l.broken("", where, eachShop, nil)
		return
	}
	heading, isHeading := headingOf(rawLine(l.file.data, line))
	switch {
	case isHeading:
		text := headingText(heading, value)
		if holdsSettings(value) {
			l.broken("", where, text, nil)
			return
		}
		l.problem("", where, text, nil)
		return
	case holdsSettings(value):
		l.broken("", where, "the settings in "+quote(name)+" aren't read. Write each on a line of its own, without "+quote(name+".")+" before its name", nil)
		return
	}
	text := "there is no setting " + quote(name)
	if r, _, ok := firstSign(name, invisible); ok {
		text += ", since an invisible character (" + signName(r) + ") is in its name. Delete it"
	} else if near, ok := nearest(name); ok {
		l.file.misspelt[near] = true
		text += ". Did you mean " + near + "?"
	} else {
		text += "; delete the line, or list the settings: dojo-reversals help settings"
	}
	l.problem("", where, text, nil)
}

// holdsSettings says whether settings stand somewhere below a heading.
func holdsSettings(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for name, below := range v {
			if _, ok := find(name); ok || holdsSettings(below) {
				return true
			}
		}
	case []any:
		for _, below := range v {
			if holdsSettings(below) {
				return true
			}
		}
	}
	return false
}

// headingOf is what stands in the brackets of a heading such as [shop.b] or [[shop]],
// without quotation marks, and whether the line is one.
func headingOf(line string) (name string, ok bool) {
	line = strings.TrimSpace(line)
	end := strings.LastIndexByte(line, ']')
	if !strings.HasPrefix(line, "[") || end < 0 {
		return "", false
	}
	return strings.NewReplacer(`"`, "", "'", "").Replace(strings.Trim(line[:end], "[] ")), true
}

// headingText says what to do about a heading that isn't one of a shop.
func headingText(heading string, value any) string {
	first, _, parts := strings.Cut(heading, ".")
	first = strings.TrimSpace(first)
	s, known := find(first)
	list := false // a heading in double brackets
	if v, ok := value.([]any); ok {
		list = len(v) > 0
	}
	switch {
	case first == "shop" && (parts || list || holdsSettings(value)), severalShops[plainName(first)]:
		return "[" + strings.Trim(quote(heading), `"`) + "] can't be used: " + eachShop
	case severalAgents[plainName(first)]:
		return "[" + strings.Trim(quote(heading), `"`) + "] can't be used: " + eachAgent
	case known:
		return s.Name + " is no heading, but a line like this: " + s.example
	case holdsSettings(value):
		return "the settings under the heading " + quote(heading) + " aren't read. Put them at the top of the file, without a heading in brackets"
	}
	text := "the heading " + quote(heading) + " can't be used: a settings file has no headings in brackets"
	if near, ok := nearest(first); ok {
		s, _ = find(near)
		return text + ". Did you mean a line like this: " + s.example + "?"
	}
	return text + ". Delete it, and the lines below it that no setting needs"
}

// eachShop says how several shops stand in one file.
const eachShop = `each shop has a heading of its own, such as [shops.high-street], and below it lines such as name = "High Street"`

// severalShops are headings of people who want to put several shops into one file.
var severalShops = map[string]bool{
	"shops": true, "store": true, "stores": true, "till": true, "tills": true, "site": true, "sites": true,
	"branch": true, "branches": true, "location": true, "locations": true, "profile": true, "profiles": true, "merchant": true, "merchants": true,
}

// severalAgents are headings of people who want to let somebody in.
var severalAgents = map[string]bool{"agent": true, "agents": true, "user": true, "users": true}

// tableText says what is wrong where a setting has parts: it is a heading, or has a
// name with a dot. It is "" for any other value.
func (l *loader) tableText(s Setting, v fileValue) string {
	line := rawLine(l.file.data, v.line)
	if heading, ok := headingOf(line); ok {
		return headingText(heading, v.raw)
	}
	name, _, _ := strings.Cut(line, "=")
	if _, ok := v.raw.(map[string]any); ok && strings.Contains(name, ".") {
		return s.Name + " has no parts, so its name has no dot. It is a line like this: " + s.example
	}
	return ""
}
