// Package pattern has regular expressions that are compiled when they are first used.
// Compiled when the program starts, ours took a tenth of the time to the first paint,
// and most runs use few of them.
//
// Any package of ours may import it; it imports none. TestPatternsAreLazy in ui/cli
// holds that no package compiles one when it is initialised.
package pattern
