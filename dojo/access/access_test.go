package access

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestForEverybody(t *testing.T) {
	t.Parallel()
	const (
		me     = "S-1-5-21-1004336348-1177238915-682003330-1001"
		system = "S-1-5-18"
		admins = "S-1-5-32-544"
		users  = "S-1-5-32-545"
		known  = "S-1-5-11"
		every  = "S-1-1-0"
		domain = "S-1-5-21-1004336348-1177238915-682003330-513"

		full    = 0x1F01FF
		read    = 0x1200A9
		modify  = 0x1301BF
		special = 0x100120 // synchronise, traverse and write attributes
		look    = 0x1200A0 // attributes, traverse, who may get at it, synchronise
	)
	own := []Entry{{SID: system, Mask: full}, {SID: admins, Mask: full}, {SID: me, Mask: full}}
	with := func(more ...Entry) []Entry { return append(append([]Entry{}, own...), more...) }
	for _, tt := range []struct {
		name    string
		entries []Entry
		want    bool
	}{
		{"an account's own folder", own, false},
		{"nobody", nil, false},
		{"C:\\ProgramData", with(Entry{SID: users, Mask: read}, Entry{SID: users, Mask: 0x116}), true},
		{"a folder of drive D", with(Entry{SID: known, Mask: modify}, Entry{SID: users, Mask: read}), true},
		{"everybody reads", with(Entry{SID: every, Mask: read}), true},
		{"everybody on the network", with(Entry{SID: "S-1-5-2", Mask: read}), true},
		{"whoever is logged on", with(Entry{SID: "S-1-5-4", Mask: read}), true},
		{"guests", with(Entry{SID: "S-1-5-32-546", Mask: read}), true},
		{"the domain", with(Entry{SID: domain, Mask: read}), true},
		{"only to write", with(Entry{SID: users, Mask: writeData}), true},
		{"only to delete", with(Entry{SID: users, Mask: deleteIt}), true},
		{"to change who may", with(Entry{SID: users, Mask: writeList}), true},
		{"generic reading", with(Entry{SID: users, Mask: genericRead}), true},
		{"generic, everything", with(Entry{SID: every, Mask: genericAll}), true},
		{"attributes may be written", with(Entry{SID: users, Mask: special}), true},
		{"only that it is there", with(Entry{SID: users, Mask: look}), false},
		{"a colleague, by name", with(Entry{SID: me[:len(me)-1] + "2", Mask: read}), false},
		{"the creator", with(Entry{SID: "S-1-3-0", Mask: full}), false},
		{"an account whose number ends alike", with(Entry{SID: "S-1-5-21-1-2-3-1513", Mask: full}), false},
		{"denied before", with(Entry{SID: users, Mask: full, Deny: true}, Entry{SID: users, Mask: read}), false},
		{"denied to all before", with(Entry{SID: every, Mask: full, Deny: true}, Entry{SID: users, Mask: read}), false},
		{"denied in part", with(Entry{SID: users, Mask: writeData, Deny: true}, Entry{SID: users, Mask: read}), true},
		{"denied too late", with(Entry{SID: users, Mask: read}, Entry{SID: users, Mask: full, Deny: true}), true},
		{"denied to others", with(Entry{SID: "S-1-5-32-546", Mask: full, Deny: true}, Entry{SID: users, Mask: read}), true},
	} {
		if got := ForEverybody(tt.entries); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestByOthers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes mean nothing here")
	}
	path := filepath.Join(t.TempDir(), "file")
	for _, mode := range []os.FileMode{0o600, 0o400, 0o640, 0o602, 0o644} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if got, err := ByOthers(path); err != nil || got != (mode&0o077 != 0) {
			t.Errorf("%o: %v, %v", mode, got, err)
		}
		_ = os.Remove(path)
	}
	if _, err := ByOthers(path); err == nil {
		t.Error("a file that isn't there")
	}
}
