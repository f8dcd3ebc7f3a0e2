package cli

import (
	"strings"

	"dojoreversals/config"
)

// Where the unit for systemd has its files, see .ci/systemd.
const (
	unitConfig = "/etc/dojo-reversals/config.toml"
	unitKeys   = "/etc/dojo-reversals/keys"
	unitState  = "/var/lib/dojo-reversals"
)

// helpdeskEntries say how to run the server, and how to do without it behind OpenSSH's
// own. Lines that begin with a blank are examples.
func helpdeskEntries(config.Settings) []entry {
	return append(serverEntries(), hostEntries()...)
}

// serverEntries say how the server is set up and looked after.
func serverEntries() []entry {
	return []entry{
		{programName + " serve", []string{
			"Starts the server: all shops of the settings file for many people, from one process. It runs on Linux and macOS, and stays in the foreground until ctrl+c or SIGTERM.",
			"At its first start it makes its own key and prints the key's fingerprint. Give that to the agents: SSH asks them to compare it when they come for the first time.",
			"At first only this computer can reach it. This line of the settings file lets in all who can reach this computer:",
			`  serve_listen = ":2222"`,
			"The server's settings are " + strings.Join(serverSettings(), ", ") + ". They are in: " + programName + " help settings",
		}},
		{"[shops.NAME]", []string{
			"Each shop has a heading in the settings file. Its NAME is what commands and agents call it, and below it stand the name for people and the shop's own settings:",
			"  [shops.high-street]",
			`  name = "High Street"`,
			`  api_key_file = "/home/helpdesk/keys/high-street"`,
			"Under systemd the key has a place of its own, and that line is left out: see below.",
			"Where a shop can't be opened, such as one without its key, the server says so at its start, and serves the others.",
		}},
		{"ssh -p 2222 helpdesk.example.com", []string{
			"Opens the screen at the agent's shops. The user name says nothing: the key tells who has come. Plain lines, and the commands list, show, reverse, watch, journal, shops and whoami, with their own exit codes:",
			"  ssh -t -p 2222 helpdesk.example.com plain",
			"  ssh -p 2222 helpdesk.example.com list --shop high-street --format json",
			"  ssh -p 2222 helpdesk.example.com journal --shop high-street",
		}},
		{"[agents.NAME]", []string{
			"Each agent has a heading in the settings file, or in a file that agents_file names. The agent's name stands on each of their reversals, with the fingerprint of their key and the address that they came from.",
			agentExample,
			"The role says what they may do, at these shops alone. What it doesn't allow isn't offered, and is refused. All of it is in: " + programName + " help agents",
		}},
		{"serve_ca_file", []string{
			"Has the public keys of authorities. Whoever brings an OpenSSH certificate of theirs, which names the agent, needs no line in keys:",
			"  ssh-keygen -s authority -I priya -n priya -V +12h id_ed25519.pub",
		}},
		{"serve_revoked_keys", []string{
			"Has public keys, one a line, that let nobody in any more: an agent's, that of a certificate which hasn't expired yet, or an authority's. The fingerprint does too, which the log has of each log-in. After SIGHUP, the sessions that came with them end within a second:",
			"  cat id_ed25519.pub >> /etc/dojo-reversals/revoked_keys",
		}},
		{"SIGHUP", []string{
			"Reads the settings, the agents and the shops again: until then the server works with what it read before, whatever is in the files. If there is a mistake in them, the log says which, and the old ones stay, all of them. The sessions of an agent who was taken out end within a second. A shop that is open has its new settings and its new key once nobody has been there for serve_keep_shop. Limits count at once, and end no session. Under systemd, a new key takes a restart. So do serve_listen, serve_host_key, serve_banner, serve_metrics, serve_audit, debug and state_dir: the server says which of them have changed.",
		}},
		{"SIGTERM", []string{
			"Ends the server. Nobody can log in any more, and the screens say so. Reversals under way are followed, and what came of them is recorded. Sessions that are still open after serve_grace are closed, and the next start goes on with their reversals.",
		}},
		{"serve_metrics", []string{
			"/metrics has figures for Prometheus: sessions, log-ins, requests to Dojo and how long they take, attempts by state, the age of the lists, writes to the record. " +
				"/healthz answers 200 while reversals can be recorded and agents can log in, and otherwise 503 and why. Only this computer can read them. They name shops, and never agents or payments.",
			`  serve_metrics = "127.0.0.1:9464"`,
		}},
		{"serve_audit", []string{
			"Each event of the record goes there as a line of JSON. Nothing is left out: what isn't there when the server ends, it sends at its next start. A line may come twice, and has the same seq then.",
			`  serve_audit = "/var/log/dojo-reversals/audit.jsonl"`,
			"Where the file or the syslog server can't be had, reversals go on. The server says so, /metrics counts the events that are missing there, and they are sent later.",
			"Whoever rotates the file moves it away, and the server makes a new one at the next event. A file that is copied and cut instead loses events.",
			"If the record is damaged or moved away, /healthz and the log say so. Put it right and restart the server: a shop that is open records nothing until then. A shop that is opened later uses the record that is there by then, and the stream goes on with that, from its first event.",
		}},
	}
}

