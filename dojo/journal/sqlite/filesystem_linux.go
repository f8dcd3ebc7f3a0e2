package sqlite

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// networks are the file systems of Linux that several hosts may share, by the
// number that the kernel gives them.
var networks = map[uint32]string{
	unix.NFS_SUPER_MAGIC: "nfs", unix.SMB_SUPER_MAGIC: "smb", unix.SMB2_SUPER_MAGIC: "smb", unix.CIFS_SUPER_MAGIC: "cifs",
	unix.V9FS_MAGIC: "9p", unix.AFS_SUPER_MAGIC: "afs", unix.AFS_FS_MAGIC: "afs", unix.CODA_SUPER_MAGIC: "coda",
	unix.NCP_SUPER_MAGIC: "ncp", unix.CEPH_SUPER_MAGIC: "ceph", unix.OCFS2_SUPER_MAGIC: "ocfs2",
	0x01161970: "gfs2", 0x0bd00bd0: "lustre", 0x47504653: "gpfs", 0x786f4256: "vboxsf", 0xbacbacbc: "vmhgfs",
	0x19830326: "beegfs", 0x20030528: "orangefs", 0xaad7aaea: "panfs",
}

func fileSystemOf(dir string) (fileSystem, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return fileSystem{}, err
	}
	kind := uint32(st.Type) //nolint:gosec // a magic number has 32 bits; the field has 32 or 64, by the processor
	if name, ok := networks[kind]; ok {
		return fileSystem{Name: name, Network: true}, nil
	}
	if kind != unix.FUSE_SUPER_MAGIC {
		return fileSystem{}, nil
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return fileSystem{Name: "fuse", Network: true}, nil //nolint:nilerr // a file system that can't be identified isn't trusted
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	name := mountType(string(mounts), dir)
	return fileSystem{Name: name, Network: !fuseLocal[name]}, nil
}

// mountType finds the type of the mount that a directory is on in the text of
// /proc/self/mountinfo: the last of those with the longest path above it.
func mountType(mounts, dir string) string {
	found, longest := "fuse", -1
	unescape := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	for line := range strings.Lines(mounts) {
		where, what, ok := strings.Cut(line, " - ")
		a, b := strings.Fields(where), strings.Fields(what)
		if !ok || len(a) < 5 || len(b) < 1 {
			continue
		}
		point := unescape.Replace(a[4])
		above := point == "/" || dir == point || strings.HasPrefix(dir, point+"/")
		if above && len(point) >= longest {
			found, longest = b[0], len(point)
		}
	}
	return found
}
