//go:build unix

package ptytest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/term"
)

// helpers are the programs that the tests run on a terminal. Each returns its
// exit code.
var helpers = map[string]func() int{
	"keys": keysProgram, "lines": linesProgram, "env": envProgram,
	"deaf": deafProgram, "hup": hupProgram, "stubborn": stubbornProgram,
	"flood": floodProgram, "ask": askProgram, "size": sizeProgram, "child": childProgram,
}

// run starts a helper. Each test may change the options first.
func run(tb testing.TB, name string, change ...func(*Options)) *Terminal {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	o := Options{Binary: self, Env: []string{helperVariable + "=" + name}}
	for _, c := range change {
		c(&o)
	}
	return Start(tb, o)
}

func killAtEnd(o *Options)                   { o.KillAtEnd = true }
func mute(o *Options)                        { o.Mute = true }
func arg(args ...string) func(*Options)      { return func(o *Options) { o.Args = args } }
func size(cols, rows int) func(*Options)     { return func(o *Options) { o.Cols, o.Rows = cols, rows } }
func hurried(d time.Duration) func(*Options) { return func(o *Options) { o.patience = d } }
func env(entries ...string) func(*Options) {
	return func(o *Options) { o.Env = append(slices.Clone(o.Env), entries...) }
}

// raw puts the terminal into raw mode and returns the way back.
func raw() func() {
	before, err := term.MakeRaw(int(os.Stdin.Fd()))
	if err != nil {
		fmt.Println("raw:", err)
		os.Exit(98)
	}
	return func() { _ = term.Restore(int(os.Stdin.Fd()), before) }
}

// keysProgram turns on whatever its arguments say, then shows each read on a
// line of its own until it reads q.
func keysProgram() int {
	restore := raw()
	fmt.Print(strings.Join(os.Args[1:], ""), "ready\r\n")
	buf := make([]byte, 1<<16)
	for {
		n, err := os.Stdin.Read(buf)
		if err != nil {
			return 97
		}
		if string(buf[:n]) == "q" {
			break
		}
		fmt.Printf("read %q\r\n", buf[:n])
	}
	restore()
	return 0
}

// linesProgram obeys the lines that it is sent: "print TEXT" with Go escapes,
// "raw", "exit N".
func linesProgram() int {
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		verb, rest, _ := strings.Cut(in.Text(), " ")
		switch verb {
		case "print":
			var text string
			_, _ = fmt.Sscanf(`"`+rest+`"`, "%q", &text)
			fmt.Print(text)
		case "raw":
			raw()
		case "exit":
			var code int
			_, _ = fmt.Sscan(rest, &code)
			return code
		}
	}
	return 0
}

func envProgram() int {
	list := os.Environ()
	slices.Sort(list)
	fmt.Println(strings.Join(list, "\n"))
	dir, _ := os.Getwd()
	fmt.Println("dir", dir)
	return 0
}

// deafProgram never reads its input.
func deafProgram() int {
	defer raw()()
	fmt.Print("ready\r\n")
	waitForSignal(syscall.SIGTERM)
	return 0
}

func waitForSignal(signals ...os.Signal) os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, signals...)
	fmt.Print("waiting\r\n")
	return <-c
}

// hupProgram notes in the file that is its argument which signal ended it and
// whether the terminal can still be written to.
func hupProgram() int {
	sig := waitForSignal(syscall.SIGHUP, syscall.SIGTERM)
	_, err := fmt.Print("bye\r\n")
	if err := os.WriteFile(os.Args[1], fmt.Appendf(nil, "%v, written: %v", sig, err == nil), 0o600); err != nil {
		return 96
	}
	return 5
}

// stubbornProgram ignores what asks it to end.
func stubbornProgram() int {
	signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
	fmt.Println("ready")
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	<-c
	return 0
}

// floodProgram writes a megabyte once it has read something.
func floodProgram() int {
	restore := raw()
	fmt.Print("ready\r\n")
	one := make([]byte, 1)
	_, _ = io.ReadFull(os.Stdin, one)
	for range 1 << 14 {
		fmt.Print(strings.Repeat("x", 62), "\r\n")
	}
	fmt.Print("done\r\n")
	restore()
	return 0
}

// askProgram asks for the background colour and the terminal's kind, and
// shows what it reads until a q.
func askProgram() int {
	restore := raw()
	fmt.Print("\x1b]11;?\x1b\\\x1b[c\x1b[>q\x1b[6nasked\r\n")
	in := bufio.NewReader(os.Stdin)
	var got []byte
	for {
		b, err := in.ReadByte()
		if err != nil || b == 'q' {
			break
		}
		got = append(got, b)
		if b == 'c' || b == 'R' { // the answers' ends, but for the colour's
			fmt.Printf("%q\r\n", got)
			got = nil
		}
	}
	restore()
	return 0
}

// sizeProgram shows the size at every change until it is asked to end.
func sizeProgram() int {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGWINCH, syscall.SIGTERM)
	for {
		cols, rows, err := term.GetSize(int(os.Stdout.Fd()))
		fmt.Println("size", cols, rows, err)
		if <-c == syscall.SIGTERM {
			return 0
		}
	}
}

// childProgram leaves a program of its own behind on the terminal.
func childProgram() int {
	self, _ := os.Executable()
	child := exec.Command(self)
	child.Env = []string{helperVariable + "=stubborn"}
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		return 95
	}
	fmt.Println("child", child.Process.Pid, "started")
	waitForSignal(syscall.SIGTERM)
	return 0
}

// sscanChild finds the process that childProgram left behind.
func sscanChild(s Screen, pid *int) (int, error) {
	_, y := s.Find("child ")
	return fmt.Sscanf(s.Line(y), "child %d", pid)
}
