package scripttest

import (
	"archive/zip"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// unpack unpacks a zip file, so that what is in it is searched for secrets too.
func unpack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unpack FILE FOLDER")
	}
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), z))
}
