package config

import (
	"errors"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"dojoreversals/dojo"
)

// parseProxy reads the setting proxy. It wins over HTTPS_PROXY and NO_PROXY. Nothing of
// its address is repeated: it may have a password in it.
func parseProxy(l *loader, s *Settings, value string) error {
	if l.src.WithoutKey {
		return nil // the demo stays on this machine
	}
	if strings.EqualFold(value, "none") {
		s.Proxy = dojo.NoProxy()
		return nil
	}
	mistake, port := proxyMistake(value, `write proxy = "none"`)
	if mistake != "" {
		return errors.New("can't be used: " + mistake)
	}
	where := s.Source("proxy")
	if port != "" {
		l.warnProxyPort(where, port)
	}
	proxy, err := dojo.ParseProxy(value)
	if err != nil {
		return errors.New("can't be used: " + err.Error())
	}
	proxy.SetIn = where
	s.Proxy = proxy
	return nil
}

// noteProxyPasswords notes what is secret in the addresses of the settings file.
func (l *loader) noteProxyPasswords() {
	for _, t := range l.file.tables() {
		for _, secret := range proxySecrets(t.values["proxy"].raw) {
			l.secret(secret)
		}
	}
}

// hasProxyPassword says whether a proxy's user name or password stands in the file.
func (f file) hasProxyPassword() bool {
	return slices.ContainsFunc(f.tables(), func(t shopTable) bool { return userInfo(t.values["proxy"].raw) != "" })
}

// proxySecrets are what must not be shown of a proxy's address, wherever it stands: the user
// name with the password, and the password alone, as it is written there and as it is meant.
func proxySecrets(raw any) []string {
	info := userInfo(raw)
	_, password, _ := strings.Cut(info, ":")
	secrets := []string{info, password}
	if meant, err := url.PathUnescape(password); err == nil {
		secrets = append(secrets, meant)
	}
	return secrets
}

// HasPassword says whether a password stands in the address of a proxy.
func HasPassword(proxy string) bool {
	_, password, _ := strings.Cut(userInfo(proxy), ":")
	return password != ""
}

// userInfo is the user name and the password in the address of a proxy.
func userInfo(raw any) string {
	value, _ := raw.(string)
	if _, after, ok := strings.Cut(value, "://"); ok {
		value = after
	}
	return value[:max(strings.LastIndexByte(value, '@'), 0)]
}

// checkProxy reports a proxy of the environment that can't be used. Go ignores such a
// one without a word, and connects directly. Nothing of its address is repeated: it
// may have a password in it.
//
// Only HTTPS_PROXY counts, since everything but this machine is reached by https, and
// NO_PROXY; each also in small letters, where the capitals aren't set. None counts
// beside the setting proxy.
func (l *loader) checkProxy() {
	if l.src.WithoutKey || l.has("base_url") || l.has("proxy") || l.settings.Source("proxy") != "default" {
		return
	}
	base, err := dojo.ParseBaseURL(l.settings.BaseURL)
	if err != nil {
		return // already reported
	}
	_, noProxy := l.src.firstVariable("NO_PROXY", "no_proxy")
	// The library knows which hosts need no proxy. Any address will do to ask it.
	asked := httpproxy.Config{HTTPSProxy: "http://proxy.invalid", NoProxy: noProxy}
	if u, err := asked.ProxyFunc()(base); err != nil || u == nil {
		return
	}
	name, value := l.src.firstVariable("HTTPS_PROXY", "https_proxy")
	if name == "" {
		if other, _ := l.src.firstVariable("ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"); other != "" {
			l.warn("environment "+other, "this program reaches Dojo by https, and uses only the proxy that HTTPS_PROXY names. If your network needs one, set HTTPS_PROXY too")
		}
		return
	}
	l.settings.Proxy.SetIn = "environment " + name
	mistake, port := proxyMistake(value, "leave the variable out")
	switch {
	case mistake != "":
		l.problem("", "environment "+name, "this proxy can't be used: "+mistake, nil)
		return
	case port != "":
		l.warnProxyPort("environment "+name, port)
	}
	l.checkNoProxy()
}

func (l *loader) warnProxyPort(where, port string) {
	l.warn(where, "the proxy's address has no port, so port "+port+" is used. Most proxies have another, such as 3128 or 8080")
}

// proxyPorts are the schemes of proxies that Go's transport speaks, with the port of
// each that it takes where the address has none.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

// proxyMistake says why a proxy can't be used, or which port is taken because its
// address has none. It reads the address as Go does: without a scheme, it is http.
// toUseNone says what to do to use no proxy.
func proxyMistake(value, toUseNone string) (mistake, defaultPort string) {
	const (
		form   = "it looks like http://proxy.example.com:3128"
		encode = "its user name or password has a sign in it that must be written in another way, such as %40 for @, %23 for # and %2F for /"
	)
	if r, place, ok := firstSign(value, invisible); ok {
		return "there is an invisible character (" + signName(r) + ") in it, as character " + strconv.Itoa(place) + ". Delete it", ""
	}
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "none", "off", "no", "false", "0", "direct":
		return "it isn't an address. To use no proxy, " + toUseNone, ""
	}
	switch {
	case strings.TrimSpace(value) != value:
		return "there is a space before or behind it. Delete it", ""
	case strings.ContainsFunc(value, isQuote):
		return "there are quotation marks in it. Leave them out", ""
	}
	u, err := url.Parse(value)
	if !strings.Contains(value, "://") {
		u, err = url.Parse("http://" + value)
	}
	switch {
	case err != nil && strings.Contains(value, "@"):
		return encode, ""
	case err != nil, u.Hostname() == "", strings.ContainsAny(u.Host, " ,;"):
		return "this isn't the address of a proxy; " + form, ""
	}
	standard, known := proxyPorts[u.Scheme]
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	switch {
	case !known:
		return "it must start with http://, https://, socks5:// or socks5h://", ""
	case path.Ext(u.Path) == ".pac" || path.Ext(u.Path) == ".dat":
		return "this is a file that chooses a proxy (PAC), which this program can't read. Give the proxy's own address; " + form, ""
	case strings.Contains(u.Path+u.RawQuery+u.Fragment, "@"):
		return encode, ""
	case u.Port() == "":
		return "", standard
	case err != nil || port == 0:
		return "its port must be from 1 to 65535", ""
	}
	return "", ""
}

// checkNoProxy warns about entries of NO_PROXY that match nothing.
func (l *loader) checkNoProxy() {
	name, value := l.src.firstVariable("NO_PROXY", "no_proxy")
	for _, entry := range strings.Split(value, ",") {
		entry = strings.TrimSpace(entry)
		_, err := netip.ParsePrefix(entry)
		isBad := strings.Contains(entry, "/") && err != nil
		if isBad || strings.ContainsAny(entry, "; \t") || strings.ContainsFunc(entry, isQuote) || strings.ContainsFunc(entry, invisible) {
			shown := quote(entry)
			if strings.Contains(entry, "@") {
				shown = "with a user name" // and maybe a password
			}
			l.warn("environment "+name, "the entry "+shown+" means nothing. Write names of hosts, such as example.com, separated by commas")
			return
		}
	}
}
