package cli

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// clockSets is a clockTeller. The kernel cancels a timer that is to end by the wall clock
// when that clock is set (TFD_TIMER_CANCEL_ON_SET in timerfd_create(2)), and to wake is to
// set it.
func clockSets() (next func() error, err error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	timer := os.NewFile(uintptr(fd), "timer")
	never := unix.ItimerSpec{Value: unix.Timespec{Sec: math.MaxInt32}} // the furthest on every processor
	if err := unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET, &never, nil); err != nil {
		return nil, errors.Join(err, timer.Close())
	}
	return func() error {
		_, err := timer.Read(make([]byte, 8)) // how often it ended, which nobody asks
		if errors.Is(err, unix.ECANCELED) {
			return nil
		}
		return err
	}, nil
}
