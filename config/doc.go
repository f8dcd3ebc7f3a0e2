// Package config holds what a user can set, and finds each value: flags come
// before the environment, the environment before the settings file, the file
// before the defaults. One table (Table, in table.go) holds every setting: the order of
// reading, the flags and the list that "dojo-reversals help settings" prints
// follow from it. Start reading there.
//
// There is no flag for the API key, on purpose: the arguments of a program can
// be read by everybody on the machine (ps, the task manager) and stay in the
// shell's history.
//
// A file is for one shop, or has a heading for each, such as [shops.high-street]. What
// stands below it is for that shop alone, and what stands above the first one for all
// (shops.go). The key may be in seven places (keyplace.go). Flags and variables hold for
// every shop of a run, but a key in the environment for one alone, unless it is a
// credential that names its shop.
//
// The server (serve.go) is set in the same file, and so are the agents who may log in to
// it, each below a heading such as [agents.priya], or in a file of their own (agents.go).
// LoadServe reads them; everybody else's Load passes their headings over, and parses no
// public key.
//
// Whatever is wrong is named with its place, and nothing is guessed: signs that can't
// be seen (invisible.go), mistakes with the key (key.go) and in the file (syntax.go,
// unknown.go), a file with another name (misnamed.go), a variable with another name
// (variables.go), a proxy that Go would ignore (proxy.go), a file that has no
// certificate (cafile.go).
//
// A command changes the text of the file in one place (edit.go), and asks before it is
// written what would be wrong with it (check.go).
//
// The package reads nothing by itself: the caller hands in files, the
// environment and the platform's directories through Sources, so that the paths
// of every platform can be tested on any of them. It opens no connection and no
// journal; only ui/cli imports it.
package config
