package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

// values are two good values for each setting that isn't a default, and how
// the loaded settings show them.
var values = map[string]struct {
	a, b string
	show func(Settings) string
}{
	"api_key":           {testKey, otherKey, func(s Settings) string { return s.APIKey.Fingerprint() }},
	"keyring":           {"true", "false", func(s Settings) string { return fmt.Sprint(s.Keyring) }},
	"api_key_file":      {"/one", "/two", func(s Settings) string { return s.KeyFile }},
	"base_url":          {"https://one.example", "https://two.example/api", func(s Settings) string { return s.BaseURL }},
	"live_host":         {"one.example", "two.example", func(s Settings) string { return s.LiveHost }},
	"proxy":             {"http://one.example:3128", "socks5://[2001:db8::2]:1080", func(s Settings) string { return s.Proxy.String() }},
	"ca_file":           {"/etc/one.pem", "/etc/two.pem", authorityNames},
	"api_version":       {"2024-02-05", "2025-09-10", func(s Settings) string { return s.APIVersion }},
	"timezone":          {"Europe/Dublin", "Europe/Madrid", func(s Settings) string { return s.Timezone.String() }},
	"reversal_rule":     {"published", "same-day", func(s Settings) string { return string(s.ReversalRule) }},
	"refresh":           {"10s", "1m30s", func(s Settings) string { return s.Refresh.String() }},
	"state_dir":         {"/one", "/two", func(s Settings) string { return s.StateDir }},
	"shop":              {"Corner Shop", "High Street", func(s Settings) string { return s.Shop }},
	"operator":          {"sam", "alex", func(s Settings) string { return s.Operator }},
	"software_house_id": {"house1", "house2", func(s Settings) string { return s.SoftwareHouseID }},
	"reseller_id":       {"seller1", "seller2", func(s Settings) string { return s.ResellerID }},
	"typed_amount_over": {"250.00", "99.99", func(s Settings) string { return string(s.TypedAmountOver) }},
	"pending_phrase":    {"three days", "a week", func(s Settings) string { return s.PendingPhrase }},
	"recent_days":       {"1", "38", func(s Settings) string { return fmt.Sprint(s.RecentDays) }},
	"theme":             {"dark", "light", func(s Settings) string { return string(s.Theme) }},
	"bell":              {"false", "true", func(s Settings) string { return fmt.Sprint(s.Bell) }},
	"ascii":             {"true", "false", func(s Settings) string { return fmt.Sprint(s.ASCII) }},
	"mouse":             {"true", "false", func(s Settings) string { return fmt.Sprint(s.Mouse) }},
	"locale":            {"it-IT", "es-ES", func(s Settings) string { return s.Locale }},
	"plain":             {"false", "true", func(s Settings) string { return fmt.Sprint(s.Plain) }},
	"debug":             {"false", "true", func(s Settings) string { return fmt.Sprint(s.Debug) }},

	"agents_file":        {"/etc/one.toml", "/etc/two.toml", func(s Settings) string { return s.serve.agentsFile }},
	"serve_listen":       {"127.0.0.1:2223", ":2222", func(s Settings) string { return s.serve.Listen }},
	"serve_host_key":     {"/etc/one", "/etc/two", func(s Settings) string { return s.serve.HostKeyFile }},
	"serve_ca_file":      {"/etc/one.pub", "/etc/two.pub", func(s Settings) string { return s.serve.caFile }},
	"serve_revoked_keys": {"/etc/one.keys", "/etc/two.keys", func(s Settings) string { return s.serve.revokedFile }},
	"serve_banner":       {"Hello", "What you do is recorded.", func(s Settings) string { return s.serve.Banner }},
	"serve_sessions":     {"1", "1000", func(s Settings) string { return fmt.Sprint(s.serve.Sessions) }},
	"serve_per_agent":    {"1", "20", func(s Settings) string { return fmt.Sprint(s.serve.SessionsPerAgent) }},
	"serve_logins":       {"1", "600", func(s Settings) string { return fmt.Sprint(s.serve.LoginsPerMinute) }},
	"serve_idle":         {"10s", "1m30s", func(s Settings) string { return s.serve.Idle.String() }},
	"serve_grace":        {"10s", "1m30s", func(s Settings) string { return s.serve.Grace.String() }},
	"serve_keep_shop":    {"10s", "1m30s", func(s Settings) string { return s.serve.KeepShop.String() }},
	"serve_metrics":      {"127.0.0.1:9464", "[::1]:9464", func(s Settings) string { return s.serve.Metrics }},
	"serve_audit":        {"/var/log/audit", "udp://log.example:514", func(s Settings) string { return auditText(s.serve.Audit) }},
}

