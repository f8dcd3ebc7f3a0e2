//go:build !windows

package cli

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// stops notices when the process was stopped, as by SIGSTOP, and goes on: it gets
// SIGCONT then. What was typed meanwhile can be read before that signal has come
// through. A process has one, for all of its screens.
type stops struct {
	listen           sync.Once
	continued, fence chan os.Signal

	looking sync.Mutex // held by whoever looks
	times   int        // how often it was stopped, as far as somebody has looked

	mu   sync.Mutex
	next *look // that hasn't begun; nil for none
}

// look is one look at the signals that have come. Whoever asks before it begins shares it:
// each takes a tenth of a millisecond, and many people type at once.
type look struct {
	done  chan struct{} // closed once it is over
	times int           // that of stops, by then
}

// fencedBy is a signal that nothing else here uses. Its number is above SIGCONT's
// on every Unix.
const fencedBy = syscall.SIGIO

// fenceTime is how long a fence may take. A program that takes longer hardly runs,
// which is as good as being stopped.
const fenceTime = time.Second

// watch is for one screen. The function that it returns says whether the process was
// stopped since it was asked last. Where that can't be known it says yes.
func (s *stops) watch() func() bool {
	s.listen.Do(func() {
		s.continued, s.fence = make(chan os.Signal, 1), make(chan os.Signal, 1)
		signal.Notify(s.continued, syscall.SIGCONT)
		signal.Notify(s.fence, fencedBy)
	})
	s.looking.Lock()
	defer s.looking.Unlock()
	seen := s.times
	return func() bool {
		times := s.ask()
		was := times != seen
		seen = times
		return was
	}
}

// ask says how often the process was stopped until now.
func (s *stops) ask() int {
	s.mu.Lock()
	shared := s.next
	if shared == nil {
		l := &look{done: make(chan struct{})}
		s.next = l
		s.mu.Unlock()
		s.take(l)
		return l.times
	}
	s.mu.Unlock()
	<-shared.done
	return shared.times
}

// take takes a look once the one before is over.
func (s *stops) take(l *look) {
	s.looking.Lock()
	defer s.looking.Unlock()
	s.mu.Lock()
	s.next = nil // it begins
	s.mu.Unlock()
	s.count()
	l.times = s.times
	close(l.done)
}

// count counts a stop since it was called last.
func (s *stops) count() {
	// The second time is for a SIGCONT that one thread has taken and not handed on
	// while another took the first fence.
	for range 2 {
		if !s.passFence() {
			s.times++
			return
		}
	}
	select {
	case <-s.continued:
		s.times++
	default:
	}
}

// passFence sends the program a signal and waits for it. A SIGCONT that waits comes
// first: the kernel and package os/signal both hand on the lowest number first.
func (s *stops) passFence() bool {
	select {
	case <-s.fence: // one that came too late
	default:
	}
	if err := syscall.Kill(os.Getpid(), fencedBy); err != nil {
		return false
	}
	late := time.NewTimer(fenceTime)
	defer late.Stop()
	select {
	case <-s.fence:
		return true
	case <-late.C:
		return false
	}
}
