package ui

// view names a view.
func (t tongue) view(v view) string {
	return t.say([...]string{viewNameRecent, viewNameToReverse, viewNameRefund, viewNameTooLate, viewNameReversed, viewNameEverything}[v])
}
