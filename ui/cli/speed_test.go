package cli_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var speed = flag.Bool("speed", false, "measure the table of speed in doc.go anew; it takes some minutes, and wants a machine with nothing else to do")

// figure is one row of the table of speed.
type figure struct {
	what   string
	target string
	// bench is the benchmark that measures it, with its part, and the folder of its
	// package from the top. What is counted, and not timed, comes from a test: of
	// TestBytes the part is the moment.
	folder, bench string
	metric, unit  string // the unit in which the benchmark reports, and the one that is shown
}

var figures = []figure{
	{"key to its frame on the terminal, median", "1 ms", "ui/cli", "BenchmarkKeyToWire", "ms-median", "ms"},
	{"the same, one key in twenty", "3 ms", "ui/cli", "BenchmarkKeyToWire", "ms-p95", "ms"},
	{"half a minute without a key, processor", "35 ms", "ui/cli", "BenchmarkIdle", "ms-CPU/30s", "ms"},
	{"start, 1,000 keys in a burst, end, processor", "130 ms", "ui/cli", "BenchmarkBurst", "ms-CPU-with-1,000-keys", "ms"},
	{"start to first paint", "10 ms", "ui/cli", "BenchmarkStart/events=0", "ms-to-first-paint", "ms"},
	{"the same, journal of 25,000 events", "10 ms", "ui/cli", "BenchmarkStart/events=25000", "ms-to-first-paint", "ms"},
	{"start to first rows", "", "ui/cli", "BenchmarkStart/events=0", "ms-to-first-rows", "ms"},
	{"memory with 40 payments", "20 MB", "ui/cli", "BenchmarkResident", "MB-resident", "MB"},
	{"memory with 100,000 payments", "75 MB", "ui/cli", "BenchmarkMemory/100000", "MB", "MB"},
	{"the same after a search", "", "ui/cli", "BenchmarkMemory/100000", "MB-searched", "MB"},
	{"one more screen on 110,000 payments", "0.5 MB", "ui", "BenchmarkScreens/500", "MB/screen", "MB"},
	{"one change there on 500 screens", "100 ms", "ui", "BenchmarkScreens/500", "ns/op", "ms"},
	{"the same, drawn on each", "", "ui", "BenchmarkScreens/500/drawn", "ns/op", "ms"},
	{"one more of 500 screens over SSH", "2 MB", "ui/cli", "BenchmarkCrowd", "MB/screen", "MB"},
	{"calls for 500 screens, of those for 12", "1 ×", "ui/cli", "BenchmarkCrowd", "times-the-calls", "×"},
	{"a change on all 500, later than the refresh", "1 s", "ui/cli", "BenchmarkCrowd", "s-late", "s"},
	{"down to the wire, 50 typing, one key in twenty", "50 ms", "ui/cli", "BenchmarkCrowd", "ms-p95", "ms"},
	{"a log-in and its list, processor", "", "ui/cli", "BenchmarkCrowd", "ms-CPU/log-in", "ms"},
	{"500 screens without a key, processor a second", "", "ui/cli", "BenchmarkCrowd", "ms-CPU/s", "ms"},
	{"one change among 50,000 attempts", "0.5 ms", "dojo/journal/sqlite", "BenchmarkChange/50000", "ns/op", "ms"},
	{"open a journal of 25,000 events", "", "dojo/journal/sqlite", "BenchmarkOpen/25000", "ns/op", "ms"},
	{"check all of it, behind the screen", "", "dojo/journal/sqlite", "BenchmarkCheck/25000", "ns/op", "ms"},
	{"load of 100,000 at 50 ms a page, of its bound", "1.3 ×", "dojo/feed", "TestALoadIsNearlyAsQuickAsItsLineAllows/50 ms", "", "×"},
	{"the same at 200 ms", "1.3 ×", "dojo/feed", "TestALoadIsNearlyAsQuickAsItsLineAllows/200 ms", "", "×"},
	{"at 200 ms, one page in 100 lost", "1.5 ×", "dojo/feed", "TestALoadIsNearlyAsQuickAsItsLineAllows/200 ms, 1 in 100 lost", "", "×"},
	{"at 200 ms, every 20th page lost", "1.5 ×", "dojo/feed", "TestALoadIsNearlyAsQuickAsItsLineAllows/200 ms, every 20th lost", "", "×"},
	{"at most 30 pages a second", "1.15 ×", "dojo/feed", "TestALoadIsNearlyAsQuickAsItsLineAllows/429 above 30 a second", "", "×"},
	{"at most 15 pages a second", "1.15 ×", "dojo/feed", "TestALoadIsNearlyAsQuickAsItsLineAllows/429 above 15 a second", "", "×"},
	{"first paint and list, 120x40", "4,000 B", "ui/cli", "TestBytes/120x40/first paint and list", "", "B"},
	{"the same, 80x24", "2,400 B", "ui/cli", "TestBytes/80x24/first paint and list", "", "B"},
	{"100 downs over 200 rows, 120x40", "25,000 B", "ui/cli", "TestBytes/120x40/100 downs", "", "B"},
	{"the same, 80x24", "25,000 B", "ui/cli", "TestBytes/80x24/100 downs", "", "B"},
	{"dialog opened, closed, and a key, 120x40", "1,500 B", "ui/cli", "TestBytes/120x40/dialog", "", "B"},
	{"the same, 80x24", "1,500 B", "ui/cli", "TestBytes/80x24/dialog", "", "B"},
	{"an idle minute, 120x40", "60 B", "ui/cli", "TestBytes/120x40/an idle minute", "", "B"},
}

// speedFile has the table in its package comment, as the lines that begin with a tab.
const speedFile = "doc.go"

