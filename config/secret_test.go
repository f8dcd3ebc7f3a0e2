package config

import (
	"io/fs"
	"strings"
	"testing"
)

// A key or a password that was found somewhere isn't repeated from anywhere else, even if
// nothing of it looks like a key: not in what is wrong, not in its place, not in a warning.
func TestSecretsAreNotRepeated(t *testing.T) {
	t.Parallel()
	const secret = "only-a-password"
	const wrong = "timezone = '" + secret + "'\n"
	inKeyring := func(_, _ string) (string, error) { return secret, nil }
	for name, c := range map[string]struct {
		env, files map[string]string
		config     string
	}{
		"in the file":              {files: map[string]string{"/c.toml": "api_key = '" + secret + "'\n" + wrong}},
		"of another shop":          {files: map[string]string{"/c.toml": wrong + "[shops.a]\n[shops.b]\napi_key = '" + secret + "'\n"}},
		"in the environment":       {env: map[string]string{"DOJO_API_KEY": secret}, files: map[string]string{"/c.toml": wrong}},
		"in a file of its own":     {env: map[string]string{"DOJO_API_KEY_FILE": "/key"}, files: map[string]string{"/c.toml": wrong, "/key": secret}},
		"in the keyring":           {files: map[string]string{"/c.toml": "keyring = true\n" + wrong}},
		"a proxy's":                {files: map[string]string{"/c.toml": "proxy = 'http://priya:" + secret + "@proxy.test:3128'\n" + wrong}},
		"in the name of the file":  {config: "/" + secret + ".toml", files: map[string]string{"/" + secret + ".toml": "api_key = '" + secret + "'\nbell = 1\n"}},
		"in a warning":             {env: map[string]string{"NO_PROXY": secret + "/x", "HTTPS_PROXY": "http://proxy.test:1"}, files: map[string]string{"/c.toml": "api_key = '" + secret + "'\n"}},
		"in a warning, of a place": {config: "/" + secret + ".toml", files: map[string]string{"/" + secret + ".toml": "api_key = '" + secret + "'\napi_version = '2019-01-01'\n"}},
	} {
		path := c.config
		if path == "" {
			path = "/c.toml"
		}
		settings, err := Load(Sources{
			Flags: map[string]string{"config": path}, GOOS: "linux", Home: "/home/priya", Keyring: inKeyring,
			LookupEnv: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok },
			ReadFile: func(path string) ([]byte, error) {
				if text, ok := c.files[path]; ok {
					return []byte(text), nil
				}
				return nil, fs.ErrNotExist
			},
		})
		said := strings.Join(settings.Warnings, "\n")
		if err != nil {
			said += err.Error()
		}
		if !strings.Contains(said, "…") || strings.Contains(said, secret) {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// A key that was pasted into a text which everybody can read is refused, and not repeated.
func TestNoKeyInATextForEverybody(t *testing.T) {
	t.Parallel()
	const key = "sk_sandbox_not_a_real_key"
	for _, name := range []string{"shop", "operator", "pending_phrase", "serve_banner"} {
		for _, text := range []string{key, "Corner Shop " + key} {
			if _, err := Parse(name, text); err == nil || strings.Contains(err.Error(), "not_a_real") || !strings.Contains(err.Error(), "a key doesn't belong here") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// The key of the environment is hidden from other shops however its variable is written.
func TestAnotherShopHasNoKeyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	other := Sources{LookupEnv: func(string) (string, bool) { return "x", true }}.For("pier")
	for name, want := range map[string]bool{"DOJO_API_KEY": false, "DOJO_API_KEY ": false, "DOJO_API_KEY_FILE": false, credentialsVariable: true, "DOJO_THEME": true} {
		if _, has := other.LookupEnv(name); has != want {
			t.Errorf("%q: %v", name, has)
		}
	}
}
