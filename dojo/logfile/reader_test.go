package logfile

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReader(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	add := func(name, text string) {
		t.Helper()
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	const a, b = "20260715T110000Z-1-1.jsonl", "20260715T110100Z-2-1.jsonl"
	line := func(clock, text string) string {
		return `{"time":"2026-07-15T` + clock + `.000Z","msg":"` + text + `"}` + "\n"
	}
	old, err := time.Parse(time.RFC3339, "2026-07-15T11:00:02Z")
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(dir, old)
	poll := func(want ...string) {
		t.Helper()
		lines, err := r.Poll()
		var got []string
		for _, l := range lines {
			got = append(got, l.Process[len(l.Process)-1:]+" "+string(l.Text))
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v\ngot  %q\nwant %q", err, got, want)
		}
	}
	poll()
	add("notes.txt", line("11:00:02", "not a log"))
	add(a, line("11:00:00", "too old")+line("11:00:03", "a3")+"\n"+line("11:00:05", "a5")+"fatal error: out of memory\n")
	add(b, line("11:00:04", "b4")+`{"time":"2026-07-15T11:0`)
	at := func(clock, text string) string { return strings.TrimSpace(line(clock, text)) }
	poll("1 "+at("11:00:03", "a3"), "2 "+at("11:00:04", "b4"), "1 "+at("11:00:05", "a5"), "1 fatal error: out of memory")
	poll()
	add(b, `0:06.000Z"}`+"\n")
	add("20260715T110000Z-1-2.jsonl", line("11:00:07", "a7"))
	poll(`2 {"time":"2026-07-15T11:00:06.000Z"}`, "1 "+at("11:00:07", "a7"))
	add(b, line("11:00:10", "b10")+line("11:00:06", "b6, after the clock was set back"))
	add("20260715T110000Z-1-2.jsonl", line("11:00:08", "a8"))
	poll("1 "+at("11:00:08", "a8"), "2 "+at("11:00:10", "b10"), "2 "+at("11:00:06", "b6, after the clock was set back"))
	if err := os.Remove(filepath.Join(dir, a)); err != nil {
		t.Fatal(err)
	}
	poll()
	if lines, err := NewReader(filepath.Join(dir, "none"), old).Poll(); len(lines) > 0 || err != nil {
		t.Errorf("no folder has %v, %v", lines, err)
	}
}

// Whatever is in a file, its whole lines come back as they are.
func FuzzReader(f *testing.F) {
	f.Add([]byte("{\"time\":\"2026-07-15T11:00:00.000Z\"}\nfatal\n\r\n{\"time\":1}\n{"), 10)
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		dir := t.TempDir()
		path := filepath.Join(dir, "20260715T110000Z-1-1.jsonl")
		r := NewReader(dir, time.Time{})
		cut = min(max(cut, 0), len(b))
		var got []string
		for _, part := range [][]byte{b[:cut], b} {
			if err := os.WriteFile(path, part, 0o600); err != nil {
				t.Fatal(err)
			}
			got = append(got, texts(t, r)...)
		}
		var want []string
		for line := range bytes.Lines(b[:bytes.LastIndexByte(b, '\n')+1]) {
			if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 {
				want = append(want, string(line))
			}
		}
		slices.Sort(got) // the times of two parts may be in any order
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
