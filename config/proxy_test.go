package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/http/httpproxy"
)

// A proxy that can't be used is named, whichever variable it stands in, and nothing
// of its address is shown.
func TestProxyThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	const (
		form     = "this isn't the address of a proxy; it looks like http://proxy.example.com:3128"
		scheme   = "it must start with http://, https://, socks5:// or socks5h://"
		password = "its user name or password has a sign in it that must be written in another way, such as %40 for @, %23 for # and %2F for /"
		none     = "it isn't an address. To use no proxy, leave the variable out"
		marks    = "there are quotation marks in it. Leave them out"
		space    = "there is a space before or behind it. Delete it"
		port     = "its port must be from 1 to 65535"
	)
	for value, want := range map[string]string{
		"http://proxy.local:port": form, "http://": form, "http://:3128": form, "://proxy:3128": form, "//proxy:3128": form, "http:// proxy:3128": form,
		"1http://proxy:3128": form, "http://proxy:3128,http://other:3128": form, "http://[::1:3128": form,
		"socks4://proxy:1080": scheme, "ftp://proxy:21": scheme, "socks://proxy:1080": scheme, "socks5a://proxy:1080": scheme,
		"http://priya:se#cret@proxy:3128": password, "http://priya:se/cret@proxy:3128": password, "http://priya:se%cret@proxy:3128": password,
		"http://priya:12#cret@proxy:3128": password, "priya:se#cret@proxy:3128": password,
		"none": none, "off": none, "DIRECT": none, "0": none, "false": none,
		`"http://proxy:3128"`: marks, "'http://proxy:3128'": marks, "“http://proxy:3128”": marks,
		"http://proxy:0": port, "http://proxy:70000": port,
		" http://proxy:3128": space, "http://proxy:3128 ": space,
		"http://proxy:3128\u00a0":      "there is an invisible character (U+00A0, no-break space) in it, as character 18. Delete it",
		"http://proxy:8080/proxy.pac":  "this is a file that chooses a proxy (PAC), which this program can't read. Give the proxy's own address; it looks like http://proxy.example.com:3128",
		"http://wpad.example/wpad.dat": "this is a file that chooses a proxy (PAC), which this program can't read. Give the proxy's own address; it looks like http://proxy.example.com:3128",
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
			src := linux("", map[string]string{name: value})
			wantOneProblem(t, src, "environment "+name+": this proxy can't be used: "+want)
			if text := strings.Join(problemsOf(t, src), ""); strings.Contains(text, "cret") || strings.Contains(text, "priya") {
				t.Errorf("%q: %s", value, text)
			}
		}
		// Where no proxy is used, its address is no matter.
		for _, vars := range []map[string]string{
			{"HTTPS_PROXY": value, "NO_PROXY": "dojo.tech"}, {"HTTPS_PROXY": value, "no_proxy": "*"},
			{"HTTPS_PROXY": value, "DOJO_BASE_URL": "http://127.0.0.1:8080"}, {"HTTPS_PROXY": value, "DOJO_BASE_URL": "https://localhost:8080"},
			{"HTTPS_PROXY": "http://proxy:3128", "https_proxy": value}, {"HTTPS_PROXY": "http://proxy:3128", "HTTP_PROXY": value},
		} {
			if s := mustLoad(t, linux("", vars)); s.Warnings != nil {
				t.Errorf("%q: %q", vars, s.Warnings)
			}
		}
		// The setting is held to the same, and never repeated either.
		want := strings.Replace(want, "leave the variable out", `write proxy = "none"`, 1)
		conf := "proxy = " + strconv.Quote(value) + "\n"
		text := strings.Join(problemsOf(t, linux(conf, nil)), "")
		switch {
		case strings.EqualFold(value, "none"), want == marks, want == space, strings.Contains(want, "invisible"): // as for each setting
		case text != confPath+", line 1: proxy can't be used: "+want:
			t.Errorf("%s: %q", conf, text)
		}
		if strings.Contains(text, "cret") || strings.Contains(text, "priya:") {
			t.Errorf("%s: %q", conf, text)
		}
		demo := linux("", map[string]string{"HTTPS_PROXY": value})
		demo.WithoutKey = true
		mustLoad(t, demo)
	}
}

