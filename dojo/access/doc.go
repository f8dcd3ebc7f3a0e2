// Package access says whether other accounts of this computer can get at a file
// or a folder. On Windows that is what its access control list says; elsewhere
// its mode does.
//
// It reads and changes nothing else of the file. ui/cli and the journal's store import
// it, to warn about a key or a record that other accounts can open. Start with
// ByOthers, which each system has of its own.
package access
