//go:build !windows

package access

import "os"

// ByOthers says whether accounts other than the owner's can get at a file or a
// folder.
func ByOthers(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	return info.Mode().Perm()&0o077 != 0, nil
}
