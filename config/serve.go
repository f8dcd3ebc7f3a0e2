package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
)

// Serve is what the server needs to know, besides the settings that it shares with
// everybody. LoadServe reads it.
type Serve struct {
	Agents      []agent.Agent   // who may log in, by their names in order
	Authorities []ssh.PublicKey // whose certificates are trusted; none for no certificates
	// Revoked are the fingerprints of keys, as OpenSSH writes them, that let nobody in: as
	// an agent's key, as the key of a certificate, or as that of an authority.
	Revoked []string

	Listen           string        // host:port; the host is "" for every address of this computer
	HostKeyFile      string        // the server's own key; the file need not be there yet
	Banner           string        // said before the log-in; lines end with \n, but not the last; "" for none
	Sessions         int           // the most at one time, from 1
	SessionsPerAgent int           // the most of one agent at one time, from 1
	LoginsPerMinute  int           // the most from one address, from 1
	Idle             time.Duration // a session without a key ends after it
	Grace            time.Duration // how long sessions may go on when the server has been told to end
	KeepShop         time.Duration // a shop that nobody looks at is closed after it
	Metrics          string        // host:port, on this computer alone; "" for off
	Audit            AuditTarget

	agentsFile  string // as it is set; "" for none
	caFile      string // a path; "" for none
	revokedFile string // a path; "" for none
}

// AuthorityFingerprints are the fingerprints of Authorities, as OpenSSH writes them.
func (s Serve) AuthorityFingerprints() []string {
	var prints []string
	for _, key := range s.Authorities {
		prints = append(prints, ssh.FingerprintSHA256(key))
	}
	return prints
}

// AuditTarget is where the audit stream goes.
type AuditTarget struct {
	Network string // "file", "udp", "tcp" or "unix"; "" for nowhere
	Address string // a full path for file and unix, host:port for udp and tcp
}

// LoadServe reads the settings of the server and its agents: what Load reads for all
// shops, without a shop and without its key, and the agents of the settings file and of
// agents_file. It may be called again while the server runs. The error is an *Error, as
// that of Load is; what comes with it is for nothing.
func LoadServe(src Sources) (Settings, Serve, error) {
	src.NoShop, src.WithoutKey = true, true
	l := newLoader(src)
	l.load()
	l.needStateDir()
	serve := l.settings.serve
	if serve.HostKeyFile == "" && l.settings.StateDir != "" {
		serve.HostKeyFile = join(src.GOOS, l.settings.StateDir, hostKeyName)
	}
	serve.Authorities = l.readAuthorities(serve.caFile)
	serve.Revoked = l.readRevoked(serve.revokedFile)
	serve.Agents = l.readAgents(serve)
	settings, err := l.result()
	return settings, serve, err
}

// hostKeyName is the file of the server's own key in the state directory.
const hostKeyName = "ssh_host_ed25519_key"

// defaultSSHPort is where the server listens if nobody says otherwise. It is above 1024,
// so that no administrator's rights are needed, and isn't 22, where OpenSSH listens.
const defaultSSHPort = "2222"

// readListen reads where the server listens.
func readListen(value string) (string, error) {
	const form = "it is an address of this computer and a port, such as 127.0.0.1:" + defaultSSHPort + ", or :" + defaultSSHPort + " for every address of this computer"
	host, port, err := splitHostPort(value)
	if err != nil {
		return "", cant(value, form)
	}
	return net.JoinHostPort(host, port), nil
}

// readMetrics reads where the metrics are. Whoever can read them needs no key, so they
// are for programs of this computer alone.
func readMetrics(value string) (string, error) {
	if value == "off" {
		return "", nil
	}
	host, port, err := splitHostPort(value)
	if err != nil {
		return "", cant(value, "it is off, or an address of this computer and a port, such as 127.0.0.1:9464")
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.Unmap().IsLoopback()) {
		return "", cant(value, "others could read it. It must be on this computer alone, such as 127.0.0.1:"+port)
	}
	return net.JoinHostPort(host, port), nil
}

// splitHostPort takes an address with a port apart. The host is a name, an IP address,
// or "".
func splitHostPort(value string) (host, port string, err error) {
	host, port, err = net.SplitHostPort(value)
	if err != nil {
		return "", "", err
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", "", errors.New("no port")
	}
	if _, err := netip.ParseAddr(host); host == "" || err == nil {
		return host, port, nil
	}
	host, err = dojo.ParseHost(host)
	return host, port, err
}

