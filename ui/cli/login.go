package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os/signal"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
)

func loginCommand(s streams) *cobra.Command {
	fromStdin := false
	c := &cobra.Command{
		Use:   "login",
		Short: "Connect a shop: check its key with Dojo, and keep it safely",
		Long: `Login asks for the shop's secret key, which starts with sk_, and doesn't show it. It
reads the payments of the last day with it, and says whether the key is LIVE. Then it
asks for the shop's name and time zone, and keeps the key in the system's keyring, or
where there is none, in a file that only this account can open.

For a shop that is connected already it replaces the key. --shop names the shop, and
--timezone its time zone, such as Europe/London.

A script gives the key on standard input, with --key-stdin, and names the shop. There
is no flag for the key: other users of a computer can read a program's arguments.`,
		Example: `  dojo-reversals login
  dojo-reversals login --key-stdin --shop "Corner Shop" \
      --timezone Europe/London < key.txt`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 && shownWord(args[0]) == aKey {
				return usagef("a key has no place in a command, since other users can read it there. Leave it out: login asks for it, and a script gives it with --key-stdin")
			}
			return noArguments(c, args)
		},
		RunE: func(c *cobra.Command, _ []string) error {
			src := sourcesOf(c, true)
			named, zone := src.Flags["shop"], src.Flags["timezone"]
			delete(src.Flags, "timezone") // it is written, and not only used
			l, err := newLogin(s, src)
			if err != nil {
				return err
			}
			key := ""
			switch {
			case fromStdin && isTerminal(s.in):
				return usagef("--key-stdin is for a script: it reads the key from a file or a pipe. Here leave it out, and you are asked for the key")
			case fromStdin && named == "":
				return usagef("--key-stdin needs the shop's name: --shop \"Corner Shop\"")
			case !fromStdin && !s.interactive():
				return usagef("without a terminal to ask in, login takes the key on standard input:\n  %s login --key-stdin --shop \"Corner Shop\" < key.txt", programName)
			case fromStdin:
				// As long as it waits for the key, a signal ends the program by itself.
				text, err := io.ReadAll(io.LimitReader(s.in, 64<<10))
				if err != nil {
					return err
				}
				key = string(text)
			}
			ctx, stop := signal.NotifyContext(c.Context(), endings...)
			defer stop()
			if fromStdin {
				return l.byScript(ctx, named, zone, key)
			}
			_, err = l.byAsking(ctx, named, zone)
			return err
		},
	}
	c.Flags().BoolVar(&fromStdin, "key-stdin", false, "read the key from standard input, for scripts; needs --shop")
	addSettingFlags(c, "config", "shop", "timezone", "plain")
	return c
}

// login connects a shop. It changes nothing before all that it was told is checked.
type login struct {
	s     streams
	file  shopFile
	base  config.Settings // of the file, for no shop
	here  machine
	asker asker
}

func newLogin(s streams, src config.Sources) (*login, error) {
	file, err := shopFileOf(src)
	if err != nil {
		return nil, err
	}
	base, err := file.load("")
	if err != nil {
		return nil, err
	}
	s = s.knowing(base.ASCII)
	return &login{
		s: s, file: file, base: base, here: thisMachine(),
		asker: askerOf(s, inPlain(s, base), formLookOf(base)),
	}, nil
}

// shopLogin is what is known of the shop that is being connected.
type shopLogin struct {
	config.ShopName
	settings config.Settings // with the new key
	text     string          // the key
	isNew    bool
	zone     string // to write; "" leaves the time zone as it is
	old      string // fingerprint of the key so far, "" if it had none that can be read
}

// byScript connects the shop that is named, with the key and the time zone given.
func (l *login) byScript(ctx context.Context, named, zone, key string) error {
	sh, err := l.shopNamed(named)
	if err != nil {
		return err
	}
	settings, err := config.Parse("api_key", key)
	if err != nil {
		return usagef("the key %w", err)
	}
	if sh.zone, err = zoneNamed(zone); err != nil {
		return usagef("--timezone %w", err)
	}
	sh.takeKey(settings.APIKey, key)
	if other, ok := l.file.withKey(sh.settings.APIKey, l.base.Shops); ok && other.Handle != sh.Handle {
		return usagef("this key is kept for the shop %s already. Each shop has its own", other.Handle)
	}
	if err := l.check(ctx, sh.settings); err != nil {
		return err
	}
	return l.keep(ctx, sh)
}

// byAsking asks for what isn't given, and returns the handle of the shop that it
// connected.
func (l *login) byAsking(ctx context.Context, named, zone string) (handle string, err error) {
	var sh shopLogin
	if only, ok := l.withoutKey(); ok && named == "" {
		named = only.Handle
	}
	if named != "" {
		if sh, err = l.shopNamed(named); err != nil {
			return "", err
		}
	} else {
		sh = shopLogin{settings: l.base, isNew: true}
	}
	if sh.zone, err = zoneNamed(zone); err != nil {
		return "", usagef("--timezone %w", err)
	}
	for _, ask := range []func(context.Context, *shopLogin) error{l.askKey, l.askKept, l.askName, l.askReplace, l.askZone} {
		if err := ask(ctx, &sh); err != nil {
			return "", err
		}
	}
	return sh.Handle, l.keep(ctx, sh)
}

