package ui

import (
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui/internal/cells"
)

// narrowReference is the width below which a reference that is cut keeps its end
// rather than its beginning.
const narrowReference = 12

// shorten fits the references of the rows on a screen into exactly w cells, so that
// two that differ don't look alike: where they differ only in what is cut, the cut
// goes to the middle, and where that hides the difference too, what is shown begins
// a little before it.
func shorten(references []string, w int, ellipsis string) []string {
	fit := cells.Left
	if w < narrowReference {
		fit = cells.Ending
	}
	short := make([]string, len(references))
	if w <= 0 {
		return short
	}
	cut := false
	for i, r := range references {
		short[i] = fit(r, w, ellipsis)
		cut = cut || cells.Width(r) > w
	}
	if !cut {
		return short
	}
	const rounds = 8 // most often one is enough; what the width doesn't show stays alike
	for round := range rounds {
		groups := alike(references, short)
		if len(groups) == 0 {
			break
		}
		for _, like := range groups {
			differ := commonStart(references, like)
			for _, i := range like {
				if round == 0 {
					short[i] = cutMiddle(references[i], w, ellipsis)
				} else {
					short[i] = cutBefore(references[i], differ, w, ellipsis)
				}
			}
		}
	}
	return short
}

// alike are the groups of places whose short forms are the same and whose references
// aren't.
func alike(references, short []string) (groups [][]int) {
	same := map[string][]int{}
	for i, s := range short {
		same[s] = append(same[s], i)
	}
	for i, s := range short {
		like := same[s]
		differs := func(j int) bool { return references[j] != references[i] }
		if like[0] == i && slices.ContainsFunc(like, differs) {
			groups = append(groups, like)
		}
	}
	return groups
}

// cutMiddle keeps the beginning of a text and more of its end.
func cutMiddle(s string, w int, ellipsis string) string {
	if cells.Width(s) <= w {
		return cells.Left(s, w, "")
	}
	head := ansi.Truncate(s, (w-cells.Width(ellipsis))*2/5, "")
	return head + cells.Ending(s[len(head):], w-cells.Width(head), ellipsis)
}

// cutBefore shows a text from a little before where it differs from another, in bytes.
func cutBefore(s string, differ, w int, ellipsis string) string {
	if cells.Width(s) <= w {
		return cells.Left(s, w, "")
	}
	const widest = 2 // cells of a character
	lead := max(min(w/5, w-2*cells.Width(ellipsis)-widest), 0)
	from := max(cells.Width(s[:differ])-lead, 0)
	return cells.Left(ellipsis+ansi.TruncateLeft(s, from, ""), w, ellipsis)
}

// commonStart is how many bytes the texts at some places have in common at their
// beginning, in whole characters.
func commonStart(texts []string, places []int) int {
	first := texts[places[0]]
	n := len(first)
	for _, i := range places[1:] {
		s := texts[i]
		n = min(n, len(s))
		for k := range n {
			if s[k] != first[k] {
				n = k
				break
			}
		}
	}
	for n > 0 && n < len(first) && !utf8.RuneStart(first[n]) {
		n--
	}
	return n
}