// readAudit reads where the audit stream goes.
func readAudit(goos, value string) (AuditTarget, error) {
	const form = "it is off, a file written in full, or syslog as udp://HOST:514, tcp://HOST:514 or unix:///dev/log"
	if value == "off" {
		return AuditTarget{}, nil
	}
	if isAbsolute(goos, value) {
		return AuditTarget{Network: "file", Address: value}, nil
	}
	u, err := url.Parse(value)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return AuditTarget{}, cant(value, form)
	}
	switch u.Scheme {
	case "unix":
		if u.Host == "" && strings.HasPrefix(u.Path, "/") && goos != "windows" {
			return AuditTarget{Network: "unix", Address: u.Path}, nil
		}
	case "udp", "tcp":
		host, port, err := splitHostPort(u.Host)
		if err == nil && host != "" && (u.Path == "" || u.Path == "/") {
			return AuditTarget{Network: u.Scheme, Address: net.JoinHostPort(host, port)}, nil
		}
	}
	return AuditTarget{}, cant(value, form)
}

// readBanner reads what is said before the log-in. Whatever could move a cursor is
// dropped.
func readBanner(value string) (string, error) {
	const most = 2000
	if utf8.RuneCountInString(value) > most {
		return "", fmt.Errorf("may have at most %d characters", most)
	}
	if k := keyLike().FindString(value); len(k) > minKey {
		return "", cant(value, "a key doesn't belong here, since everybody can read it")
	}
	var lines []string
	for line := range strings.Lines(value) {
		lines = append(lines, dojo.Drawable(strings.TrimRight(line, "\r\n")))
	}
	return strings.Join(lines, "\n"), nil
}

// countUpTo reads a whole number from 1.
func countUpTo(most int) func(string) (int, error) {
	return func(value string) (int, error) {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > most {
			return 0, cant(value, fmt.Sprintf("it is a whole number from 1 to %d", most))
		}
		return n, nil
	}
}

// spanUpTo reads a span of time from 1s.
func spanUpTo(most time.Duration, written, example string) func(string) (time.Duration, error) {
	return func(value string) (time.Duration, error) {
		d, err := ParseSpan(value)
		if err != nil || d < time.Second || d > most {
			return 0, cant(value, "it is a time with its unit, from 1s to "+written+", such as "+example)
		}
		return d, nil
	}
}

// besideSettings is the parser of a path that may be written from the folder of the
// settings file.
func besideSettings(field func(*Settings) *string) parser {
	return func(l *loader, s *Settings, value string) error {
		switch {
		case value == "":
			return cant(value, "it is the path of a file")
		case strings.HasPrefix(value, "~"):
			return cant(value, "write the file in full, from the root of the disk")
		}
		if dir, _ := splitPath(l.src.GOOS, l.file.path); dir != "" && !isAbsolute(l.src.GOOS, value) {
			value = join(l.src.GOOS, dir, value)
		}
		*field(s) = value
		return nil
	}
}

