package dojo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The bounds of an answer. A few kilobytes of gzip can unpack to gigabytes, and
// three bytes of JSON can become a payment of 500 bytes, so an answer is checked
// against them before it is decoded. Dojo documents no sizes; a page of a hundred
// payments has 1 MiB at most.
const (
	maxHeader   = 64 << 10 // bytes of an answer's head
	maxProblem  = 64 << 10 // bytes read of an error's body
	maxReversal = 64 << 10 // bytes of the answer to a reversal: three short texts
	maxOne      = 1 << 20  // bytes of one payment
	maxPage     = 8 << 20  // bytes of a page of payments

	maxDepth  = 128       // objects and arrays inside one another
	maxValues = 1_000_000 // values in an answer: 10,000 for each payment of a page

	maxNumber = 40       // bytes of a number that is decoded
	maxString = 64 << 10 // bytes of a text that is decoded; a description has 4,096 characters
	maxList   = 200      // elements of a list inside a payment, such as its captures
	maxCursor = 4 << 10  // bytes of a cursor
)

// readBounded reads a body as UTF-8, into room that is emptied first. It may have so
// many bytes, unpacked, before and after it was decoded.
func readBounded(room *bytes.Buffer, r io.Reader, most int) ([]byte, error) {
	room.Reset()
	if _, err := room.ReadFrom(io.LimitReader(r, int64(most)+1)); err != nil {
		return nil, err
	}
	body := room.Bytes()
	if len(body) <= most {
		body = utf8Of(body)
	}
	if len(body) > most {
		return nil, &causeError{CauseTooLarge, fmt.Errorf("the answer has more than %d bytes", most)}
	}
	return body, nil
}

// readProblem reads the body of an error as UTF-8, as far as maxProblem and as far
// as it comes: the beginning of a problem is better than nothing.
func readProblem(r io.Reader) []byte {
	body, _ := io.ReadAll(io.LimitReader(r, maxProblem))
	body = utf8Of(body)
	return body[:min(len(body), maxProblem)]
}

var errShape = errors.New("the answer has more values, or more of them inside one another, than any that Dojo documents")

// isBounded says whether JSON keeps to maxDepth and maxValues. It takes any
// bytes, and allocates nothing.
func isBounded(b []byte) bool {
	depth, values := 0, 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			end := endOfString(b[i+1:])
			if end < 0 {
				return true // it isn't JSON, which the decoder finds out
			}
			i += 1 + end
		case '{', '[':
			if depth++; depth > maxDepth {
				return false
			}
			values++
		case '}', ']':
			depth--
		case ',', ':':
			values++
		}
		if values > maxValues {
			return false
		}
	}
	return true
}

// endOfString is the index of the quote that ends a string, or -1.
func endOfString(b []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], '"')
		if i < 0 {
			return -1
		}
		escapes := 0
		for at := from + i - 1; at >= from && b[at] == '\\'; at-- {
			escapes++
		}
		if escapes%2 == 0 {
			return from + i
		}
		from += i + 1
	}
}
