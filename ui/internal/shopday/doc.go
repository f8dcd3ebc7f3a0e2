// Package shopday has the shop, the day and the payments that the tests of the
// faces share. Only tests import it.
package shopday
