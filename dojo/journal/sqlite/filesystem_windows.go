package sqlite

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

func fileSystemOf(dir string) (FileSystem, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return FileSystem{}, err
	}
	volume := filepath.VolumeName(full)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) ||
		strings.HasPrefix(strings.ToUpper(volume), `\\?\UNC\`) {
		return FileSystem{Name: "network share", Network: true}, nil
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return FileSystem{}, err
	}
	if windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return FileSystem{Name: "network drive", Network: true}, nil
	}
	return FileSystem{}, nil
}