func TestProxyThatCanBeUsed(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"http://proxy:3128", "proxy:3128", "https://proxy.example:8443", "socks5://127.0.0.1:1080", "socks5h://proxy:1080", "http://priya:se%40cret@proxy:3128/",
		"HTTP://proxy:3128", "http://[2001:db8::1]:3128", "priya:secret@proxy:3128", "localhost:3128",
	} {
		if s := mustLoad(t, linux("", map[string]string{"HTTPS_PROXY": value, "ALL_PROXY": "x", "NO_PROXY": "localhost,.example,10.0.0.0/8, [::1]:80,*.internal"})); s.Warnings != nil {
			t.Errorf("%q: %q", value, s.Warnings)
		}
		if !goUses(value) {
			t.Errorf("Go doesn't use %q", value)
		}
	}
	const unused = ": this program reaches Dojo by https, and uses only the proxy that HTTPS_PROXY names. If your network needs one, set HTTPS_PROXY too"
	noPort := func(port string) string {
		return "environment HTTPS_PROXY: the proxy's address has no port, so port " + port + " is used. Most proxies have another, such as 3128 or 8080"
	}
	noMeaning := func(entry string) string {
		return "environment NO_PROXY: the entry " + entry + " means nothing. Write names of hosts, such as example.com, separated by commas"
	}
	for _, c := range []struct {
		vars map[string]string
		want string
	}{
		{map[string]string{"HTTPS_PROXY": "http://proxy"}, noPort("80")},
		{map[string]string{"HTTPS_PROXY": "proxy:"}, noPort("80")},
		{map[string]string{"HTTPS_PROXY": "https://proxy/"}, noPort("443")},
		{map[string]string{"HTTPS_PROXY": "socks5://priya:secret@proxy"}, noPort("1080")},
		{map[string]string{"ALL_PROXY": "socks5://proxy:1080"}, "environment ALL_PROXY" + unused},
		{map[string]string{"all_proxy": "x", "HTTP_PROXY": "y"}, "environment all_proxy" + unused},
		{map[string]string{"HTTP_PROXY": "http://proxy:3128"}, "environment HTTP_PROXY" + unused},
		{map[string]string{"http_proxy": "http://proxy:3128", "HTTPS_PROXY": ""}, "environment http_proxy" + unused},
		{map[string]string{"HTTPS_PROXY": "proxy:3128", "NO_PROXY": "localhost;api.dojo.tech"}, noMeaning(`"localhost;api.dojo.tech"`)},
		{map[string]string{"HTTPS_PROXY": "proxy:3128", "NO_PROXY": "localhost api.dojo.tech"}, noMeaning(`"localhost api.dojo.tech"`)},
		{map[string]string{"HTTPS_PROXY": "proxy:3128", "NO_PROXY": "x,https://api.dojo.tech"}, noMeaning(`"https://api.dojo.tech"`)},
		{map[string]string{"HTTPS_PROXY": "proxy:3128", "NO_PROXY": "10.0.0.0/99"}, noMeaning(`"10.0.0.0/99"`)},
		{map[string]string{"HTTPS_PROXY": "proxy:3128", "NO_PROXY": "http://priya:secret@host"}, noMeaning("with a user name")},
		{map[string]string{"NO_PROXY": "a;b"}, ""},
	} {
		s := mustLoad(t, linux("", c.vars))
		if got := strings.Join(s.Warnings, "\n"); got != c.want {
			t.Errorf("%q: %q, want %q", c.vars, got, c.want)
		}
	}
}

// goUses says whether Go's transport would take a proxy for a call to Dojo, and can
// speak with it.
func goUses(value string) bool {
	asked := httpproxy.Config{HTTPSProxy: value}
	u, err := asked.ProxyFunc()(&url.URL{Scheme: "https", Host: "api.dojo.tech"})
	return err == nil && u != nil && u.Hostname() != "" && proxyPorts[u.Scheme] != ""
}

