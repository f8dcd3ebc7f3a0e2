// Package access says whether other accounts of this computer can get at a file
// or a folder. On Windows that is what its access control list says; elsewhere
// its mode does.
//
// It reads and changes nothing else of the file. The commands and the
// journal's store use it, to warn about a key or a record that other accounts can open. Start
// reading at ByOthers, which each system has of its own.
package access
