package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/thlib/go-timezone-local/tzlocal"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/access"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
)

// checkPatience is how long Dojo may take to answer the read that checks a key.
const checkPatience = 20 * time.Second

// cleanKey is the text of a key that config.Parse has taken.
func cleanKey(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		_, _, hidden := config.Invisible(string(r))
		return hidden || strings.ContainsRune(" \t\r\n", r)
	})
}

// isAmong says whether a shop is named.
func isAmong(shops []config.ShopName, named string) bool {
	return slices.ContainsFunc(shops, func(s config.ShopName) bool { return s.Is(named) })
}

// newName is the name of a new shop with a handle that no other has.
func (l *login) newName(text string) (config.ShopName, error) {
	settings, err := config.Parse("shop", text)
	if err != nil {
		return config.ShopName{}, err
	}
	name := config.ShopName{Name: settings.Shop, Handle: config.HandleFor(settings.Shop)}
	if name.Name == "" {
		return name, errors.New("is empty. It is what people read as the shop's name")
	}
	if strings.Contains(name.Name, "sk_") {
		return config.ShopName{}, errors.New("has a key in it. The key isn't given here")
	}
	if config.CheckHandle(name.Handle) != nil {
		name.Handle = "shop"
	}
	first := name.Handle
	for n := 2; isAmong(l.base.Shops, name.Handle); n++ {
		number := "-" + strconv.Itoa(n)
		name.Handle = first[:min(len(first), 40-len(number))] + number
	}
	return name, nil
}

// zoneNamed checks the time zone of a flag; "" is none.
func zoneNamed(zone string) (string, error) {
	if zone == "" {
		return "", nil
	}
	settings, err := config.Parse("timezone", zone)
	if err != nil {
		return "", err
	}
	return settings.Timezone.String(), nil
}

// guessedZone is this computer's time zone, or another one where it has none that a
// shop could be in: servers are in UTC.
func guessedZone(otherwise string) string {
	name, err := tzlocal.RuntimeTZ()
	if err != nil || !slices.Contains(config.Zones(), name) || !strings.Contains(name, "/") || strings.HasPrefix(name, "Etc/") {
		return otherwise
	}
	return name
}

// check reads the payments of the last day with a key, and says what it saw.
func (l *login) check(ctx context.Context, settings config.Settings) error {
	client, err := dojo.NewClient(clientOptions(settings, l.here))
	switch host, isHost := errors.AsType[*dojo.LiveHostError](err); {
	case isHost:
		return usagef("%w. If it is the right one, set live_host or DOJO_LIVE_HOST to it. If not, leave base_url out", host)
	case err != nil:
		return &usageError{err}
	}
	defer client.Close()
	if isTerminal(l.s.err) {
		sayTo(l.s.err, "Asking Dojo …")
	}
	within, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	page, err := client.Search(within, dojo.Query{Start: l.here.now().Add(-24 * time.Hour)})
	switch {
	case ctx.Err() != nil:
		return errCancelled
	case err != nil:
		speak := words.New(words.Options{Locale: settings.Locale, ASCII: settings.ASCII, Zone: settings.Timezone, Version: settings.APIVersion})
		trouble := &script.Error{Code: script.CodeOfTrouble(err), Text: speak.Trouble(err)}
		if trouble.Code == script.Unreachable {
			trouble.Text += "\nNothing was changed. Try again once it can be reached."
		}
		return trouble
	}
	sees := "It sees " + count(len(page.Payments), "payment") + " of the last 24 hours."
	if page.After != "" || page.Partial {
		sees = fmt.Sprintf("It sees at least %s of the last 24 hours.", count(len(page.Payments), "payment"))
	}
	if settings.APIKey.Environment() == dojo.Live {
		sayTo(l.s.out, "Dojo takes this key. It is LIVE: a reversal moves real money. "+sees)
		return nil
	}
	sayTo(l.s.out, "Dojo takes this key. It is for the SANDBOX, where no real money moves. "+sees)
	return nil
}

// isRefusedKey says whether Dojo took everything but the key.
func isRefusedKey(err error) bool {
	e, ok := errors.AsType[*script.Error](err)
	return ok && e.Code == script.Refused
}