// auditText writes a target as it is set.
func auditText(a AuditTarget) string {
	if a.Network == "file" {
		return a.Address
	}
	return a.Network + "://" + a.Address
}

// shown is how values' show writes a value that was given.
func shown(t interface{ Fatal(...any) }, name, value string) string {
	switch name {
	case "api_key":
		k, err := dojo.ParseAPIKey(value)
		if err != nil {
			t.Fatal(err)
		}
		return k.Fingerprint()
	case "theme":
		if value == "NO_COLOR" {
			return "none"
		}
	}
	return value
}

// tomlLine writes a value into the settings file.
func tomlLine(s Setting, value string) string {
	if s.kind == kindSwitch || s.kind == kindNumber {
		return s.Name + " = " + value + "\n"
	}
	return s.Name + " = \"" + value + "\"\n"
}

func TestEverySettingTakesItsValueFromTheHighestLayer(t *testing.T) {
	t.Parallel()
	for _, setting := range Table() {
		if setting.Name == "config" {
			continue
		}
		v, ok := values[setting.Name]
		if !ok {
			t.Errorf("%s isn't tested", setting.Name)
			continue
		}
		t.Run(setting.Name, func(t *testing.T) {
			t.Parallel()
			conf := "# a comment\n\n" + tomlLine(setting, v.a)
			check := func(src Sources, value, where string) {
				t.Helper()
				s := mustLoad(t, src)
				if got, want := v.show(s), shown(t, setting.Name, value); got != want {
					t.Errorf("from %s: %q, want %q", where, got, want)
				}
				if got, want := s.Value(setting.Name), shown(t, setting.Name, value); got != want {
					t.Errorf("from %s: the value %q, want %q", where, got, want)
				}
				if got := s.Source(setting.Name); got != where {
					t.Errorf("source %q, want %q", got, where)
				}
			}
			src := linux(conf, map[string]string{"DOJO_API_KEY": ""})
			if setting.Name != "api_key" {
				src = linux(conf, nil)
			}
			check(src, v.a, confPath+", line 3")
			if setting.Env != "" {
				src := linux(conf, map[string]string{setting.Env: v.b})
				want := v.b
				if setting.Env == "NO_COLOR" {
					want = "NO_COLOR"
				}
				check(src, want, "environment "+setting.Env)
				// An empty variable is no variable.
				if setting.Name != "api_key" {
					check(linux(conf, map[string]string{setting.Env: ""}), v.a, confPath+", line 3")
				}
			}
			if setting.Flag != "" {
				vars := map[string]string{}
				if setting.Env != "" {
					vars[setting.Env] = v.a
				}
				src := linux(conf, vars)
				src.Flags = map[string]string{setting.Flag: v.b}
				check(src, v.b, "--"+setting.Flag)
			}
		})
	}
}

