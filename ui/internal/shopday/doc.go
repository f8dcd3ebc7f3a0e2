// Package shopday has the shop, the day and the payments that the tests of the
// faces share. Only tests import it. Start with shopday.go.
package shopday
