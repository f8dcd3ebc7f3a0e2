package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	r := command(t, sealed(t), "--version")
	want := "dojo-reversals devel (" + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + ", API version 2022-01-03)\n"
	if r.code != 0 || r.err != "" || r.out != want {
		t.Errorf("%+v", r)
	}
}

// TestReleaseSaysItsVersion builds the program with the names that .goreleaser.yaml
// hands to the linker, which says nothing about a name that it doesn't find.
func TestReleaseSaysItsVersion(t *testing.T) {
	t.Parallel()
	conf, err := os.ReadFile(filepath.Join(moduleRoot(t), ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{"linkedVersion": "1.2.3", "linkedCommit": "0123456789abcdef", "linkedDate": "2026-11-20T10:00:00Z"}
	flags := []string{"-w"}
	for _, m := range regexp.MustCompile(`(?m)^\s*- -X (\S+)\.(\w+)=`).FindAllStringSubmatch(string(conf), -1) {
		flags = append(flags, "-X "+m[1]+"."+m[2]+"="+values[m[2]])
	}
	if len(flags) != 1+len(values) {
		t.Fatalf("the linker is told %q", flags)
	}
	build(t) // skips where there are no pseudo-terminals; and the compiler's work is done then
	program := filepath.Join(t.TempDir(), "release")
	c := exec.Command("go", "build", "-buildvcs=false", "-ldflags", strings.Join(flags, " "), "-o", program, moduleRoot(t))
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(program, "--version").Output()
	if want := "dojo-reversals 1.2.3, commit 0123456789ab, 2026-11-20T10:00:00Z ("; err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%q, %v", out, err)
	}

	// Dojo sees the same version.
	var mu sync.Mutex
	agents := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		agents[r.UserAgent()] = true
		mu.Unlock()
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	ask := exec.Command(program, "list")
	ask.Env = append(sealed(t), "DOJO_API_KEY="+testKey, "DOJO_BASE_URL="+server.URL)
	if said, err := ask.CombinedOutput(); err == nil {
		t.Errorf("a refused key: %s", said)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(agents) != 1 || !agents["dojo-reversals/1.2.3"] {
		t.Errorf("Dojo sees %v", agents)
	}
}