func TestTheHighestLayerWinsWhateverTheOthersSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		vars, flags, conf := map[string]string{}, map[string]string{}, ""
		want, where := map[string]string{}, map[string]string{}
		line := 0
		for _, s := range Table() {
			if s.Name == "config" || s.Name == "keyring" || s.Name == "api_key_file" {
				continue // the last two are places of the key: TestWhereTheKeyIs
			}
			v := values[s.Name]
			pick := func(layer string) string {
				// The losing layers may even hold nonsense.
				if layer != "flag" && rapid.Bool().Draw(t, s.Name+" b in "+layer) {
					return v.b
				}
				return v.a
			}
			inFile := rapid.Bool().Draw(t, s.Name+" in file")
			inEnv := s.Env != "" && rapid.Bool().Draw(t, s.Name+" in env")
			inFlag := s.Flag != "" && rapid.Bool().Draw(t, s.Name+" in flags")
			if s.Name == "api_key" && !inFile {
				inEnv = true
			}
			if inFile {
				value := pick("file")
				if (inEnv || inFlag) && s.kind == kindText && rapid.Bool().Draw(t, s.Name+" bad") {
					value = "nonsense"
				}
				conf += tomlLine(s, value)
				line++
				want[s.Name], where[s.Name] = value, fmt.Sprintf("%s, line %d", confPath, line)
			}
			if inEnv {
				vars[s.Env] = pick("env")
				want[s.Name], where[s.Name] = vars[s.Env], "environment "+s.Env
				switch s.Env {
				case "NO_COLOR":
					want[s.Name] = "none"
				case "ACCESSIBLE":
					want[s.Name] = "true"
				}
			}
			if inFlag {
				flags[s.Flag] = pick("flag")
				want[s.Name], where[s.Name] = flags[s.Flag], "--"+s.Flag
			}
		}
		if _, ok := vars["DOJO_API_KEY"]; !ok {
			vars["DOJO_API_KEY"] = "" // linux would set one
		}
		src := linux(conf, vars)
		src.Flags = flags
		s, err := Load(src)
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range values {
			if _, set := want[name]; !set {
				if got := s.Source(name); got != "default" {
					t.Errorf("%s wasn't set, and comes from %q", name, got)
				}
				continue
			}
			if got := v.show(s); got != shown(t, name, want[name]) {
				t.Errorf("%s is %q, want %q from %s", name, got, want[name], where[name])
			}
			if got := s.Source(name); got != where[name] {
				t.Errorf("%s comes from %q, want %q", name, got, where[name])
			}
		}
	})
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := mustLoad(t, linux("", nil))
	got := fmt.Sprint(s.BaseURL, " ", s.APIVersion, " ", s.Timezone, " ", s.ReversalRule, " ", s.Refresh, " ", s.StateDir,
		" ", s.Operator, " ", s.TypedAmountOver, " ", s.PendingPhrase, " ", s.RecentDays, " ", s.Theme, " ", s.Bell, s.ASCII, s.Mouse, s.Plain, " ", s.Locale)
	want := "https://api.dojo.tech 2022-01-03 Europe/London same-day 5s /home/priya/.local/state/dojo-reversals priya 500 a few working days 7 auto true false false false en-GB"
	if got != want {
		t.Errorf("defaults:\n%s\nwant\n%s", got, want)
	}
	if s.Shop+s.SoftwareHouseID+s.ResellerID+s.ConfigFile != "" || len(s.Warnings) != 0 {
		t.Errorf("not empty: %+v", s)
	}
	for _, setting := range Table() {
		want := "default"
		if setting.Name == "api_key" {
			want = "environment DOJO_API_KEY"
		}
		if got := s.Source(setting.Name); got != want {
			t.Errorf("%s comes from %q", setting.Name, got)
		}
	}
}

func TestTheZeroSourcesOnlyLackAKeyAndAPlace(t *testing.T) {
	t.Parallel()
	got := strings.Join(problemsOf(t, Sources{}), "\n")
	want := "there is no API key. Run dojo-reversals login, or set DOJO_API_KEY to the shop's secret key, which starts with sk_\n" +
		"state_dir has no default here, since the home directory isn't known. Set DOJO_STATE_DIR to a folder, written in full"
	if got != want {
		t.Errorf("problems:\n%s", got)
	}
	if s, err := Load(Sources{WithoutKey: true}); err != nil || s.StateDir != "" {
		t.Errorf("the demo needs neither: %v", err)
	}
}

