// Package logfile keeps the log of a program in files, and reads it back. A log is lines
// of JSON, each with a "time" as its first field. What is in them is up to the program.
//
// Each process writes files of its own, so that two never share one. Nobody who logs
// waits for a disk: lines are kept in memory until a goroutine has written them. If they
// can't be written they are dropped, and once it works again a line says how many.
//
// The files are private to one account, bounded in size and age, and hold nothing that
// looks like a key.
//
// Start with Log in log.go. files.go writes, prune.go deletes old files, and Reader in
// reader.go reads the files of all processes. Only ui/cli imports it.
package logfile
