package sqlite

// fileSystem is what is known of the file system that a directory is on.
type fileSystem struct {
	Name    string // "ext4", "nfs"…; "" if unknown
	Network bool   // hosts share it, or it comes over a network
}

// fuseLocal are the file systems in user space that are known to be on this
// machine's own disks. Any other is taken to be a network one: most are.
var fuseLocal = map[string]bool{
	"fuseblk": true, "fuse.fuse-overlayfs": true, "fuse.gocryptfs": true, "fuse.encfs": true,
	"fuse.cryfs": true, "fuse.bindfs": true, "fuse.mergerfs": true, "fuse.ntfs-3g": true, "fuse.zfs-fuse": true,
}
