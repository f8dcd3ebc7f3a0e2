package config

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

func TestWithoutSecrets(t *testing.T) {
	t.Parallel()
	const key = "sk_prod_not_a_real_key"
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"a key", "timezone = \"Europe/Dublin\"\napi_key = \"" + key + "\"\n", "timezone = \"Europe/Dublin\"\napi_key = …\n"},
		{"a key that isn't one", "api_key = 'only-a-password'\n", "api_key = …\n"},
		{"a name in quotes", "\"api_key\" = 'only-a-password'\n", "\"api_key\" = …\n"},
		{"a name nearly right", "Api-Key = 'only-a-password'\n", "Api-Key = …\n"},
		{"a name that isn't known", "foo = 'only-a-password'\n", "foo = …\n"},
		{"a key in the wrong place", "shop = \"" + key + "\"\n", "shop = \"sk_…\n"},
		{"a key as a name", key + " = 1\n", "sk_… = …\n"},
		{"a comment", "# our shop\n# old api_key: only-a-password\n", "# our shop\n# old api_key…\n"},
		{"a comment behind a value", "refresh = \"5s\" # Password abc\n", "refresh = \"5s\" # Password…\n"},
		{"several shops", "[shops.high-street]\nname = \"High Street\"\napi_key = \"" + key + "\"\nkeyring = true\napi_key_file = '/etc/k'\n",
			"[shops.high-street]\nname = \"High Street\"\napi_key = …\nkeyring = true\napi_key_file = '/etc/k'\n"},
		{"a proxy", "proxy = \"http://priya:p@ss#word@proxy.test:3128\"\n", "proxy = …@proxy.test:3128\"\n"},
		{"a proxy without a scheme", "proxy = 'priya:pass@proxy.test'\n", "proxy = …@proxy.test'\n"},
		{"over several lines", "refresh = \"5s\"\napi_key = \"\"\"\nonly-a-password\n\"\"\"\nfoo = 1\n", "refresh = \"5s\"\n… (a value over several lines, and all that follows it, is left out)\n"},
		{"an array", "api_key = [\n  \"only-a-password\",\n]\nbell = true\n", "api_key = …\n…\n…\nbell = true\n"},
		{"in braces", "shops = { a = { api_key = \"only-a-password\" } }\n", "shops = …\n"},
		{"dotted", "shops.a.api_key = \"only-a-password\"\n", "shops.a.api_key = …\n"},
		{"Windows", "bell = true\r\napi_key = 'only-a-password'\r\n", "bell = true\napi_key = …\n"},
		{"the same elsewhere", "api_key = 'only-a-password'\nshop = 'only-a-password'\n", "api_key = …\nshop = '…'\n"},
		{"a proxy's password elsewhere", "# hunter2!hunter2\nproxy = 'http://priya:hunter2%21hunter2@proxy.test'\nshop = 'hunter2%21hunter2'\n",
			"# …\nproxy = …@proxy.test'\nshop = '…'\n"},
		{"not TOML", "api_key: only-a-password\n= = =\nbell = true", "…\n…\nbell = true\n"},
	} {
		if got := string(WithoutSecrets([]byte(c.in))); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("bell = true\r\napi_key = 'only-a-password'\r\n"))
	if got := string(WithoutSecrets(utf16)); err != nil || got != "bell = true\napi_key = …\n" {
		t.Errorf("UTF-16: %v, %q", err, got)
	}
}

// Whatever the file is, nothing is left that looks like a key, and nothing of the keys and
// the passwords that a reader of it finds.
func FuzzWithoutSecrets(f *testing.F) {
	for _, s := range []string{
		"api_key = \"sk_prod_abcdefgh\"\n[shops.a]\nproxy = \"http://priya:password@host:1\"\n",
		"api_key = '''\nabcdefghij'''\n", "api_key = [ \"abcdefghij\" ]", "'api_key'=\"abcdefgh\\u0041\"", "# sk_abc\nx = 1 # key abc",
		"shops.a.api_key=\"abcdefghij\"\rshops.b.name=\"abcdefghij\"", "pk_1 = 'SK_PROD_ABC'", "\xff\xfea\x00", "proxy='a:b\\@c@d'",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := string(WithoutSecrets(data))
		for _, form := range keyLike().FindAllString(got, -1) {
			if !strings.HasPrefix(form[3:], leftOut) {
				t.Fatalf("a key is left: %q", got)
			}
		}
		for _, secret := range secretsIn(asUTF8(data)) {
			if len(secret) >= minSecret && !strings.Contains(secret, leftOut) && strings.Contains(got, secret) {
				t.Fatalf("%q is left: %q", secret, got)
			}
		}
	})
}
