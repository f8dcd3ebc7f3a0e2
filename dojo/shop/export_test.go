package shop

// TryClose closes the shop if it is idle, and reports whether it is closed.
func (s *Shop) TryClose() bool {
	if !s.Shut() {
		return false
	}
	s.Close()
	return true
}
