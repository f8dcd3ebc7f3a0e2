//go:build exhaustive

package serve

const manyLogIns = 5000
