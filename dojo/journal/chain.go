package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// preamble begins what is hashed, so that nothing but an event can have an event's
// hash.
const preamble = "dojo-reversals journal event 1\n"

// encode writes the values of an event as they are hashed.
//
// The hash of an event is the SHA-256, in 64 lower-case hexadecimal digits, of
// these bytes:
//
//	dojo-reversals journal event 1⏎
//	name value name value …
//
// for each of Fields in their order, but for those whose value is the empty text
// or the number 0. Names and
// values are netstrings: the length in bytes as a decimal number, a colon, the
// bytes, a comma. A text stands as its UTF-8 bytes, a number as its decimal
// digits. So an event that begins with sequence 1 begins with
//
//	3:seq,1:1,9:prev_hash,64:0000…,
//
// The names tell which fields were empty, the lengths keep each value apart from
// the next, and since empty fields are left out, a later version can have more
// fields without changing one hash.
func encode(dst []byte, vals []any) []byte {
	dst = append(dst, preamble...)
	for i, v := range vals {
		switch v := v.(type) {
		case string:
			if v != "" {
				dst = netstring(netstring(dst, Fields[i].Name), v)
			}
		case int64:
			if v != 0 {
				dst = netstring(netstring(dst, Fields[i].Name), strconv.FormatInt(v, 10))
			}
		}
	}
	return dst
}

func netstring(dst []byte, s string) []byte {
	dst = strconv.AppendInt(dst, int64(len(s)), 10)
	dst = append(dst, ':')
	dst = append(dst, s...)
	return append(dst, ',')
}

func hashOf(vals []any) string {
	sum := sha256.Sum256(encode(make([]byte, 0, 1024), vals))
	return hex.EncodeToString(sum[:])
}

// Same says whether what is recorded of two attempts is the same.
func Same(a, b Attempt) bool {
	x, errX := values(&Event{Attempt: a})
	y, errY := values(&Event{Attempt: b})
	return errX == nil && errY == nil && hashOf(x) == hashOf(y)
}

// Row is an event as a store keeps it: its values in the order of Fields, each a
// string or an int64, and its hash.
type Row struct {
	Values []any
	Hash   string
}

// RowAfter makes an event the one after the end of a journal, and gives it as it
// is kept.
func RowAfter(end Head, e Event) (Row, error) {
	e.Seq, e.Prev = end.Count+1, end.Hash
	vals, err := values(&e)
	return Row{vals, hashOf(vals)}, err
}

// CheckTypes checks that each value has its field's type. It must be called before the
// other methods.
func (r Row) CheckTypes() error {
	for i, f := range Fields {
		_, number := r.Values[i].(int64)
		_, text := r.Values[i].(string)
		if number != f.Number || text == f.Number {
			return typed(false, f.Name)
		}
	}
	return nil
}

// Text is the value of a field that holds a text.
func (r Row) Text(field string) string { return r.Values[fieldAt[field]].(string) } //nolint:errcheck // CheckTypes was asked

// Seq is the number of the event.
func (r Row) Seq() int64 { return r.Values[fieldAt["seq"]].(int64) } //nolint:errcheck // as for Text

// Event gives the row as a value, if it is as it was written.
func (r Row) Event() (Event, error) {
	if err := r.intact(); err != nil {
		return Event{}, err
	}
	e := Event{Hash: r.Hash}
	for i, f := range Fields {
		if err := f.set(&e, r.Values[i]); err != nil {
			return Event{}, err
		}
	}
	return e, nil
}

// intact says whether the values are those that were hashed.
func (r Row) intact() error {
	if hashOf(r.Values) != r.Hash {
		return fmt.Errorf("event %d isn't as it was written", r.Seq())
	}
	return nil
}

// Next is the end of a journal after one more event. It returns an error if the event
// isn't as it was written, or doesn't follow the end.
func (h Head) Next(r Row) (Head, error) {
	next := h.Count + 1
	if r.Seq() != next {
		return h, fmt.Errorf("event %d is missing", next)
	}
	if r.Text("prev_hash") != h.Hash {
		return h, fmt.Errorf("event %d doesn't follow the one before it", next)
	}
	if err := r.intact(); err != nil {
		return h, err
	}
	return Head{Count: next, Hash: r.Hash}, nil
}
