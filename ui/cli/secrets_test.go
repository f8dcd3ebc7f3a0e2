package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// cardNumber is a whole card number, or one whose middle is masked.
var cardNumber = regexp.MustCompile(`(^|[^\d.])\d{13,19}([^\d]|$)|\d{6,8}\*{2,}\d{4}`)

// cardText is a card number in a text that a shop or a gateway writes.
const cardText = "card 4111 1111 1111 1111"

var withoutJoiners = strings.NewReplacer(" ", "", "-", "", ".", "")

// leaks names the secrets that a text holds, without showing them.
func leaks(text string) []string {
	var found []string
	for name, secret := range map[string]string{
		"the API key": testKey, "the client session secret": sandbox.DecoySecret, "a card number": sandbox.DecoyPAN, "a card holder": sandbox.DecoyCardName,
		"an expiry date": sandbox.DecoyExpiry, "a payment link": sandbox.DecoyLink, "an e-mail address": sandbox.DecoyEmail,
		"a phone number": sandbox.DecoyPhone, "an address": sandbox.DecoyAddress,
	} {
		if name == "a card number" && strings.Contains(withoutJoiners.Replace(text), "41111111") {
			found = append(found, "a card number in a text")
		}
		hex := fmt.Sprintf("%x", secret)
		if strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), hex) || strings.Contains(text, strings.Trim(fmt.Sprint([]byte(secret)), "[]")) {
			found = append(found, name)
		}
	}
	return found
}

// The real program against a Dojo whose every answer has secrets in it: neither
// the screen, byte by byte, nor any file that is left has one of them.
func TestNoSecretIsWritten(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2022-01-03", "2026-02-27"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			first := sale("ORDER-1011", 4250, "1013")
			first.CardMachine = true
			s.pay(first)
			s.pay(sale(cardText, 1999, "2024"))
			env := s.env("DOJO_API_VERSION="+version, "DOJO_DEBUG=1")
			till := run(t, s, ptytest.Options{Env: env, Cols: 120, Rows: 40})
			till.WaitFor("SANDBOX", "Corner Shop", "To reverse", "ORDER-1011")
			till.press("enter").WaitFor("pi_sandbox_") // the details, with all that is shown of a payment
			till.press("t", "y").WaitFor("clipboard")
			till.press("enter").WaitGone("For the bank")
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1011").reverse()
			till.row("ORDER-1011", "Created, reversing")
			s.settle()
			till.row("ORDER-1011", "Successful, reversed")
			till.says("Successful: ")
			till.press("esc").WaitGone("Successful: ")
			till.choose("card …1111").ask().about("£19.99", "Visa ··2024", "card …1111")
			till.press("esc").WaitFor("Kept. Nothing was reversed")
			till.press("enter").WaitFor("card …1111", "pi_sandbox_")
			till.press("enter")
			// Troubles have texts of their own.
			s.fault("search:401")
			till.press("ctrl+r").WaitFor("(401)")
			s.fault("search:truncated")
			till.press("ctrl+r").WaitFor("can't be read")
			s.fault()
			till.quit()
			written(t, "the screen", string(till.Raw()))
			written(t, "the clipboard", till.Clipboard())

			home := ""
			for _, e := range env {
				if v, ok := strings.CutPrefix(e, "HOME="); ok {
					home = v
				}
			}
			files, logs := 0, 0
			err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := os.ReadFile(path)
				files++
				written(t, path, string(b))
				written(t, "a file's name", path)
				if filepath.Ext(path) == ".jsonl" && filepath.Base(filepath.Dir(path)) == "logs" {
					logs++
					logged(t, string(b))
				}
				return err
			})
			if err != nil || files == 0 || logs == 0 {
				t.Errorf("%d files and %d logs in %s: %v", files, logs, home, err)
			}
		})
	}
}

