//go:build !windows

package sqlite

import (
	"os/exec"
	"syscall"
)

// asNobody makes a command run as an account that owns nothing.
func asNobody(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}
