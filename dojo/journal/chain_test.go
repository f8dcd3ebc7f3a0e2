package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func attempt(id, payment string, s State) Attempt {
	return Attempt{ID: id, Payment: Payment{ID: payment}, Environment: dojo.Sandbox, BaseURL: "https://dojo.example", State: s}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// netstrings takes the bytes that are hashed apart again, as a reader of the
// format would.
func netstrings(b []byte) ([][2]string, error) {
	rest, ok := bytes.CutPrefix(b, []byte(preamble))
	if !ok {
		return nil, errors.New("no preamble")
	}
	var all []string
	for len(rest) > 0 {
		n, after, ok := bytes.Cut(rest, []byte(":"))
		size, err := strconv.Atoi(string(n))
		if !ok || err != nil || size < 0 || len(after) < size+1 || after[size] != ',' {
			return nil, errors.New("not a netstring")
		}
		all = append(all, string(after[:size]))
		rest = after[size+1:]
	}
	if len(all)%2 != 0 {
		return nil, errors.New("a name without a value")
	}
	out := make([][2]string, 0, len(all)/2)
	for i := 0; i < len(all); i += 2 {
		out = append(out, [2]string{all[i], all[i+1]})
	}
	return out, nil
}

// What is hashed says what it is of: no two events have the same bytes.
func FuzzEncode(f *testing.F) {
	f.Add("a", "pi_1", "2:ab,", int64(1), int64(-5))
	f.Add("", "\x00", "7:message,0:,", int64(0), int64(1<<62))
	f.Add("\xff\xfe", "é", "\n", int64(-1), int64(0))
	f.Fuzz(func(t *testing.T, id, payment, message string, seq, minor int64) {
		e := Event{Seq: seq, Prev: NoHash, Kind: Begun, At: noon, Attempt: attempt(id, payment, Intended)}
		e.Attempt.Message, e.Attempt.Payment.Amount.Minor = message, minor
		vals, err := values(&e)
		if err != nil {
			t.Fatal(err)
		}
		b := encode(nil, vals)
		pairs, err := netstrings(b)
		if err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		back := make([]any, len(Fields))
		for i, c := range Fields {
			back[i] = ""
			if c.Number {
				back[i] = int64(0)
			}
		}
		last := -1
		for _, p := range pairs {
			i, ok := fieldAt[p[0]]
			if !ok || i <= last {
				t.Fatalf("column %q after column %d", p[0], last)
			}
			last, back[i] = i, p[1]
			if Fields[i].Number {
				n, err := strconv.ParseInt(p[1], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				back[i] = n
			}
		}
		if !reflect.DeepEqual(back, vals) {
			t.Fatalf("%v came back as %v", vals, back)
		}
		got, err := Row{vals, hashOf(vals)}.Event()
		if err != nil {
			t.Fatal(err)
		}
		again, err := values(&got)
		if err != nil || !reflect.DeepEqual(again, vals) {
			t.Fatalf("%v was read as %v, %v", vals, again, err)
		}
	})
}

// whole is an event with a value in every field that is kept, each another one.
func whole(t *testing.T) Event {
	t.Helper()
	n := 0
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		n++
		switch x := v.Addr().Interface().(type) {
		case *time.Time:
			*x = noon.Add(time.Duration(n) * time.Millisecond)
			return
		case *dojo.Reason:
			*x = dojo.ReasonTooLate
			return
		case *dojo.Facts:
			return // for the process that confirmed them alone
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		case reflect.String:
			v.SetString("value" + strconv.Itoa(n))
		case reflect.Int, reflect.Int64:
			v.SetInt(int64(n))
		default:
			t.Fatalf("a field of kind %s", v.Kind())
		}
	}
	var e Event
	fill(reflect.ValueOf(&e).Elem())
	e.Attempt.Payment.Card.Last4 = "1013"
	return e
}

// Every field of an attempt comes back from the disk, but for what must not be
// kept of the card. A field that is added and forgotten here is noticed.
func TestEveryFieldIsKept(t *testing.T) {
	t.Parallel()
	e := whole(t)
	vals, err := values(&e)
	must(t, err)
	e.Hash = hashOf(vals)
	got, err := Row{vals, e.Hash}.Event()
	must(t, err)
	want := e
	want.Attempt.Payment.Card.EntryMode, want.Attempt.Payment.Card.Funding = "", ""
	if *got.Attempt.Payment.Other != *want.Attempt.Payment.Other {
		t.Errorf("the other total: %v", got.Attempt.Payment.Other)
	}
	got.Attempt.Payment.Other = want.Attempt.Payment.Other
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for i, v := range vals {
		if v == "" || v == int64(0) {
			t.Errorf("%s has no value", Fields[i].Name)
		}
	}
	e.Attempt.Payment.Card.Last4 = "4111111111111111"
	if vals, err = values(&e); err != nil || vals[fieldAt["card_last4"]] != "1111" {
		t.Errorf("more than four digits are kept: %v, %v", vals[fieldAt["card_last4"]], err)
	}
}

// The hash as a helpdesk would work it out, by hand.
func TestHashByHand(t *testing.T) {
	t.Parallel()
	e := Event{Seq: 1, Prev: NoHash, At: noon, Kind: Begun, Process: "p", Attempt: attempt("a", "pi_1", Intended)}
	vals, err := values(&e)
	must(t, err)
	b := encode(nil, vals)
	want := "dojo-reversals journal event 1\n" +
		"3:seq,1:1,9:prev_hash,64:" + strings.Repeat("0", 64) + ",2:at,30:2026-03-02T12:00:00.000000000Z,4:kind,5:begun," +
		"7:process,1:p,10:attempt_id,1:a,5:state,8:intended,10:payment_id,4:pi_1,11:environment,7:SANDBOX," +
		"8:base_url,20:https://dojo.example,"
	if string(b) != want {
		t.Errorf("got  %q\nwant %q", b, want)
	}
	sum := sha256.Sum256(b)
	if hashOf(vals) != hex.EncodeToString(sum[:]) {
		t.Error("the hash isn't that of the bytes")
	}
}

func TestVerdictsHaveNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for r := dojo.ReasonHeld; r <= dojo.ReasonDayUnsure; r++ {
		name, ok := verdicts[r]
		if !ok || seen[name] {
			t.Errorf("reason %d: %q", r, name)
		}
		seen[name] = true
	}
	if len(verdicts) != len(seen) {
		t.Errorf("%d names for %d reasons", len(verdicts), len(seen))
	}
}
