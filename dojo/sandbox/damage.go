package sandbox

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// sendDamaged sends an answer as no server should, once its work is done.
func (a answer) sendDamaged(w http.ResponseWriter, r *http.Request, body []byte) {
	h := w.Header()
	half := body[:len(body)/2]
	switch a.damage {
	case "truncated":
		h.Set("Content-Length", strconv.Itoa(len(half)))
		w.WriteHeader(a.status)
		_, _ = w.Write(half)
	case "length":
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(a.status)
		_, _ = w.Write(half)
		_ = http.NewResponseController(w).Flush()
		cut()
	case "headers":
		for i := range floodLines {
			h.Set("X-Flood-"+strconv.Itoa(i), strings.Repeat("x", floodLine))
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(body)
	case "endless":
		w.WriteHeader(a.status)
		_, _ = w.Write([]byte(`{"id":"`))
		repeat(w, r, bytes.Repeat([]byte("x"), 64<<10), 0)
	case "bomb":
		// Packed answers can be put after each other: each unpacks to a mebibyte.
		h.Set("Content-Encoding", "gzip")
		w.WriteHeader(a.status)
		repeat(w, r, packed(bytes.Repeat([]byte(" "), 1<<20)), 1<<10)
	case "bomb-rows":
		// 5.6 million rows between the beginning and the end of a page.
		h.Set("Content-Encoding", "gzip")
		w.WriteHeader(a.status)
		_, _ = w.Write(packed([]byte(`{"data":[{}`)))
		repeat(w, r, packed(bytes.Repeat([]byte(",{}"), 55_900)), 100)
		_, _ = w.Write(packed([]byte(`]}`)))
	case "gzip-always":
		h.Set("Content-Encoding", "gzip")
		w.WriteHeader(a.status)
		_, _ = w.Write(packed(body))
	case "drip":
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(a.status)
		for i := range body {
			_ = http.NewResponseController(w).Flush()
			a.pause()
			_, _ = w.Write(body[i : i+1])
		}
	}
}

// A flood is 400 KB of headers.
const (
	floodLines = 100
	floodLine  = 4 << 10
)

// repeat writes a part again and again, 0 times for as long as somebody reads.
func repeat(w http.ResponseWriter, r *http.Request, part []byte, times int) {
	for n := 0; times == 0 || n < times; n++ {
		if _, err := w.Write(part); err != nil || r.Context().Err() != nil {
			return
		}
	}
}
