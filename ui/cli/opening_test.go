package cli_test

import (
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// TestWhileTheRecordIsOpened has another program hold the record of reversals, so that
// it can't be opened yet. The screen is there meanwhile, and Dojo is asked. Nothing can
// be reversed, whatever is typed, and leaving works at once.
func TestWhileTheRecordIsOpened(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env := s.env()
	dir := stateDir(t, env)
	writeRecord(t, dir)
	execSQL(t, dir, "BEGIN IMMEDIATE")
	const gaveUp = "Read-only, nothing can be reversed"
	for waits := false; !waits; { // after five seconds the program goes on without the record
		p := run(t, s, ptytest.Options{Env: env})
		p.WaitFor("Dojo Reversals", "Corner Shop")
		p.WaitUntil("to be loading", func(s ptytest.Screen) bool { return s.Contains("Loading") || s.Contains(gaveUp) })
		asked := s.Calls().Search
		eventually(t, "Dojo to be asked", func() bool { return s.Calls().Search > asked })
		p.press("r", "tab", "enter")
		got := p.Screen()
		waits = !got.Contains(gaveUp)
		if waits && (got.Contains("ORDER-1") || box(got) != "") {
			t.Errorf("payments are shown before it is known which are being reversed:\n%s", got)
		}
		p.press("ctrl+c").ended(0)
	}
}
