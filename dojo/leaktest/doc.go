// Package leaktest has the tests of a package fail where they leave a goroutine behind. It
// is for tests only.
package leaktest
