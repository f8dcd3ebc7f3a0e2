package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// preamble opens what is hashed, so that the hash of an event can't be that of
// anything else.
const preamble = "dojo-reversals journal event 1\n"

// encode writes the values of an event as they are hashed.
//
// The hash of an event is the SHA-256, in 64 lower-case hexadecimal digits, of
// these bytes:
//
//	dojo-reversals journal event 1⏎
//	name value name value …
//
// for each column of the table "event" in the table's order, without "hash",
// and without those whose value is the empty text or the number 0. Names and
// values are netstrings: the length in bytes as a decimal number, a colon, the
// bytes, a comma. A text stands as its UTF-8 bytes, a number as its decimal
// digits. So an event that begins with sequence 1 begins with
//
//	3:seq,1:1,9:prev_hash,64:0000…,
//
// Names make it plain which columns were empty, lengths that no value runs into
// the next, and leaving out what is empty lets a later version of the table
// have more columns without changing one hash.
func encode(dst []byte, vals []any) []byte {
	dst = append(dst, preamble...)
	for i, v := range vals {
		switch v := v.(type) {
		case string:
			if v != "" {
				dst = netstring(netstring(dst, columns[i].name), v)
			}
		case int64:
			if v != 0 {
				dst = netstring(netstring(dst, columns[i].name), strconv.FormatInt(v, 10))
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

// EncodeEvent gives the bytes whose SHA-256 is the hash of an event.
func EncodeEvent(e Event) ([]byte, error) {
	vals, err := values(&e)
	if err != nil {
		return nil, err
	}
	return encode(nil, vals), nil
}

// intact says whether the values of an event are those that were hashed.
func intact(vals []any, hash string) error {
	if got := hashOf(vals); got != hash {
		return fmt.Errorf("event %v isn't as it was written", vals[columnAt["seq"]])
	}
	return nil
}
