package cli

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/ui/script"
)

// unit is the systemd unit that the packages for Linux bring along.
var unit = filepath.Join("..", "..", ".ci", "systemd", programName+".service")

// unitLines are the values of each name in [Service], in their order.
func unitLines(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	values, section := map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		name, value, ok := strings.Cut(line, "=")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = line
		case !ok:
			t.Errorf("%q is no line of a unit", line)
		case section == "[Service]":
			values[name] = append(values[name], value)
		}
	}
	for name, all := range values {
		if len(all) > 1 && !slices.Contains([]string{"Environment", "SystemCallFilter", "LoadCredential"}, name) {
			t.Errorf("%s stands there %d times", name, len(all))
		}
	}
	return values
}

// TestUnit holds the unit against the program: its command, its variables, the
// credentials, the exit codes and the time that an end takes are as the unit has them.
func TestUnit(t *testing.T) {
	t.Parallel()
	values := unitLines(t)
	one := func(name string) string {
		if len(values[name]) != 1 {
			t.Fatalf("%s is %q", name, values[name])
		}
		return values[name][0]
	}

	args := strings.Fields(one("ExecStart"))
	if args[0] != "/usr/bin/"+programName {
		t.Errorf("it starts %s, and the packages have /usr/bin/%s", args[0], programName)
	}
	c, flags, err := testRoot().Find(args[1:])
	if err != nil || !c.HasParent() || !c.Runnable() {
		t.Fatalf("%q starts no command: %v", args, err)
	}
	if err := c.ParseFlags(flags); err != nil {
		t.Errorf("%q: %v", args, err)
	}
	if want := strconv.Itoa(int(script.WrongUse)); one("RestartPreventExitStatus") != want {
		t.Errorf("it isn't started again after the exit codes %s; settings that are wrong end with %s", one("RestartPreventExitStatus"), want)
	}

	// systemd's names for folders, with what they are for a system's service.
	folders := strings.NewReplacer("%E", "/etc", "%S", "/var/lib")
	vars := map[string]string{"CREDENTIALS_DIRECTORY": "/run/credentials/unit"}
	for _, line := range values["Environment"] {
		name, value, _ := strings.Cut(line, "=")
		if !slices.ContainsFunc(config.Table(), func(s config.Setting) bool { return s.Env == name }) {
			t.Errorf("no setting is read from %s", name)
		}
		vars[name] = folders.Replace(value)
	}
	id, keys, _ := strings.Cut(one("LoadCredential"), ":")
	const key = "sk_sandbox_unitAAAA1111"
	files := map[string]string{
		"/etc/dojo-reversals/config.toml":                       "[shops.high-street]\n[shops.airport]\n",
		path.Join(vars["CREDENTIALS_DIRECTORY"], id+"_airport"): key + "\n", // of the file airport in the folder of keys
	}
	src := config.Sources{
		GOOS: "linux", Home: "/",
		LookupEnv: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		ReadFile: func(name string) ([]byte, error) {
			if text, ok := files[name]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
	}
	s, err := config.Load(src.For("airport"))
	if err != nil || s.APIKey.IsZero() {
		t.Errorf("the settings with the key of the folder %s: %v", keys, err)
	}
	if s.StateDir != "/var/lib/"+one("StateDirectory") {
		t.Errorf("the record is in %s, and systemd makes /var/lib/%s", s.StateDir, one("StateDirectory"))
	}

	grace := ""
	for _, s := range config.Table() {
		if s.Name == "serve_grace" {
			grace = s.Default
		}
	}
	most, err := time.ParseDuration(grace)
	stop, err2 := strconv.Atoi(one("TimeoutStopSec"))
	if err != nil || err2 != nil || time.Duration(stop)*time.Second < most+30*time.Second {
		t.Errorf("systemd kills it after %s s, and serve_grace is %s", one("TimeoutStopSec"), grace)
	}
}

// TestUnitIsHardened holds what the server may not do.
func TestUnitIsHardened(t *testing.T) {
	t.Parallel()
	values := unitLines(t)
	for _, line := range []string{
		"DynamicUser=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "PrivateUsers=yes",
		"ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes", "ProtectProc=invisible",
		"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces=yes", "RestrictSUIDSGID=yes",
		"MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources",
		"SystemCallArchitectures=native", "LimitCORE=0", "UMask=0077", "StateDirectoryMode=0700",
	} {
		name, value, _ := strings.Cut(line, "=")
		if !slices.Contains(values[name], value) {
			t.Errorf("there is no %s, but %q", line, values[name])
		}
	}
}

// TestSystemdReadsTheUnit has systemd itself look for mistakes, and for what the server
// could do that it need not.
func TestSystemdReadsTheUnit(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze here, so that systemd doesn't read the unit")
	}
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	// It wants the program to be there.
	here := filepath.Join(t.TempDir(), programName+".service")
	if err := os.WriteFile(here, bytes.Replace(text, []byte("/usr/bin/"+programName), []byte("/bin/true"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"verify", "--man=no", here},
		{"security", "--offline=true", "--threshold=20", "--no-pager", here}, // 0 is best, 100 worst
	} {
		if out, err := exec.Command(analyze, args...).CombinedOutput(); err != nil || args[0] == "verify" && len(out) > 0 {
			t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, out)
		}
	}
}

// TestUnitIsPacked holds that the packages bring the unit and the folder for the keys
// along, and start nothing.
func TestUnitIsPacked(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, keys, _ := strings.Cut(unitLines(t)["LoadCredential"][0], ":")
	for _, want := range []string{
		"- src: .ci/systemd/dojo-reversals.service\n        dst: /usr/lib/systemd/system/dojo-reversals.service\n",
		"- dst: " + keys + "\n        type: dir\n        file_info:\n          mode: 0700\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in .goreleaser.yaml", want)
		}
	}
	if strings.Contains(string(text), "scripts:") {
		t.Error("a package runs a script: it could start the server")
	}
}
