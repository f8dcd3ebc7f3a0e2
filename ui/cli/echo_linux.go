package cli

import "golang.org/x/sys/unix"

const getModes, setModes, setAndForget = unix.TCGETS, unix.TCSETS, unix.TCSETSF