// TestSpeedTable holds that the table of speed has a row for each figure, measured by a
// benchmark that exists. With -speed it measures all of them anew and writes the table.
func TestSpeedTable(t *testing.T) {
	if *speed {
		writeSpeedTable(t)
	}
	_, rows, _ := cutSpeedTable(t)
	if len(rows) != len(figures)+1 {
		t.Fatalf("%d rows in %s for %d figures; mend it with: go test ./ui/cli -run TestSpeedTable -speed -timeout 30m", len(rows)-1, speedFile, len(figures))
	}
	for i, f := range figures {
		if row := rows[i+1]; !strings.Contains(row, "\t"+f.what+" ") || !strings.HasSuffix(row, f.source()) || !strings.Contains(row, " "+f.target+" ") {
			t.Errorf("the row is\n%s\nwant %s, %s, %s", row, f.what, f.target, f.source())
		}
		if name := "func " + f.source() + "("; !strings.Contains(sourceOf(t, f.folder), name) {
			t.Errorf("%s: there is no %s in %s", f.what, name, f.folder)
		}
	}
}

// source is the test or benchmark without its part.
func (f figure) source() string {
	name, _, _ := strings.Cut(f.bench, "/")
	return name
}

// sourceOf is all tests of a package.
func sourceOf(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// cutSpeedTable takes the table out of the package comment.
func cutSpeedTable(t *testing.T) (before string, rows []string, after string) {
	t.Helper()
	text, err := os.ReadFile(speedFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	inTable := func(l string) bool { return strings.HasPrefix(l, "//\t") }
	from := slices.IndexFunc(lines, inTable)
	if from < 0 {
		t.Fatalf("%s has no table", speedFile)
	}
	to := from
	for ; inTable(lines[to]); to++ {
		rows = append(rows, strings.TrimSuffix(lines[to], "\n"))
	}
	return strings.Join(lines[:from], ""), rows, strings.Join(lines[to:], "")
}

// writeSpeedTable measures all figures, one package after the other, and writes them
// into the table.
func writeSpeedTable(t *testing.T) {
	t.Helper()
	measured := map[string]float64{} // by benchmark and metric
	for i, size := range [][2]int{{120, 40}, {80, 24}} {
		for _, m := range bytesOf(t, size) { // it ends the test if it can't count them
			name, _, _ := strings.Cut(m.name, ",") // a dialog is three moments
			measured["TestBytes/"+[]string{"120x40", "80x24"}[i]+"/"+name] += float64(m.bytes)
		}
	}
	for _, f := range figures {
		if _, ok := measured[f.bench+f.metric]; !ok {
			measure(t, f.folder, f.source(), measured)
		}
	}
	before, _, after := cutSpeedTable(t)
	var table strings.Builder
	row := func(what, now, target, source string) {
		fmt.Fprintf(&table, "//\t%-46s %9s %9s   %s\n", what, now, target, source)
	}
	row("", "now", "target", "measured by")
	for _, f := range figures {
		v, ok := measured[f.bench+f.metric]
		if !ok {
			t.Fatalf("%s reports no %q", f.bench, f.metric)
		}
		row(f.what, inUnit(v, f.unit), f.target, f.source())
	}
	if err := os.WriteFile(speedFile, []byte(before+table.String()+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// benchTimes are for benchmarks of which one run takes long or tells little.
var benchTimes = map[string]string{
	"BenchmarkKeyToWire": "300x", "BenchmarkIdle": "1x", "BenchmarkResident": "3x", "BenchmarkStart": "20x",
	"BenchmarkMemory": "1x", "BenchmarkScreens": "20x", "BenchmarkCrowd": "1x",
}

// times is what a test of loads says of one of them.
var times = regexp.MustCompile(`^ +\S+_test\.go:\d+: (.*?) +bound .*? ([\d.]+) times `)

// measure runs a benchmark with all its parts, or a test, and notes what it reports.
func measure(t *testing.T, folder, name string, into map[string]float64) {
	t.Helper()
	args := []string{"test", "-run", "^$", "-bench", "^" + name + "$", "-timeout", "20m", "./" + folder}
	if strings.HasPrefix(name, "Test") {
		args = []string{"test", "-run", "^" + name + "$", "-count", "1", "-v", "./" + folder}
	} else if times := benchTimes[name]; times != "" {
		args = append(args, "-benchtime", times)
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	t.Logf("%s", out)
	for scanner := bufio.NewScanner(strings.NewReader(string(out))); scanner.Scan(); {
		if said := times.FindStringSubmatch(scanner.Text()); said != nil {
			into[name+"/"+said[1]], _ = strconv.ParseFloat(said[2], 64)
		}
		// "BenchmarkKey/part-2   300   0.85 ms-median   1.3 ms-p95"
		fields := strings.Fields(scanner.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		bench := fields[0][:max(strings.LastIndex(fields[0], "-"), 0)]
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				continue
			}
			if fields[i+1] == "ns/op" {
				v /= 1e6 // shown in milliseconds
			}
			into[bench+fields[i+1]] = v
		}
	}
}

// inUnit writes a value with its unit: bytes whole, anything else as exactly as it is
// measured.
func inUnit(v float64, unit string) string {
	switch {
	case unit == "B":
		text := strconv.Itoa(int(v))
		if n := len(text) - 3; n > 0 {
			text = text[:n] + "," + text[n:]
		}
		return text + " B"
	case unit == "×":
		return fmt.Sprintf("%.2f %s", v, unit)
	case v < 10:
		return fmt.Sprintf("%.2g %s", v, unit)
	}
	return fmt.Sprintf("%.0f %s", v, unit)
}