// withoutKey is the shop of the settings, if it is the only one and has no key yet.
func (l *login) withoutKey() (config.ShopName, bool) {
	if len(l.base.Shops) != 1 {
		return config.ShopName{}, false
	}
	_, err := l.file.loadKey(l.base.Shops[0].Handle)
	return l.base.Shops[0], errors.Is(err, dojo.ErrNoKey)
}

// shopNamed is a shop of the settings by its handle or its name, or a new one of that
// name.
func (l *login) shopNamed(named string) (shopLogin, error) {
	for _, shop := range l.base.Shops {
		if !shop.Is(named) {
			continue
		}
		settings, err := l.file.load(shop.Handle)
		if err != nil {
			return shopLogin{}, err
		}
		sh := shopLogin{ShopName: shop, settings: settings}
		if before, err := l.file.loadKey(shop.Handle); err == nil {
			sh.old = before.APIKey.Fingerprint()
		}
		return sh, nil
	}
	name, err := l.newName(named)
	if err != nil {
		return shopLogin{}, usagef("--shop %w", err)
	}
	return shopLogin{ShopName: name, settings: l.base, isNew: true}, nil
}

// takeKey notes the key that was given, as its text and as it was read.
func (sh *shopLogin) takeKey(key dojo.APIKey, text string) {
	sh.settings.APIKey, sh.text = key, cleanKey(text)
}

// askKey asks for the key until Dojo takes one. Nothing of it is shown that is pasted too
// early, while Dojo is asked about the one before.
func (l *login) askKey(ctx context.Context, sh *shopLogin) error {
	title := "The shop's secret key"
	if sh.Name != "" {
		title = "The secret key of " + dojo.Clean(sh.Name)
	}
	defer unseen(int(l.s.in.Fd()))()
	for {
		text, err := l.asker.secret(ctx, question{
			title: title, about: "It starts with sk_. Paste it; it isn't shown.",
			check: func(answer string) error {
				if _, err := config.Parse("api_key", answer); err != nil {
					return errors.New("the key " + err.Error())
				}
				return nil
			},
		})
		if err != nil {
			return err
		}
		settings, err := config.Parse("api_key", text)
		if err != nil {
			return err
		}
		sh.takeKey(settings.APIKey, text)
		err = l.check(ctx, sh.settings)
		if !isRefusedKey(err) {
			return err
		}
		sayTo(l.s.out, err.Error()+"\n")
	}
}

// askKept asks about a key that a shop has already.
func (l *login) askKept(ctx context.Context, sh *shopLogin) error {
	other, kept := l.file.withKey(sh.settings.APIKey, l.base.Shops)
	switch {
	case !kept || other.Handle == sh.Handle:
		return nil
	case sh.Handle != "":
		return usagef("this key is kept for the shop %s already. Each shop has its own", other.Handle)
	}
	yes, err := l.asker.yes(ctx, "This key is kept for "+dojo.Clean(other.Name)+" already. Keep it again?", "The shop's name and settings stay.")
	if err != nil || !yes {
		return cmp.Or(err, errCancelled)
	}
	return l.become(sh, other.Handle)
}

// become makes a shop of the settings of one that had no name yet.
func (l *login) become(sh *shopLogin, named string) error {
	is, err := l.shopNamed(named)
	if err != nil {
		return err
	}
	is.settings.APIKey, is.text, is.zone = sh.settings.APIKey, sh.text, sh.zone
	*sh = is
	return nil
}

// askName asks what a shop is called that nobody has named.
func (l *login) askName(ctx context.Context, sh *shopLogin) error {
	if sh.Handle != "" {
		return nil
	}
	about := "It stands on the screen and in the record."
	if len(l.base.Shops) > 0 {
		about += " The name of a shop that is connected replaces its key."
	}
	text, err := l.asker.text(ctx, question{
		title: "The shop's name", about: about,
		check: func(answer string) error {
			if _, err := l.newName(answer); err != nil {
				return errors.New("the name " + err.Error())
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	return l.become(sh, text)
}

// askReplace asks before another key is replaced.
func (l *login) askReplace(ctx context.Context, sh *shopLogin) error {
	if sh.old == "" || sh.old == sh.settings.APIKey.Fingerprint() {
		return nil
	}
	yes, err := l.asker.yes(ctx, dojo.Clean(sh.Name)+" has another key. Replace it?", "")
	if err != nil || !yes {
		return cmp.Or(err, errCancelled)
	}
	return nil
}

// askZone asks for the time zone where nobody has set one.
func (l *login) askZone(ctx context.Context, sh *shopLogin) error {
	if sh.zone != "" || sh.settings.Source("timezone") != "default" {
		return nil
	}
	text, err := l.asker.text(ctx, question{
		title: "The shop's time zone", about: "It decides when the shop's day ends, and with it until when a payment can be reversed.",
		answer: guessedZone(sh.settings.Timezone.String()),
		check: func(answer string) error {
			if _, err := config.Parse("timezone", answer); err != nil {
				return errors.New("the time zone " + err.Error())
			}
			return nil
		},
	})
	sh.zone = text
	return err
}
