package dojo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"

	"github.com/pelletier/go-toml/v2"
)

// The key of all tests, in two parts of which neither may ever be printed.
const (
	secretPart = "obviouslyfake"
	testKey    = "sk_sandbox_test_" + secretPart
)

func mustKey(t testing.TB, s string) dojo.APIKey {
	t.Helper()
	k, err := dojo.ParseAPIKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestParseAPIKey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want error
		env  dojo.Environment
		text string
	}{
		{testKey, nil, dojo.Sandbox, "sk_sandbox_…"},
		{"sk_test_obviouslyfake", nil, dojo.Sandbox, "sk_test_…"},
		{"sk_prod_obviouslyfake", nil, dojo.Live, "sk_prod_…"},
		{"sk_live_obviouslyfake", nil, dojo.Live, "sk_live_…"},
		{"sk_obviouslyfake", nil, dojo.Live, "sk_…"},
		{"sk_sandboxed_obviouslyfake", nil, dojo.Live, "sk_…"},
		{"sk_SANDBOX_obviouslyfake", nil, dojo.Live, "sk_…"},
		{"  " + testKey + "\r\n", nil, dojo.Sandbox, "sk_sandbox_…"},
		{"", dojo.ErrNoKey, dojo.Live, ""},
		{" \n", dojo.ErrNoKey, dojo.Live, ""},
		{"pk_sandbox_obviouslyfake", dojo.ErrPublicKey, dojo.Live, ""},
		{"obviouslyfake", dojo.ErrMalformedKey, dojo.Live, ""},
		{"sk_a", dojo.ErrMalformedKey, dojo.Live, ""},
		{"sk_obviously fake", dojo.ErrMalformedKey, dojo.Live, ""},
		{"sk_obviously\nfake", dojo.ErrMalformedKey, dojo.Live, ""},
		{"sk_obviously\x00fake", dojo.ErrMalformedKey, dojo.Live, ""},
		{"sk_obviouslyfäke", dojo.ErrMalformedKey, dojo.Live, ""},
		{"Basic sk_obviouslyfake", dojo.ErrMalformedKey, dojo.Live, ""},
		{"sk_" + strings.Repeat("x", 1000), dojo.ErrMalformedKey, dojo.Live, ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			k, err := dojo.ParseAPIKey(tt.in)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			if k.IsZero() != (tt.want != nil) || k.Environment() != tt.env || k.String() != tt.text {
				t.Errorf("zero %v, %s, %q", k.IsZero(), k.Environment(), k)
			}
			if err != nil && strings.Contains(err.Error(), secretPart) {
				t.Errorf("the error repeats the key: %v", err)
			}
		})
	}
}

func TestAPIKeyFingerprint(t *testing.T) {
	t.Parallel()
	k := mustKey(t, testKey)
	if f := k.Fingerprint(); len(f) != 12 || strings.Trim(f, "0123456789abcdef") != "" {
		t.Errorf("fingerprint %q", f)
	}
	if k.Fingerprint() != mustKey(t, " "+testKey).Fingerprint() {
		t.Error("one key, two fingerprints")
	}
	if k.Fingerprint() == mustKey(t, testKey+"x").Fingerprint() {
		t.Error("two keys, one fingerprint")
	}
	if (dojo.APIKey{}).Fingerprint() != "" {
		t.Error("no key has a fingerprint")
	}
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%o", "%b", "%c", "%e", "%p", "%U", "%20v", "%-20v", "%z", "%T"}

// noKey fails where the secret is in a text, plainly or in hexadecimal.
func noKey(t *testing.T, how, s string) {
	t.Helper()
	for _, leak := range []string{secretPart, fmt.Sprintf("%x", secretPart), fmt.Sprintf("%X", secretPart), fmt.Sprint([]byte(secretPart))} {
		if strings.Contains(s, strings.Trim(leak, "[]")) {
			t.Errorf("%s shows the key", how)
		}
	}
}

// everyWay prints a value in all the ways in which values get printed.
func everyWay(t *testing.T, name string, v any) {
	t.Helper()
	for _, verb := range verbs {
		noKey(t, name+" in "+verb, fmt.Sprintf(verb, v))
	}
	noKey(t, name+" in Sprint", fmt.Sprint(v))
	noKey(t, name+" in an error", fmt.Errorf("why: %v", v).Error())
	if b, err := json.Marshal(v); err == nil {
		noKey(t, name+" in JSON", string(b))
	}
	if b, err := toml.Marshal(v); err == nil {
		noKey(t, name+" in TOML", string(b))
	}
	for _, h := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(h(&b)).Info("it", "value", v, slog.Group("group", "inner", v))
		noKey(t, name+" in slog", b.String())
	}
}

func TestAPIKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	k := mustKey(t, testKey)
	type exported struct {
		Key     dojo.APIKey
		Pointer *dojo.APIKey
		List    []dojo.APIKey
		Map     map[string]dojo.APIKey
		Any     any
	}
	type unexported struct {
		key     dojo.APIKey
		pointer *dojo.APIKey
		list    []dojo.APIKey
		any     any
	}
	e := exported{k, &k, []dojo.APIKey{k}, map[string]dojo.APIKey{"a": k}, k}
	u := unexported{k, &k, []dojo.APIKey{k}, k}
	type embedded struct{ dojo.APIKey }
	for name, v := range map[string]any{
		"a key": k, "a pointer": &k, "an empty key": dojo.APIKey{}, "exported fields": e, "a pointer to exported fields": &e,
		"unexported fields": u, "a pointer to unexported fields": &u, "embedded": embedded{k}, "a key of a map": map[dojo.Environment]any{"a": k},
		"an array": [2]dojo.APIKey{k, k}, "options": dojo.Options{Key: k, Now: time.Now},
	} {
		everyWay(t, name, v)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, k); got != "sk_sandbox_…" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
	if b, err := json.Marshal(e); err != nil || !strings.Contains(string(b), `"Key":"sk_sandbox_…"`) {
		t.Errorf("JSON: %s, %v", b, err)
	}
	if b, err := toml.Marshal(struct{ Key dojo.APIKey }{k}); err != nil || !strings.Contains(string(b), `Key = 'sk_sandbox_…'`) {
		t.Errorf("TOML: %s, %v", b, err)
	}
}

func TestAPIKeyIsNotInAClient(t *testing.T) {
	t.Parallel()
	c, err := dojo.NewClient(dojo.Options{Key: mustKey(t, testKey), Now: time.Now, UserAgent: "dojo-reversals/test"})
	if err != nil {
		t.Fatal(err)
	}
	everyWay(t, "a client", c)
	everyWay(t, "a client's value", *c)
	everyWay(t, "a struct with a client", struct{ c *dojo.Client }{c})
}
