package sandbox

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// answer is what the sandbox answers to a request.
type answer struct {
	status  int
	body    any    // encoded as JSON
	page    string // an HTML page instead of a body
	headers map[string]string
	cut     bool // the connection is cut instead, after the work
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

// problem is a refusal, in whatever shape the version has for it.
type problem struct {
	status int
	title  string // that of the status if empty
	detail string
	fields complaints
}

// complaints are what is wrong with the fields of a request, by field.
type complaints map[string][]string

func (c complaints) add(field, text string) { c[field] = append(c[field], text) }

func refuse(status int, detail string) *problem { return &problem{status: status, detail: detail} }

func invalid(c complaints) *problem {
	return &problem{status: http.StatusBadRequest, title: "One or more validation errors occurred.", fields: c}
}

// wireProblem is a problem: with errors and traceId until 2022, with instance and
// extensions from 2024-02-05 on.
type wireProblem struct {
	Type       string         `json:"type"`
	Title      string         `json:"title"`
	Status     int            `json:"status"`
	Detail     string         `json:"detail,omitempty"`
	TraceID    string         `json:"traceId,omitempty"`
	Errors     complaints     `json:"errors,omitempty"`
	Instance   string         `json:"instance,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

func (p *problem) answer(v version, path, trace string) answer {
	w := wireProblem{Type: "about:blank", Title: cmp.Or(p.title, http.StatusText(p.status)), Status: p.status, Detail: p.detail}
	if v.flat() {
		w.TraceID, w.Errors = trace, p.fields
	} else {
		w.Instance, w.Extensions = path, map[string]any{"traceId": trace}
		if len(p.fields) > 0 {
			w.Extensions["errors"] = p.fields
		}
	}
	// The type is JSON and not problem+json, as in the documents.
	return answer{status: p.status, body: w, headers: map[string]string{}}
}

// trace makes the trace ID of an answer, in the form of W3C trace contexts.
func (d *Dojo) trace() string {
	d.traces++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64([]byte("trace"), d.options.Seed), d.traces))
	return "00-" + hex.EncodeToString(sum[:16]) + "-" + hex.EncodeToString(sum[16:24]) + "-01"
}

// gzipFrom is the size in bytes from which an answer is packed.
const gzipFrom = 1400

// send writes an answer. The Date header tells Dojo's clock, which isn't this
// machine's: net/http leaves it alone where it is set.
func (d *Dojo) send(w http.ResponseWriter, r *http.Request, a answer, p plan) {
	h := w.Header()
	body := []byte(a.page)
	h.Set("Content-Type", "application/json; charset=utf-8")
	if a.page != "" {
		h.Set("Content-Type", "text/html; charset=utf-8")
	} else {
		body, _ = json.Marshal(a.body) // all of it is ours
	}
	for name, v := range a.headers {
		h.Set(name, v)
	}
	h.Set("Date", d.options.Now().Add(p.offset).UTC().Format(http.TimeFormat))
	h.Set("Vary", "Accept-Encoding")
	if p.damage.Name != "" {
		d.sendDamaged(w, r, a.status, body, p.damage)
		return
	}
	if len(body) >= gzipFrom && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = d.packed(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // a client that left is none of our business
}

// packed is a body as gzip. What packs it takes a megabyte of memory, and is used again
// for the next one.
func (d *Dojo) packed(body []byte) []byte {
	var b bytes.Buffer
	z, ok := d.packers.Get().(*gzip.Writer)
	if !ok {
		z, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed) // which is a level
	}
	defer d.packers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(body) // a Buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

func acceptsGzip(r *http.Request) bool {
	for _, line := range r.Header.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(line, ",") {
			coding, q, weighed := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
			if coding == "gzip" && (!weighed || strings.Trim(q, "0.") != "") {
				return true // a weight of 0, 0.0… would refuse it
			}
		}
	}
	return false
}

// version is one of dojo.Versions.
type version string

// The versions in which something changed that the sandbox shows.
const (
	versionSeed  version = "2022-01-03" // a reversal's answer has a status
	version2024  version = "2024-02-05" // nested card, returnCanceled, problems with extensions
	version2025  version = "2025-09-10" // avsResult
	version2026  version = "2026-02-27" // isNotOnlineCheckout at creation
	versionsFrom         = versionSeed
)

// flat says whether it is a version of 2022.
func (v version) flat() bool { return v < version2024 }

const notSupported = "The version isn't supported."

// parseVersion maps a version header to a release: a date between two of them
// means the earlier one. Dojo's mapping isn't documented; its samples use
// dates that were never released.
func parseVersion(s string) (version, string) {
	if s == "" {
		return version2026, "The version header is required."
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return version2026, "The version header must be a date in the format yyyy-mm-dd."
	}
	if s < string(versionsFrom) {
		return version2026, notSupported
	}
	v := versionsFrom
	for _, release := range dojo.Versions() {
		if release <= s && version(release) > v {
			v = version(release)
		}
	}
	return v, ""
}
