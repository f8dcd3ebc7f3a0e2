package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"dojoreversals/config"
)

// A disk that doesn't answer keeps nobody from drawing the shops, and in the end the file
// has the newest.
func TestLastUsedOnASlowDisk(t *testing.T) {
	t.Parallel()
	l := openLastUsed(t.TempDir())
	shops := []config.ShopName{{Handle: "airport"}, {Handle: "pier"}}
	l.writing.Lock() // as the disk holds whoever writes
	noted := make(chan struct{})
	for _, handle := range []string{"pier", "airport"} {
		go func() {
			l.note(handle)
			noted <- struct{}{}
		}()
		for end := time.Now().Add(patience); l.sorted(shops)[0].Handle != handle; runtime.Gosched() {
			if time.Now().After(end) {
				t.Fatal(handle + " isn't first")
			}
		}
	}
	l.writing.Unlock()
	<-noted
	<-noted
	b, err := os.ReadFile(filepath.Join(filepath.Dir(l.path), "last-shops"))
	if err != nil || string(b) != "airport\npier\n" {
		t.Errorf("%q, %v", b, err)
	}
}