// logged holds that a log tells of all that happened in TestNoSecretIsWritten, and nothing
// of cards, amounts, customers and reasons.
func logged(t *testing.T, log string) {
	t.Helper()
	for _, want := range []string{
		`"msg":"start"`, `"path":"payment-intents/search"`, `"path":"payment-intents/{id}/reversal"`, `"from":"sending","to":"created"`,
		`"to":"successful"`, `"status":401`, `"cause":"unreadable"`, `"msg":"list trouble"`, `"msg":"journal check"`, `"msg":"window"`,
		`"reason":"closed"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log hasn't %s:\n%s", want, log)
		}
	}
	for line := range strings.Lines(log) {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Errorf("a line isn't JSON: %s, %v", line, err)
		}
		// These may be any number, and the settings' sources have paths.
		for _, name := range []string{"time", "payment", "trace", "attempt", "key", "ms", "bytes", "pid", "base_url", "set_by"} {
			delete(l, name)
		}
		for _, never := range []string{"1013", "2024", "1111", "Visa", "42.5", "4250", "1999", "ORDER", "priya"} {
			if strings.Contains(fmt.Sprint(l), never) {
				t.Errorf("the log has %s: %s", never, line)
			}
		}
	}
}

// stopped is a context that has ended.
func stopped(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

func written(t *testing.T, where, text string) {
	t.Helper()
	for _, leak := range leaks(text) {
		t.Errorf("%s: %s is written", where, leak)
	}
}

// unprinted are the exported structs that hold no key and nothing of a payment, or
// only functions. Nobody prints them.
var unprinted = []string{
	"dojo.BadIDError", "dojo.Clock", "dojo.Day", "dojo.LiveHostError", "dojo.Query", "dojo.Span", "dojo.Walk", "config.Help", "config.Setting", "config.Sources", "config.Problem",
	"feed.Deps", "feed.Feed", "feed.Options", "feed.Reader", "reversal.Deps", "reversal.Identity", "reversal.Person", "reversal.Rules", "reversal.Service",
	"journal.Adoption", "journal.Author", "journal.Error", "journal.Field", "journal.Filter", "journal.Head", "journal.Memory", "journal.Owner", "journal.Part", "journal.Shop",
	"sqlite.Options", "sqlite.RecoverOptions", "sqlite.Recovery", "sqlite.Report", "sqlite.Store",
}

// Every exported type that can hold a key or something of a payment is filled by a
// Dojo whose answers are full of secrets, and printed in every way that Go has. No
// secret may show.
func TestNoSecretIsPrinted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 15, 11, 0, 0, 0, time.UTC)
	// A clock that moves on each time it is read.
	var looks atomic.Int64
	clock := func() time.Time { return now.Add(time.Duration(looks.Add(1)) * time.Millisecond) }
	for _, version := range dojo.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			d := sandbox.New(sandbox.Options{Now: clock, SettleMax: time.Nanosecond})
			id := d.Add(sandbox.Payment{CardMachine: true, PaidAt: now.Add(-time.Hour), Reference: cardText})
			other := d.Add(sandbox.Payment{PaidAt: now.Add(-time.Hour)})
			server, err := sandbox.Listen(d, "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			key, err := dojo.ParseAPIKey(testKey)
			if err != nil {
				t.Fatal(err)
			}
			var calls []dojo.Call
			options := dojo.Options{
				BaseURL: server.URL(), Key: key, Version: version, Now: clock,
				Called: func(c dojo.Call) { calls = append(calls, c) },
			}
			client, err := dojo.NewClient(options)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			ctx := t.Context()
			page, err := client.Search(ctx, dojo.Query{})
			if err != nil || len(page.Payments) != 2 {
				t.Fatalf("%v, %v", page, err)
			}
			reading, err := client.PaymentIntent(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Reverse(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			confirmed := journal.Confirmed(&reading.Payment)
			settings, settingsErr := config.Load(config.Sources{Home: "/nowhere", LookupEnv: func(name string) (string, bool) {
				v, ok := map[string]string{"DOJO_API_KEY": testKey, "DOJO_BASE_URL": server.URL(), "DOJO_STATE_DIR": "/nowhere"}[name]
				return v, ok
			}})
			if settingsErr != nil || settings.APIKey.IsZero() {
				t.Fatal(settingsErr)
			}
			_, settingsErr = config.Load(config.Sources{Home: "/nowhere", LookupEnv: func(name string) (string, bool) {
				return "pk_" + testKey, name != "DOJO_CONFIG" // nothing but mistakes
			}})
			if settingsErr == nil {
				t.Fatal("settings of nothing but keys are taken")
			}
			recorded := journal.Attempt{Payment: confirmed}
			row, err := journal.RowAfter(journal.Head{Hash: journal.NoHash}, journal.Event{Attempt: recorded})
			end, nextErr := journal.Head{Hash: journal.NoHash}.Next(row)
			if err := errors.Join(err, nextErr); err != nil {
				t.Fatal(err)
			}
			values := map[string]any{
				"options": options, "a client": client, "a page": page, "a reading": reading, "an answer": answer, "a confirmed payment": confirmed,
				"settings": settings, "settings' error": settingsErr, "an attempt": attempt(ctx, t, client, clock, other),
				"an open error": &journal.OpenError{Other: recorded}, "a claim": recorded.Claim(), "a row": row, "a head": end,
				"how things stand": journal.Standing{Newest: journal.Event{Attempt: recorded}, Holder: &recorded},
				"a charge":         reading.Payment.Charge(),
				"a kind":           reading.Payment.Kind(),
				"extras":           reading.Payment.Extras(),
				"a verdict":        dojo.Reversible(dojo.RuleSameDay, &reading.Payment, dojo.At(now), time.UTC),
			}
			f := feed.New(feed.Deps{Source: client, Now: clock, Clock: client.Clock(), After: time.After}, feed.Options{Refresh: 5 * time.Second, RecentDays: 7})
			f.Observe(reading)
			values["a snapshot"] = f.Snapshot()
			_, values["nothing sent"] = client.Search(stopped(ctx), dojo.Query{})
			values["the proxy"], values["at a proxy"] = atProxy(t, options)
			for _, fault := range []string{"refused", "401", "403", "404", "500", "429=1", "html", "redirect", "truncated", "cut-after", "version"} {
				set, err := sandbox.ParseFault("all:" + fault)
				if err != nil {
					t.Fatal(err)
				}
				d.SetFaults(set)
				_, search := client.Search(ctx, dojo.Query{})
				_, get := client.PaymentIntent(ctx, other)
				_, reverse := client.Reverse(ctx, other)
				for op, err := range map[string]error{"search": search, "get": get, "reverse": reverse} {
					if err == nil {
						t.Fatalf("%s: %s did nothing", op, fault)
					}
					values[op+" under "+fault] = err
				}
			}
			values["calls"] = calls
			if version == dojo.DefaultVersion {
				everyTypeIsIn(t, values)
			}
			for name, v := range values {
				for how, text := range printed(v) {
					written(t, name+" in "+how, text)
					// In other formats, durations are long numbers that look like
					// cards.
					if cardNumber.MatchString(text) && strings.HasSuffix(how, "v") && !strings.Contains(how, "#") {
						t.Errorf("%s in %s has a card number", name, how)
					}
				}
			}
		})
	}
}

// atProxy is the error of a call that a proxy with a password doesn't let through.
func atProxy(t *testing.T, o dojo.Options) (at *dojo.HopError, whole error) {
	t.Helper()
	proxy, err := dojo.ParseProxy("http://priya:" + testKey + "@127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	o.BaseURL, o.Proxy = "https://api.dojo.test", proxy
	client, err := dojo.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Search(t.Context(), dojo.Query{})
	hop, ok := errors.AsType[*dojo.HopError](err)
	if !ok {
		t.Fatalf("%v", err)
	}
	return hop, err
}

// printed prints a value in every way. It prints what a pointer points to as well.
func printed(v any) map[string]string {
	out := map[string]string{}
	add := func(prefix string, v any) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			out[prefix+verb] = fmt.Sprintf(verb, v)
		}
		if b, err := json.Marshal(v); err == nil {
			out[prefix+"JSON"] = string(b)
		}
	}
	add("", v)
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && !r.IsNil() && !holdsLock(r.Elem().Type()) {
		add("*", r.Elem().Interface())
	}
	return out
}

// holdsLock says whether a value can't be copied.
func holdsLock(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i); strings.HasPrefix(f.Type.String(), "sync.") || strings.HasPrefix(f.Type.String(), "atomic.") {
			return true
		}
	}
	return false
}

// attempt reverses a payment and returns the attempt.
func attempt(ctx context.Context, t *testing.T, client *dojo.Client, clock func() time.Time, id string) reversal.Attempt {
	t.Helper()
	r, err := client.PaymentIntent(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	svc := reversal.New(reversal.Deps{
		Dojo: client, Journal: journal.NewMemory(), Rules: reversal.Rules{Rule: dojo.RuleSameDay, Zone: time.UTC}, Now: clock, Clock: client.Clock(),
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0 }, NewID: func() string { return "attempt-1" },
	})
	changed, end := svc.Subscribe()
	defer end()
	svc.Start(reversal.Person{}, journal.Confirmed(&r.Payment), "", clock())
	for !svc.Attempts()[0].State.Final() {
		<-changed
	}
	svc.Stop(ctx)
	return svc.Attempts()[0]
}

// everyTypeIsIn fails for each exported struct of these packages that none of the
// values contains.
func everyTypeIsIn(t *testing.T, values map[string]any) {
	t.Helper()
	seen := map[string]bool{}
	for _, v := range values {
		reach(reflect.TypeOf(v), seen)
	}
	for _, folder := range []string{"dojo", "dojo/feed", "dojo/journal", "dojo/journal/sqlite", "dojo/reversal", "config"} {
		names, err := exportedStructs(filepath.Join("..", "..", filepath.FromSlash(folder)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if name = filepath.Base(folder) + "." + name; !seen[name] && !slices.Contains(unprinted, name) {
				t.Errorf("%s is never printed by this test", name)
			}
		}
	}
}

// reach collects the names of the types below a type.
func reach(of reflect.Type, seen map[string]bool) {
	if of == nil || seen[of.String()] {
		return
	}
	seen[of.String()] = true
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		reach(of.Elem(), seen)
	case reflect.Struct:
		for i := range of.NumField() {
			reach(of.Field(i).Type, seen)
		}
	}
}

// exportedStructs are the exported structs that a folder's source declares.
func exportedStructs(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				if _, is := spec.Type.(*ast.StructType); is {
					names = append(names, spec.Name.Name)
				}
			}
			return true
		})
	}
	return names, nil
}
