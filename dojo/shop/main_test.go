package shop

import (
	"testing"

	"dojoreversals/dojo/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
