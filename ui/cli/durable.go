package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// remembered is how far back attempts are taken up at a start: the eight days
// for which they are held against their payments, and one for the edges.
const remembered = 9 * 24 * time.Hour

// openJournal opens the journal of this machine in the state directory.
func openJournal(ctx context.Context, dir string, now, dojoNow func() time.Time) (*journal.Store, error) {
	return journal.Open(ctx, journal.Options{
		Dir: dir, Process: uuid.Must(uuid.NewV7()).String(), Now: now, DojoNow: dojoNow,
	})
}

// durable is the journal on disk as package reversal asks for it.
type durable struct {
	*journal.Store
	now  func() time.Time
	shop journal.Shop
}

var _ reversal.Journal = durable{}

// Expire takes an attempt over that its own process has left.
func (d durable) Expire(ctx context.Context, _, a journal.Attempt) error {
	_, err := d.TakeOver(ctx, a.ID)
	return err
}

// Attempt returns the newest state of one attempt.
func (d durable) Attempt(ctx context.Context, id string) (journal.Attempt, error) {
	list, err := d.Attempts(ctx, journal.Filter{AttemptID: id})
	if err != nil {
		return journal.Attempt{}, err
	}
	if len(list) != 1 {
		return journal.Attempt{}, fmt.Errorf("the journal has no attempt %s", id)
	}
	return list[0], nil
}

// Changes returns the attempts of the shop, of any of its keys, if there is
// anything new: those of the last days, and all that aren't finished.
func (d durable) Changes(ctx context.Context, after int64) ([]journal.Attempt, int64, error) {
	head, err := d.Head(ctx)
	if err != nil || head.Count == after {
		return nil, after, err
	}
	shop := journal.Shop{Environment: d.shop.Environment, BaseURL: d.shop.BaseURL}
	recent, err := d.Attempts(ctx, journal.Filter{Since: d.now().Add(-remembered), Shop: &shop})
	if err != nil {
		return nil, after, err
	}
	open, err := d.Attempts(ctx, journal.Filter{Unfinished: true, Shop: &shop})
	if err != nil {
		return nil, after, err
	}
	seen := map[string]bool{}
	for _, a := range recent {
		seen[a.ID] = true
	}
	for _, a := range open {
		if !seen[a.ID] {
			recent = append(recent, a)
		}
	}
	return recent, head.Count, nil
}

// journalTrouble says in plain words why the journal can't be used, and what to
// do about it. Until then nothing is sent.
func journalTrouble(err error, dir string) string {
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
			return fmt.Sprintf(k.text, where)
		}
	}
	return fmt.Sprintf("the record of reversals in %s can't be used (%s).", where, dojo.Clean(err.Error()))
}

// sshClient is the address that an operator came from over SSH, or "".
func sshClient() string {
	from, _, _ := strings.Cut(os.Getenv("SSH_CONNECTION"), " ")
	if addr, err := netip.ParseAddr(from); err == nil {
		return addr.String()
	}
	return ""
}
