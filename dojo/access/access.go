package access

import "strings"

// Entry is one entry of an access control list of Windows.
type Entry struct {
	SID  string // whom it is about, such as S-1-1-0
	Mask uint32 // the rights, as Windows numbers them
	Deny bool   // it takes the rights away
}

// everybody are the groups of Windows that an account is in without anybody
// having put it there (Microsoft, "Well-known SIDs"). Accounts that were let in
// by name, and administrators, aren't others: somebody meant it.
var everybody = map[string]bool{
	"S-1-1-0":      true, // Everyone
	"S-1-5-2":      true, // Network
	"S-1-5-3":      true, // Batch
	"S-1-5-4":      true, // Interactive
	"S-1-5-7":      true, // Anonymous
	"S-1-5-11":     true, // Authenticated Users
	"S-1-5-113":    true, // Local account
	"S-1-5-32-545": true, // Users
	"S-1-5-32-546": true, // Guests
}

// isEverybody also knows the groups that every account of a domain is in.
func isEverybody(sid string) bool {
	return everybody[sid] ||
		strings.HasPrefix(sid, "S-1-5-21-") && (strings.HasSuffix(sid, "-513") || strings.HasSuffix(sid, "-514"))
}

// The rights by which something is read, changed, deleted or handed on. What
// else there is shows at most that something exists, how long it is and who may
// get at it.
const (
	readData        = 0x1 // for a folder: list it
	writeData       = 0x2
	appendData      = 0x4
	writeExtended   = 0x10
	deleteChild     = 0x40
	writeAttributes = 0x100
	deleteIt        = 0x10000
	writeList       = 0x40000
	writeOwner      = 0x80000
	genericAll      = 0x10000000
	genericWrite    = 0x40000000
	genericRead     = 0x80000000

	readingOrWriting = readData | writeData | appendData | writeExtended | deleteChild | writeAttributes |
		deleteIt | writeList | writeOwner | genericAll | genericWrite | genericRead
)

// ForEverybody says whether a list lets in everybody. As Windows does, it goes
// through the entries in their order: a right that was denied stays so. Entries
// that only what is made inside inherits count like the others.
func ForEverybody(entries []Entry) bool {
	denied := map[string]uint32{}
	for _, e := range entries {
		if !isEverybody(e.SID) {
			continue
		}
		if e.Deny {
			denied[e.SID] |= e.Mask
			continue
		}
		// What is denied to Everyone is denied to all of these.
		if e.Mask&readingOrWriting&^denied[e.SID]&^denied["S-1-1-0"] != 0 {
			return true
		}
	}
	return false
}
