package journal

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"dojoreversals/dojo"
)

const here, there = "https://dojo.example", "https://other.example"

func owner(handle, name, key, at string) Owner {
	return Owner{Handle: handle, Name: name, Shop: Shop{Environment: dojo.Sandbox, BaseURL: at, KeyFingerprint: key}}
}

func TestWhoseAnAttemptIs(t *testing.T) {
	t.Parallel()
	two := Owners{owner("pier", "Pier", "key-p", here), owner("mall", "Mall", "key-m", here)}
	for name, tt := range map[string]struct {
		of        Owners
		key, shop string
		at        string
		mode      dojo.Environment
		want      string // "" for nobody
	}{
		"its key":                               {of: two, key: "key-m", shop: "Mall", want: "mall"},
		"its key, under an earlier name":        {of: two, key: "key-m", shop: "Market", want: "mall"},
		"its key, under another's present name": {of: two, key: "key-m", shop: "Pier", want: "mall"},
		"its key, nameless":                     {of: two, key: "key-m", want: "mall"},
		"its key at another place":              {of: two, key: "key-m", shop: "Mall", at: there},
		"its key at another place, as another":  {of: two, key: "key-m", shop: "Pier", at: there},
		"its key in another environment":        {of: two, key: "key-m", shop: "Mall", mode: dojo.Live},
		"another spelling of its place":         {of: two, key: "key-m", at: here + ":443/", want: "mall"},
		"an old key":                            {of: two, key: "key-old", shop: "Mall", want: "mall"},
		"an old key, written untidily":          {of: two, key: "key-old", shop: "Ma\x1bll", want: "mall"},
		"an old key at another place":           {of: two, key: "key-old", shop: "Mall", at: there},
		"an old key in another environment":     {of: two, key: "key-old", shop: "Mall", mode: dojo.Live},
		"an old key and name":                   {of: two, key: "key-old", shop: "Market"},
		"an old key, in other letters":          {of: two, key: "key-old", shop: "MALL"},
		"an old key, nameless":                  {of: two, key: "key-old"},
		"no key, a name":                        {of: two, shop: "Mall", want: "mall"},
		"no shops":                              {key: "key-m", shop: "Mall"},
		"a nameless shop by its key":            {of: Owners{owner("", "", "key-p", here)}, key: "key-p", shop: "Pier", want: "the one"},
		"a nameless shop, an old key":           {of: Owners{owner("", "", "key-p", here)}, key: "key-old"},
		"a key that can't be read: another's":   {of: append(Owners{owner("quay", "Quay", "", here)}, two...), key: "key-m", shop: "Quay", want: "mall"},
		"a key that can't be read: no name":     {of: append(Owners{owner("quay", "Quay", "", here)}, two...), key: "key-old", shop: "Mall"},
		"a key that can't be read: its own":     {of: append(Owners{owner("quay", "Quay", "", here)}, two...), key: "key-old", shop: "Quay"},
	} {
		a := Attempt{Environment: dojo.Sandbox, BaseURL: here, KeyFingerprint: tt.key, Shop: tt.shop}
		if tt.at != "" {
			a.BaseURL = tt.at
		}
		if tt.mode != "" {
			a.Environment = tt.mode
		}
		got, ok := tt.of.Of(a)
		if ok && got == "" {
			got = "the one"
		}
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", name, got, ok, tt.want)
		}
	}
}

// reader is a record in a slice, with an error at its end if it has one.
type reader struct {
	events []Event
	err    error
}

func (r reader) Events(context.Context, Filter) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for _, e := range r.events {
			if !yield(e, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Event{}, r.err)
		}
	}
}

func (r reader) Attempts(context.Context, Filter) (all []Attempt, err error) {
	for _, e := range r.events {
		all = append(all, e.Attempt)
	}
	return all, r.err
}

// A part has what belongs to its shops, and every error.
func TestPart(t *testing.T) {
	t.Parallel()
	whole := reader{err: errors.New("the disk")}
	for i, key := range []string{"key-m", "key-p", "unknown", "key-m", "key-p"} {
		whole.events = append(whole.events, Event{Seq: int64(i + 1), Attempt: Attempt{ID: key, Environment: dojo.Sandbox, BaseURL: here, KeyFingerprint: key}})
	}
	part := Part{
		Of: whole, Owners: Owners{owner("pier", "Pier", "key-p", here), owner("mall", "Mall", "key-m", here)},
		Has: func(handle string) bool { return handle == "mall" },
	}
	var seqs []int64
	var last error
	for e, err := range part.Events(t.Context(), Filter{}) {
		if last = err; err == nil {
			seqs = append(seqs, e.Seq)
		}
	}
	if !slices.Equal(seqs, []int64{1, 4}) || !errors.Is(last, whole.err) {
		t.Errorf("events %v, then %v", seqs, last)
	}
	for range part.Events(t.Context(), Filter{}) {
		break // a reader that has had enough isn't given more
	}
	list, err := part.Attempts(t.Context(), Filter{})
	if len(list) != 2 || list[0].ID != "key-m" || list[1].ID != "key-m" || !errors.Is(err, whole.err) {
		t.Errorf("attempts %v, %v", list, err)
	}
}