// The setting wins over the environment, and none switches it off.
func TestProxySetting(t *testing.T) {
	t.Parallel()
	bad := map[string]string{"HTTPS_PROXY": "socks4://x", "NO_PROXY": "*"}
	for conf, want := range map[string]string{
		`proxy = "http://priya:se%40cret@proxy:3128"`: "http://proxy:3128", `proxy = "proxy:3128"`: "http://proxy:3128", `proxy = "http://[::1]:3128"`: "http://[::1]:3128",
		`proxy = "socks5://priya:secret@proxy:1080"`: "socks5://proxy:1080", `proxy = "none"`: "none", `proxy = "NONE"`: "none", "": "",
		"proxy = \"http://one:1\"\n[shops.a]\nname = \"A\"\nproxy = \"http://two:2\"": "http://two:2",
	} {
		vars := bad
		if conf == "" {
			vars = map[string]string{"HTTPS_PROXY": "http://proxy:3128"}
		}
		s := mustLoad(t, linux(conf, vars))
		if s.Proxy.String() != want || s.Warnings != nil {
			t.Errorf("%s: %v, %q", conf, s.Proxy, s.Warnings)
		}
		if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s.Proxy); strings.Contains(text, "cret") || strings.Contains(text, "priya:") {
			t.Errorf("%s shows the password: %s", conf, text)
		}
		where := map[bool]string{true: "environment HTTPS_PROXY", false: s.Source("proxy")}[conf == ""]
		if want != "none" && s.Proxy.SetIn != where {
			t.Errorf("%s: set in %q, want %q", conf, s.Proxy.SetIn, where)
		}
	}
	s := mustLoad(t, linux(`proxy = "https://proxy"`, nil))
	if got := strings.Join(s.Warnings, "\n"); got != confPath+", line 1: the proxy's address has no port, so port 443 is used. Most proxies have another, such as 3128 or 8080" {
		t.Errorf("%q", got)
	}
	if s := mustLoad(t, linux("", nil)); s.Proxy.SetIn != "" || s.Proxy.String() != "" {
		t.Errorf("%+v", s.Proxy)
	}
}

// A password is seen in each form of an address that a person may type.
func TestHasPassword(t *testing.T) {
	t.Parallel()
	for proxy, want := range map[string]bool{
		"http://proxy.example.com:3128": false, "http://priya@proxy:3128": false, "http://priya:@proxy:3128": false, "none": false, "": false,
		"http://priya:secret@proxy:3128": true, "priya:secret@proxy": true, "socks5://:secret@proxy": true, "http://priya:se@c#r/et@proxy:3128": true,
	} {
		if got := HasPassword(proxy); got != want {
			t.Errorf("%s: %v", proxy, got)
		}
	}
}

// A file with a proxy's password is as private as one with a key.
func TestAFileWithAProxysPassword(t *testing.T) {
	t.Parallel()
	for conf, holds := range map[string]string{
		`proxy = "http://priya:secret@proxy:3128"`: "a proxy's password", `proxy = "http://proxy:3128"`: "", `proxy = "none"`: "",
		"[shops.a]\nname = \"A\"\nproxy = \"priya:secret@proxy:3128\"": "a proxy's password",
	} {
		src := linux(conf, nil)
		src.ByOthers = func(string) (bool, error) { return true, nil }
		want := ""
		if holds != "" {
			want = confPath + ": this file holds " + holds + ", and other users of this computer can open it. Close it to them: chmod 600 '" + confPath + "'"
		}
		if got := strings.Join(mustLoad(t, src).Warnings, "\n"); got != want {
			t.Errorf("%s: %q, want %q", conf, got, want)
		}
	}
}

func FuzzProxy(f *testing.F) {
	for _, v := range []string{"http://KEY@proxy:3128", "KEY", "socks4://x:KEY@y", "http://a:KEY#@b"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		value = strings.ReplaceAll(value, "KEY", secretPart)
		for _, name := range []string{"HTTPS_PROXY", "ALL_PROXY"} {
			s, err := Load(linux("", map[string]string{name: value}))
			text := strings.Join(s.Warnings, "\n")
			if err != nil {
				text += err.Error()
			}
			if err == nil && name == "HTTPS_PROXY" && value != "" && !goUses(value) {
				t.Fatalf("Go doesn't use %q, and nothing says so", value)
			}
			if strings.Contains(text, secretPart) {
				t.Fatalf("the password is shown: %q", text)
			}
		}
		conf := "proxy = " + strconv.Quote(value)
		s, err := Load(linux(conf, nil))
		text := fmt.Sprintf("%v %+v %q", err, err, s.Warnings)
		if strings.Contains(text, secretPart) {
			t.Fatalf("the password is shown: %q", text)
		}
	})
}
