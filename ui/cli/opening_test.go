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
	p := run(t, s, ptytest.Options{Env: env})
	p.WaitFor("Dojo Reversals", "Corner Shop")
	p.WaitFor("Loading")
	eventually(t, "Dojo to be asked", func() bool { return s.Calls().Search > 0 })
	p.press("r", "tab", "enter")
	if got := p.Screen(); got.Contains("ORDER-1") || box(got) != "" {
		t.Errorf("payments are shown before it is known which are being reversed:\n%s", got)
	}
	p.press("ctrl+c").ended(0)
}
