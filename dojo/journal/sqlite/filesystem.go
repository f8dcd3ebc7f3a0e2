package sqlite

// FileSystem is what is known of where a directory lies.
type FileSystem struct {
	Name    string // "ext4", "nfs"…; "" if unknown
	Network bool   // it is known to be shared by hosts, or to come over a network
}

// fuseLocal are the file systems in user space that are known to be on this
// machine's own disks. Any other is taken to be a network one: most are.
var fuseLocal = map[string]bool{
	"fuseblk": true, "fuse.fuse-overlayfs": true, "fuse.gocryptfs": true, "fuse.encfs": true,
	"fuse.cryfs": true, "fuse.bindfs": true, "fuse.mergerfs": true, "fuse.ntfs-3g": true, "fuse.zfs-fuse": true,
}
