package config

import (
	_ "embed" // zones.txt
	"strings"
	"time"
)

// zoneNames are the names of places in Go's own time zone database, one a line: what
// Zones lists. Go has them in the program too, but doesn't list them.
//
//go:embed zones.txt
var zoneNames string

// Zones are the names of the time zones that a shop may be in, in the order of the
// alphabet.
func Zones() []string { return strings.Fields(zoneNames) }

// parseZone accepts the names of the time zone database. "Local" is refused:
// the day of a shop must not depend on which machine looks at it.
func parseZone(l *loader, s *Settings, v string) error {
	const instead = "Use the name of your shop's zone, such as Europe/London"
	name := strings.ToLower(v)
	switch {
	case v == "":
		return cant(v, "it is the name of your shop's zone, such as Europe/London")
	case name == "local" || name == "localtime":
		return cant(v, "this computer's zone may not be the shop's. "+instead)
	case strings.HasPrefix(name, "right/"), strings.HasPrefix(name, "posix"):
		// "right" zones count leap seconds and are half a minute off.
		return cant(v, "that is an internal name. "+instead)
	}
	zone, err := time.LoadLocation(v)
	if err != nil {
		if near, ok := nearZone(v); ok {
			return cant(v, "there is no such time zone. Did you mean "+near+"?")
		}
		return cant(v, "there is no such time zone. "+instead)
	}
	s.Timezone = zone
	if withoutSummer(name) {
		l.warn(s.Source("timezone"), "timezone "+quote(v)+" has no summer time, so in summer the shop's day would end an hour late. For a shop in the UK use Europe/London, in Ireland Europe/Dublin")
	}
	return nil
}

// withoutSummer says whether a zone is one of the fixed ones that people in
// the UK and Ireland take for their own.
func withoutSummer(name string) bool {
	switch name {
	case "utc", "gmt", "uct", "zulu", "universal", "greenwich", "gmt0", "gmt+0", "gmt-0":
		return true
	}
	return strings.HasPrefix(name, "etc/")
}

// nearZone finds what was meant by "europe/london", "London", "BST" or
// "new york".
func nearZone(v string) (string, bool) {
	switch strings.ToLower(v) {
	case "bst", "uk", "london", "britain", "england", "scotland", "wales", "gmt/bst":
		return "Europe/London", true
	case "ist", "ireland":
		return "Europe/Dublin", true
	case "northern ireland", "belfast":
		return "Europe/Belfast", true
	}
	name := titled(v)
	candidates := []string{name}
	if !strings.Contains(name, "/") {
		candidates = append(candidates, "Europe/"+name, "America/"+name, "Asia/"+name, "Africa/"+name, "Australia/"+name)
	}
	for _, c := range candidates {
		if _, err := time.LoadLocation(c); err == nil {
			return c, true
		}
	}
	return Nearest(v, Zones())
}

// titled writes a name as the database does: "europe/isle of_man" becomes
// "Europe/Isle_Of_Man".
func titled(v string) string {
	b := []byte(strings.ToLower(strings.ReplaceAll(v, " ", "_")))
	up := true
	for i, c := range b {
		if up && c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
		up = c == '/' || c == '_' || c == '-'
	}
	return string(b)
}
