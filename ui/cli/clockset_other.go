//go:build !linux

package cli

import "errors"

// clockSets says that this system doesn't tell.
func clockSets() (next func() error, err error) { return nil, errors.ErrUnsupported }
