package cli

import (
	"errors"
	"fmt"
	"syscall"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// journalError says in plain words why the journal can't be used, and what to do
// about it. Until that is done, nothing is sent.
func journalError(err error, dir string) error {
	where := dir
	var e *journal.Error
	if errors.As(err, &e) && e.Path != "" {
		where = e.Path
	}
	for _, k := range []struct {
		kind error
		text string
	}{
		{journal.ErrDamaged, "the record of reversals in %s is damaged. To copy what is readable into a new one: " + programName + " journal recover"},
		{journal.ErrHead, "the record of reversals in %s is damaged. To copy what is readable into a new one: " + programName + " journal recover"},
		{journal.ErrBehind, "the record of reversals in %s has lost events, so it can't be relied on. To copy what is there into a new one: " + programName + " journal recover"},
		{journal.ErrNewer, "the record of reversals in %s was written by a newer version of this program. Use that version."},
		{journal.ErrNetwork, "%s is on a network drive, which can't keep two tills apart. Choose a folder of this PC: the setting is state_dir."},
		{journal.ErrLocked, "another program is holding the record of reversals in %s. Close it, then start again."},
		{journal.ErrFull, "the disk of %s is full. Make room, then start again."},
		{journal.ErrReadOnly, "%s can't be written. Allow this account to write there, or choose another folder: the setting is state_dir."},
		{journal.ErrTooOpen, "other accounts of this PC can get at %s. Make it this account's own, or choose another folder: the setting is state_dir."},
		{journal.ErrGone, "the record of reversals in %s was moved or deleted while this program used it. Put it back, then start again."},
		{syscall.ENOTDIR, "%s is something else, not a folder. Choose another one: the setting is state_dir."},
		{journal.ErrDisk, "%s can't be reached: its disk or its folder fails. Have it looked at, or choose another folder: the setting is state_dir."},
		{journal.ErrNone, "there is no record of reversals in %s yet."},
		{journal.ErrForeign, "%s is something else, not a record of reversals. Choose another folder: the setting is state_dir."},
	} {
		if errors.Is(err, k.kind) {
			return fmt.Errorf(k.text, where)
		}
	}
	return fmt.Errorf("the record of reversals in %s can't be used (%s).", where, dojo.Clean(err.Error())) //nolint:staticcheck // people read it, and it is a sentence
}
