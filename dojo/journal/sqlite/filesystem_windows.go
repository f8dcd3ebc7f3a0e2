package sqlite

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

func fileSystemOf(dir string) (fileSystem, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return fileSystem{}, err
	}
	volume := filepath.VolumeName(full)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) ||
		strings.HasPrefix(strings.ToUpper(volume), `\\?\UNC\`) {
		return fileSystem{Name: "network share", Network: true}, nil
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return fileSystem{}, err
	}
	if windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return fileSystem{Name: "network drive", Network: true}, nil
	}
	return fileSystem{}, nil
}
