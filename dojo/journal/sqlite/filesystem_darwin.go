package sqlite

import "golang.org/x/sys/unix"

func fileSystemOf(dir string) (FileSystem, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return FileSystem{}, err
	}
	return FileSystem{Name: unix.ByteSliceToString(st.Fstypename[:]), Network: st.Flags&unix.MNT_LOCAL == 0}, nil
}
