package sandbox

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sendDamaged sends an answer that is damaged by a fault. The request's work is done
// by then.
func (d *Dojo) sendDamaged(w http.ResponseWriter, r *http.Request, status int, body []byte, damage Fault) {
	h := w.Header()
	half := body[:len(body)/2]
	switch damage.Name {
	case "truncated":
		h.Set("Content-Length", strconv.Itoa(len(half)))
	case "length", "drip":
		h.Set("Content-Length", strconv.Itoa(len(body)))
	case "bomb", "bomb-rows", "gzip-always":
		h.Set("Content-Encoding", "gzip")
	case "headers": // 400 KB of them
		for i := range 100 {
			h.Set("X-Flood-"+strconv.Itoa(i), strings.Repeat("x", 4<<10))
		}
	}
	w.WriteHeader(status)
	switch damage.Name {
	case "truncated":
		_, _ = w.Write(half)
	case "length":
		_, _ = w.Write(half)
		_ = http.NewResponseController(w).Flush()
		cut()
	case "headers":
		_, _ = w.Write(body)
	case "endless":
		_, _ = w.Write([]byte(`{"id":"`))
		repeat(w, r, bytes.Repeat([]byte("x"), 64<<10), 0)
	case "bomb":
		// Packed answers can be put after each other: each unpacks to a mebibyte.
		repeat(w, r, d.packed(bytes.Repeat([]byte(" "), 1<<20)), 1<<10)
	case "bomb-rows":
		// 5.6 million rows between the beginning and the end of a page.
		_, _ = w.Write(d.packed([]byte(`{"data":[{}`)))
		repeat(w, r, d.packed(bytes.Repeat([]byte(",{}"), 55_900)), 100)
		_, _ = w.Write(d.packed([]byte(`]}`)))
	case "gzip-always":
		_, _ = w.Write(d.packed(body))
	case "drip":
		for i := range body {
			_ = http.NewResponseController(w).Flush()
			d.wait(r.Context(), cmp.Or(damage.Value, time.Second))
			_, _ = w.Write(body[i : i+1])
		}
	}
}

// repeat writes a part so many times. 0 means as long as somebody reads.
func repeat(w http.ResponseWriter, r *http.Request, part []byte, times int) {
	for n := 0; times == 0 || n < times; n++ {
		if _, err := w.Write(part); err != nil || r.Context().Err() != nil {
			return
		}
	}
}
