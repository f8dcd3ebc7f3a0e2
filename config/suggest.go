package config

import "strings"

// nearest finds the setting that somebody most likely meant by an unknown name. Those
// of the server come last: few people have one.
func nearest(name string) (string, bool) {
	var usual, all []string
	for _, s := range Table() {
		if !s.InFile {
			continue
		}
		all = append(all, s.Name)
		if !strings.HasPrefix(s.Name, "serve_") {
			usual = append(usual, s.Name)
		}
	}
	if near, ok := Nearest(name, usual); ok {
		return near, true
	}
	return Nearest(name, all)
}

// Nearest finds which of some names somebody most likely meant by another one. It
// knows other spellings (base-url, DOJO_TIMEZONE, refreshRate), slips of one or two
// letters, and parts or the end of exactly one name (zone, rule, key). It reports false where none is
// near, or two are equally so.
func Nearest(name string, names []string) (string, bool) {
	plain := plainName(name)
	if len(plain) < 3 || len(plain) > 40 {
		return "", false
	}
	best, bestDistance, tie := "", 3, false
	part, parts := "", 0
	end, ends := "", 0
	for _, n := range names {
		candidate := plainName(n)
		if candidate == plain {
			return n, true
		}
		switch d := distance(plain, candidate); {
		case d < bestDistance && d*3 <= len(candidate):
			best, bestDistance, tie = n, d, false
		case d == bestDistance:
			tie = true
		}
		if strings.Contains(candidate, plain) || (len(candidate) > 4 && strings.Contains(plain, candidate)) {
			part, parts = n, parts+1
		}
		if strings.HasSuffix(candidate, plain) {
			end, ends = n, ends+1
		}
	}
	switch {
	case best != "" && !tie:
		return best, true
	case parts == 1:
		return part, true
	case ends == 1:
		return end, true
	}
	return "", false
}

// plainName drops what differs between a flag, a variable and a name in the
// file.
func plainName(s string) string {
	s = strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(strings.ToLower(s))
	return strings.TrimPrefix(s, "dojo")
}

// distance is the number of letters to insert, delete, replace or swap with
// their neighbour to get from one text to the other.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
