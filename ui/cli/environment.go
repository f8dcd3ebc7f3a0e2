package cli

import "dojoreversals/config"

// environmentEntries are all variables that the program reads: those of settings, and
// those that it and its libraries look at themselves.
func environmentEntries(config.Settings) []entry {
	var list []entry
	for _, s := range config.Table() {
		switch {
		case s.Env == "":
		case s.InFile:
			list = append(list, entry{s.Env, []string{"Sets " + s.Name + ". " + s.Help + "."}})
		default:
			list = append(list, entry{s.Env, []string{s.Help + "."}})
		}
	}
	return append(list, []entry{
		{"HTTPS_PROXY", []string{"The proxy through which Dojo is reached, such as http://proxy.example.com:3128. https_proxy does the same where HTTPS_PROXY isn't set."}},
		{"NO_PROXY", []string{"Hosts that are reached without the proxy, separated by commas. no_proxy does the same where NO_PROXY isn't set."}},
		{"ALL_PROXY, HTTP_PROXY", []string{"Not used, in small letters neither. The program says so where one of them is set and HTTPS_PROXY isn't."}},
		{"SSL_CERT_FILE, SSL_CERT_DIR", []string{"On Linux, where the certificates are by which Dojo is known, in place of the system's."}},
		{"TERM", []string{"The kind of terminal. It decides the colours and whether the window gets a title; dumb means plain lines."}},
		{"COLORTERM", []string{"Set to anything: the terminal has more than 16 colours."}},
		{"COLORFGBG", []string{"The terminal's colours, such as 15;0. With the theme auto it tells a dark background from a light one."}},
		{"COLUMNS, LINES", []string{"The size of a terminal that doesn't tell it."}},
		{"LC_ALL, LC_CTYPE, LC_MONETARY, LANG", []string{"The locale. LC_ALL, LC_CTYPE or LANG, the first that is set, names the terminal's character set; " +
			"LC_ALL, LC_MONETARY or LANG says how dates and amounts are written. On Windows they say nothing about the character set."}},
		{"CREDENTIALS_DIRECTORY", []string{"Where systemd puts what LoadCredential= names. The key of the shop HANDLE is read from its file dojo-api-key_HANDLE, or else from dojo-api-key."}},
		{"DBUS_SESSION_BUS_ADDRESS", []string{"On Linux, where the session's keyring is asked for the shop's key. /run/user/UID/bus does the same where it isn't set."}},
		{"TZ", []string{"The computer's time zone. Login offers it for the shop, and nothing else goes by it."}},
		{"VISUAL, EDITOR", []string{"The editor of config edit, the first that is set. Where none is, it is vi, and on Windows Notepad."}},
		{"SSH_CONNECTION", []string{"Where somebody came from who works over SSH. The address goes into the record of a reversal."}},
		{"SSH_ORIGINAL_COMMAND, SSH_USER_AUTH", []string{"Behind OpenSSH's own server, what an agent typed after ssh, and the file that has their key. Only the command session reads them."}},
		{"TMUX", []string{"Set inside tmux. doctor then asks tmux whether it lets copied text through to the terminal."}},
		{"HOME, XDG_CONFIG_HOME, XDG_STATE_HOME", []string{"On Linux, where the settings file and the state folder are; on macOS only HOME counts."}},
		{"AppData, LocalAppData", []string{"The same on Windows."}},
		{"GOGC, GOMEMLIMIT", []string{"How Go manages memory. Where one is set, the program leaves that alone."}},
	}...)
}
