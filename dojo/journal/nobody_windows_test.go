package journal

import "os/exec"

func asNobody(*exec.Cmd) {}
