package access

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// ByOthers says whether accounts other than the owner's can get at a file or a
// folder.
func ByOthers(path string) (bool, error) {
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false, err
	}
	acl, _, err := sd.DACL()
	if err != nil {
		return false, err
	}
	if acl == nil {
		return true, nil // without a list everybody may do everything
	}
	var entries []Entry
	for i := range uint32(acl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(acl, i, &ace); err != nil {
			return false, err
		}
		// Entries of other types begin otherwise, and aren't used for files.
		switch ace.Header.AceType {
		case windows.ACCESS_ALLOWED_ACE_TYPE, windows.ACCESS_DENIED_ACE_TYPE:
			sid := (*windows.SID)(unsafe.Pointer(&ace.SidStart)) //nolint:gosec // how Windows lays an entry out
			entries = append(entries, Entry{
				SID: sid.String(), Mask: uint32(ace.Mask), Deny: ace.Header.AceType == windows.ACCESS_DENIED_ACE_TYPE,
			})
		}
	}
	return ForEverybody(entries), nil
}