// hostEntries say how the host is set up, and how it keeps the keys of the shops.
func hostEntries() []entry {
	return []entry{
		{"systemd", []string{
			"The packages for Linux have a unit, which runs the server as an account of its own that may do little else. It needs systemd 251 or newer.",
			"The settings are " + unitConfig + ": the shops and the agents, without a key. The server's account has to read them:",
			"  chmod 644 " + unitConfig,
			"Each shop's key is a file of root's that is called by the shop's handle. Paste the key and end the line, then press ctrl+d:",
			"  install -m 600 /dev/stdin " + unitKeys + "/high-street",
			"Start the server, now and whenever the computer starts; read the settings again; see what it says:",
			"  systemctl enable --now " + programName,
			"  systemctl reload " + programName,
			"  journalctl -u " + programName,
			"After an upgrade of the package:",
			"  systemctl daemon-reload && systemctl restart " + programName,
			"The record is in " + unitState + ". Look at it as an agent, over SSH: a command that another account runs there could leave files that the server can't open.",
			"Who has logged in, who was refused, and what each session did is in the log. To read it changes nothing there:",
			"  " + programName + " logs --state-dir " + unitState,
			"A port below 1024 takes these lines, by systemctl edit " + programName + ":",
			"  [Service]",
			"  PrivateUsers=no",
			"  CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
			"  AmbientCapabilities=CAP_NET_BIND_SERVICE",
		}},
		{"OpenSSH instead", []string{
			"Where agents have to come through the host's own SSH server, there is one account for all of them, here dojo, which alone can read the settings with the keys of the shops. " +
				"Its shell is /bin/sh. In /etc/ssh/dojo_agents, which belongs to root and has mode 644, each agent has one line:",
			forcedCommand,
			"In sshd_config:",
			"  Match User dojo",
			"      AuthorizedKeysFile /etc/ssh/dojo_agents",
			"      AuthenticationMethods publickey",
			"      ExposeAuthInfo yes",
			"      PermitUserRC no",
			"      DisableForwarding yes",
			"Every line must have its command=. A line without one gives a shell, and with it the keys of all shops.",
			"The role and the shops are those of [agents.priya] in the settings, as they are when a session begins. What the agent typed after ssh comes in SSH_ORIGINAL_COMMAND, the address in SSH_CONNECTION. " +
				"The file that SSH_USER_AUTH names has the key; ExposeAuthInfo makes it. The key must be one that the settings give this agent, or have a certificate that serve would take. Without ExposeAuthInfo the record names no key.",
			"Each session is a process of its own and asks Dojo for itself; serve asks once for all. What a session leaves unfinished is watched by the others, or when the next one begins.",
		}},
		{"What keeps the keys from agents", []string{
			"Agents have no account on the host, and so no shell, no SFTP and no file. What they type goes to this program, which shows no key, and which runs no editor and no other program for them. " +
				"Under systemd the keys are root's: the server gets copies that no other account can open, and leaves no memory dumps.",
		}},
	}
}

// agentExample are the lines of one agent in the settings.
const agentExample = `  [agents.priya]
  role = "reverse"
  shops = ["high-street", "airport"]
  keys = ["ssh-ed25519 AAAA… priya@laptop"]`

// forcedCommand is the line of one agent for OpenSSH's own server.
const forcedCommand = `  restrict,pty,command="/usr/bin/` + programName + ` session --agent priya" ssh-ed25519 AAAA… priya`

// serverSettings are the names of the settings that only the server has.
func serverSettings() (names []string) {
	for _, s := range config.Table() {
		if strings.HasPrefix(s.Name, "serve_") || s.Name == "agents_file" {
			names = append(names, s.Name)
		}
	}
	return names
}