func TestWithoutKeyTheKeyIsNotEvenRead(t *testing.T) {
	t.Parallel()
	for _, key := range []string{testKey, "pk_sandbox_test1111", "nonsense", ""} {
		src := linux("api_key = \""+key+"\"\n", map[string]string{"DOJO_API_KEY": key})
		src.WithoutKey = true
		if s := mustLoad(t, src); !s.APIKey.IsZero() || s.Source("api_key") != "default" {
			t.Errorf("a key was read from %q", key)
		}
	}
	// A bad setting is an error all the same.
	src := linux("", map[string]string{"DOJO_TIMEZONE": "Local"})
	src.WithoutKey = true
	if len(problemsOf(t, src)) != 1 {
		t.Error("a bad zone passed")
	}
}

func TestAnErrorComesWithoutAKeyAndWithSettingsToDrawItWith(t *testing.T) {
	t.Parallel()
	src := linux("ascii = true\n", map[string]string{"DOJO_REFRESH": "1s", "NO_COLOR": "1"})
	s, err := Load(src)
	if err == nil || !s.APIKey.IsZero() {
		t.Error("there is a key beside an error")
	}
	if !s.ASCII || s.Theme != ThemeNone || s.Refresh.String() != "5s" || s.Source("refresh") != "default" {
		t.Errorf("the settings aren't whole: %+v", s)
	}
}

func TestTypedErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key  string
		want error
	}{
		{"", dojo.ErrNoKey},
		{"  ", dojo.ErrNoKey},
		{"pk_sandbox_test1111", dojo.ErrPublicKey},
		{"nonsense-nonsense", dojo.ErrMalformedKey},
	} {
		_, err := Load(linux("", map[string]string{"DOJO_API_KEY": c.key}))
		if !errors.Is(err, c.want) {
			t.Errorf("%q: %v", c.key, err)
		}
		var p Problem
		if !errors.As(err, &p) || p.Setting != "api_key" {
			t.Errorf("%q: %+v", c.key, p)
		}
	}
	_, err := Load(linux("", map[string]string{"DOJO_REFRESH": "1s"}))
	if errors.Is(err, dojo.ErrNoKey) {
		t.Error("a bad duration isn't a missing key")
	}
}

func TestSettingsPrintNoKey(t *testing.T) {
	t.Parallel()
	s := mustLoad(t, linux("", nil))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if out := fmt.Sprintf(verb, s); strings.Contains(out, "AAAA1111") || strings.Contains(out, fmt.Sprintf("%x", "AAAA1111")) {
			t.Errorf("%s prints the key", verb)
		}
	}
}

// DOJO_DEBUG needs no exact word: people set it to 1.
func TestDebugByEnvironment(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{"1": true, "true": true, "yes": true, "0": false, "false": false, "": false} {
		if s := mustLoad(t, linux("", map[string]string{"DOJO_DEBUG": value})); s.Debug != want {
			t.Errorf("DOJO_DEBUG=%q: %v", value, s.Debug)
		}
	}
}

// ACCESSIBLE is a convention among programs: set to anything but 0, its user
// wants plain lines.
func TestAccessible(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{"1": true, "true": true, "yes": true, "false": true, "0": false, "": false} {
		if s := mustLoad(t, linux("", map[string]string{"ACCESSIBLE": value})); s.Plain != want {
			t.Errorf("ACCESSIBLE=%q: %v", value, s.Plain)
		}
	}
	src := linux("plain = true\n", map[string]string{"ACCESSIBLE": "0"})
	if mustLoad(t, src).Plain {
		t.Error("ACCESSIBLE=0 doesn't win over the file")
	}
}

// The log asks for the source of every setting at each start. Looking one up in a table
// made for it took a fifth of all that a start allocated.
func TestASourceCostsNothing(t *testing.T) {
	s := mustLoad(t, linux("", nil))
	if n := testing.AllocsPerRun(10, func() { s.Source("timezone") }); n > 0 {
		t.Errorf("to say where a setting comes from takes %v allocations", n)
	}
}
