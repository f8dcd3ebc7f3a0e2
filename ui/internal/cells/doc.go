// Package cells measures, cuts and lays out text by the cells that it takes on a
// terminal, so that there is one notion of width: two that disagree by one cell
// break a row. It knows nothing of what the texts say. The faces and ui/words import
// it. Start with Width and Wrap in cells.go.
package cells
