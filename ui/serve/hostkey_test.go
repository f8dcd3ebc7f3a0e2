//go:build unix

package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestHostKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state", "keys", "host")
	// Some processes start at the same time.
	var group sync.WaitGroup
	prints := make([]string, 8)
	for i := range prints {
		group.Go(func() {
			key, err := hostKey(file)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = fingerprint(key)
		})
	}
	group.Wait()
	for _, p := range prints {
		if p != prints[0] || !strings.HasPrefix(p, "SHA256:") {
			t.Errorf("the fingerprints are %q", prints)
		}
	}
	for path, want := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): os.ModeDir | 0o700} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestHostKeyIsRefused(t *testing.T) {
	t.Parallel()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		mode       os.FileMode
		want       string
	}{
		{"the group reads it", "", 0o640, "chmod 600 "},
		{"all read it", "", 0o604, "chmod 600 "},
		{"the group writes it", "", 0o620, "chmod 600 "},
		{"no key", "x", 0o600, "Move it away"},
		{"empty", "\n", 0o600, "Move it away"},
		{"ECDSA", string(pem.EncodeToMemory(block)), 0o600, "ecdsa-sha2-nistp256"},
	} {
		file := filepath.Join(t.TempDir(), "host")
		if tt.text == "" {
			if _, err := hostKey(file); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, tt.mode); err != nil {
			t.Fatal(err)
		}
		_, err := hostKey(file)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := hostKey(""); err == nil {
		t.Error("a host key without a file")
	}
}
