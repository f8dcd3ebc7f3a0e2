//go:build !exhaustive

package serve

const manyLogIns = 300
