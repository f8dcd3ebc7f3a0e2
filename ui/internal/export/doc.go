// Package export writes rows for people and programs: a table that fits its terminal,
// CSV for spreadsheets and scripts, and JSON, an object a line. A row is a struct whose
// fields are texts, numbers and truths, and whose JSON names are the columns of the CSV
// too.
//
// It says nothing of its own and knows nothing of payments. ui/cli and ui/script use it.
// Start with csv.go and table.go.
package export