// keep keeps the key and changes the settings, and says where everything is.
func (l *login) keep(ctx context.Context, sh shopLogin) error {
	inKeyring := writeKeyring(l.file.path, sh.Handle, sh.text)
	before := sh.settings.KeyFile
	isOurs := l.file.isOurs(before, sh.Handle, l.base.Shops)
	keyFile := l.file.keyFile(sh.Handle, before, isOurs)
	if inKeyring != nil {
		if err := writeKeyFile(keyFile, sh.text, l.file.keyMark()); err != nil {
			return err
		}
	}
	err := changeSettings(l.file.src, func(text []byte) ([]byte, error) {
		return sh.edit(text, inKeyring == nil, keyFile)
	})
	if err != nil {
		switch { // where nothing says that the key is there
		case inKeyring == nil && !sh.settings.Keyring:
			_ = removeKeyring(l.file.path, sh.Handle)
		case inKeyring != nil && before != keyFile:
			_ = os.Remove(keyFile)
		}
		return err
	}
	if isOurs && (inKeyring == nil || before != keyFile) {
		_ = os.Remove(before)
	}
	if inKeyring == nil {
		sayTo(l.s.out, "The key is in the system's keyring.")
	} else {
		sayTo(l.s.out, fmt.Sprintf("The system's keyring can't be used (%s), so the key is in a file that only this account can open:\n  %s", dojo.Clean(inKeyring.Error()), dojo.Drawable(keyFile)))
	}
	l.sayKept(ctx, sh)
	return nil
}

// edit is the text of the settings file with the shop and the place of its key.
func (sh shopLogin) edit(text []byte, inKeyring bool, keyFile string) ([]byte, error) {
	text, err := config.WithHeadings(text)
	if err == nil && sh.isNew {
		text, err = config.AddShop(text, sh.Handle, sh.Name)
	}
	set := func(name, value string) {
		if err == nil {
			text, err = config.SetIn(text, sh.Handle, name, value)
		}
	}
	unset := func(name string) {
		without, e := text, err
		if e == nil {
			without, e = config.Unset(text, sh.Handle, name)
		}
		switch {
		case e == nil:
			text = without
		case !errors.Is(e, config.ErrNotFound):
			err = e
		}
	}
	unset("api_key")
	if inKeyring {
		unset("api_key_file")
		set("keyring", "true")
	} else {
		unset("keyring")
		set("api_key_file", keyFile)
	}
	if sh.zone != "" {
		set("timezone", sh.zone)
	}
	return text, err
}

// sayKept says where the settings are, and what else to know.
func (l *login) sayKept(ctx context.Context, sh shopLogin) {
	sayTo(l.s.out, fmt.Sprintf("%s is connected, as %s in %s", dojo.Clean(sh.Name), sh.Handle, dojo.Drawable(l.file.path)))
	sayTo(l.s.out, "To open it:\n    "+l.file.opens(sh.Handle, len(l.base.Shops) > 1 || sh.isNew && len(l.base.Shops) == 1))
	if sh.zone == "" && sh.settings.Source("timezone") == "default" {
		sayTo(l.s.out, "Its time zone is "+sh.settings.Timezone.String()+", since none was given. For another one:\n    "+
			l.file.command(programName+" config set timezone ZONE")+" --shop "+sh.Handle)
	}
	for _, name := range []string{"DOJO_API_KEY", "DOJO_API_KEY_FILE"} {
		if value, ok := l.file.src.LookupEnv(name); ok && value != "" {
			sayTo(l.s.out, "But "+name+" is set, and comes first. Take it out of the environment.")
		}
	}
	if sh.old == "" || sh.old == sh.settings.APIKey.Fingerprint() {
		return
	}
	old, err := unfinishedWhere(ctx, sh.settings.StateDir, func(a journal.Attempt) bool { return a.KeyFingerprint == sh.old })
	if err == nil && len(old) > 0 { // whoever opens the shop is told what is wrong with the record
		sayTo(l.s.out, fmt.Sprintf("Not finished with the old key: %s. To follow them with the new one:\n  %s journal adopt --shop %s --from %s",
			count(len(old), "reversal"), programName, sh.Handle, sh.old))
	}
}

// unfinishedWhere are the unfinished attempts of the record for which something is so.
func unfinishedWhere(ctx context.Context, stateDir string, is func(journal.Attempt) bool) ([]journal.Attempt, error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Dir: stateDir, Existing: true, Process: newID(), Now: thisMachine().now})
	if errors.Is(err, journal.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, journalError(err, stateDir)
	}
	defer store.Close() //nolint:errcheck // it was only read
	all, err := store.Attempts(ctx, journal.Filter{Unfinished: true})
	if err != nil {
		return nil, journalError(err, stateDir)
	}
	return slices.DeleteFunc(all, func(a journal.Attempt) bool { return !is(a) }), nil
}

// writeKeyFile writes a file with a key and a line about it, for this account alone.
func writeKeyFile(path, key, mark string) error {
	_ = os.Chmod(path, 0o600) // if it is there
	before, err := readIfThere(path)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = replaceFile(path, before, []byte(key+"\n"+mark+"\n"))
	}
	if err != nil {
		return fmt.Errorf("the key can't be kept in %s (%s). Let this account write there, or name a settings file in another folder, with --config", dojo.Drawable(path), fileReason(err))
	}
	if open, err := access.ByOthers(path); err != nil || open {
		_ = os.Remove(path)
		return fmt.Errorf("the key isn't kept in %s: other users of this computer could open it. Name a settings file in a folder of your account's own, with --config", dojo.Drawable(path))
	}
	return nil
}
