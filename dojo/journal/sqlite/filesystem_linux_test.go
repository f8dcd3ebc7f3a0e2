package sqlite

import "testing"

func TestMountType(t *testing.T) {
	t.Parallel()
	const mounts = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /mnt/far\040away rw,nosuid - fuse.sshfs host:/dir rw
31 22 0:41 / /mnt/disk rw - fuseblk /dev/sdb1 rw
32 31 0:42 / /mnt/disk/inner rw shared:3 master:2 - fuse.rclone remote rw
33 22 0:43 / /mnt/disk rw - fuse.gocryptfs /x rw
odd line
`
	for dir, want := range map[string]string{
		"/mnt/far away/state": "fuse.sshfs", "/mnt/disk/state": "fuse.gocryptfs", "/mnt/disk/inner": "fuse.rclone",
		"/mnt/diskette": "ext4", "/": "ext4", "/home/sam": "ext4",
	} {
		if got := mountType(mounts, dir); got != want {
			t.Errorf("%s: %s, want %s", dir, got, want)
		}
	}
	if got := mountType("", "/"); got != "fuse" || fuseLocal[got] {
		t.Errorf("unknown: %s", got)
	}
	if where, err := fileSystemOf(t.TempDir()); err != nil || where.Network {
		t.Errorf("here: %+v, %v", where, err)
	}
	if where, err := fileSystemOf("/proc"); err != nil || where.Network {
		t.Errorf("proc: %+v, %v", where, err)
	}
	if _, err := fileSystemOf("/does/not/exist"); err == nil {
		t.Error("a directory that isn't there")
	}
}