// serveTable are the settings of the server. They stand in the settings file alone: they
// are for one service, and no flags of other commands.
func serveTable() []Setting {
	text := func(field func(*Serve) *string, read func(string) (string, error)) parser {
		return into(func(s *Settings) *string { return field(&s.serve) }, read)
	}
	number := func(field func(*Serve) *int, read func(string) (int, error)) parser {
		return into(func(s *Settings) *int { return field(&s.serve) }, read)
	}
	span := func(field func(*Serve) *time.Duration, read func(string) (time.Duration, error)) parser {
		return into(func(s *Settings) *time.Duration { return field(&s.serve) }, read)
	}
	return []Setting{
		{Name: "agents_file", InFile: true, parse: besideSettings(func(s *Settings) *string { return &s.serve.agentsFile }),
			example: `agents_file = "agents.toml"`,
			Help:    "A file with more [agents.NAME] headings, who may log in to the server; its path may be written from the folder of the settings file"},
		{Name: "serve_listen", Default: "127.0.0.1:" + defaultSSHPort, InFile: true,
			parse:   text(func(s *Serve) *string { return &s.Listen }, readListen),
			example: `serve_listen = ":2222"`,
			Help:    "Where the server listens for SSH; at first only this computer can reach it, and :2222 lets in whoever can reach this computer"},
		{Name: "serve_host_key", InFile: true, parse: besideSettings(func(s *Settings) *string { return &s.serve.HostKeyFile }),
			Default:  hostKeyName + " in state_dir",
			fallback: func(Sources) string { return "" },
			example:  `serve_host_key = '/etc/dojo-reversals/ssh_host_ed25519_key'`,
			Help:     "The file of the server's own private key, by which agents know the server; it is made where it isn't there"},
		{Name: "serve_ca_file", InFile: true, parse: besideSettings(func(s *Settings) *string { return &s.serve.caFile }),
			example: `serve_ca_file = '/etc/ssh/agents_ca.pub'`,
			Help:    "A file with the public keys of authorities, one a line as in OpenSSH's TrustedUserCAKeys, whose certificates let agents in"},
		{Name: "serve_revoked_keys", InFile: true, parse: besideSettings(func(s *Settings) *string { return &s.serve.revokedFile }),
			example: `serve_revoked_keys = '/etc/dojo-reversals/revoked_keys'`,
			Help:    "A file with the public keys that let nobody in any more, one a line as in OpenSSH's RevokedKeys, or their fingerprints; the key of a certificate or of an authority may be one"},
		{Name: "serve_banner", InFile: true, free: true,
			parse:   text(func(s *Serve) *string { return &s.Banner }, readBanner),
			example: `serve_banner = "For agents of the helpdesk. What you do here is recorded."`,
			Help:    "What everybody reads before they have logged in"},
		{Name: "serve_sessions", Default: "500", InFile: true, kind: kindNumber,
			parse:   number(func(s *Serve) *int { return &s.Sessions }, countUpTo(10_000)),
			example: `serve_sessions = 500`,
			Help:    "The most sessions at one time"},
		{Name: "serve_per_agent", Default: "10", InFile: true, kind: kindNumber,
			parse:   number(func(s *Serve) *int { return &s.SessionsPerAgent }, countUpTo(10_000)),
			example: `serve_per_agent = 10`,
			Help:    "The most sessions of one agent at one time"},
		{Name: "serve_logins", Default: "60", InFile: true, kind: kindNumber,
			parse:   number(func(s *Serve) *int { return &s.LoginsPerMinute }, countUpTo(100_000)),
			example: `serve_logins = 60`,
			Help:    "The most log-ins from one address within a minute; raise it where all agents come through one gateway"},
		{Name: "serve_idle", Default: "15m", InFile: true,
			parse:   span(func(s *Serve) *time.Duration { return &s.Idle }, spanUpTo(24*time.Hour, "24h", "15m")),
			example: `serve_idle = "15m"`,
			Help:    "A session ends after so long without a key, unless it follows a reversal"},
		{Name: "serve_grace", Default: "30s", InFile: true,
			parse:   span(func(s *Serve) *time.Duration { return &s.Grace }, spanUpTo(time.Hour, "1h", "30s")),
			example: `serve_grace = "30s"`,
			Help:    "How long sessions may go on after the server was told to end"},
		{Name: "serve_keep_shop", Default: "15m", InFile: true,
			parse:   span(func(s *Serve) *time.Duration { return &s.KeepShop }, spanUpTo(24*time.Hour, "24h", "15m")),
			example: `serve_keep_shop = "15m"`,
			Help:    "A shop that nobody looks at is closed after so long, unless a reversal is under way there"},
		{Name: "serve_metrics", Default: "off", InFile: true,
			parse:   text(func(s *Serve) *string { return &s.Metrics }, readMetrics),
			example: `serve_metrics = "127.0.0.1:9464"`,
			Help:    "Where programs of this computer find /metrics and /healthz; off for nowhere"},
		{Name: "serve_audit", Default: "off", InFile: true,
			parse: func(l *loader, s *Settings, value string) (err error) {
				s.serve.Audit, err = readAudit(l.src.GOOS, value)
				return err
			},
			example: `serve_audit = "unix:///dev/log"`,
			Help:    "Where each event of the record goes as a line of JSON: a file written in full, or syslog as udp://HOST:514, tcp://HOST:514 or unix:///dev/log; off for nowhere"},
	}
}
