// Package sandbox is a Dojo in memory behind real HTTP: for the demo, for
// tests, and for developers with curl. It knows payment intents and nothing
// else of the API: search, read, create, capture, reverse and cancel them, in
// the shapes of every version in dojo.Versions.
//
// It runs no goroutine of its own. Whatever time brings (a reversal settles, a
// hold ends, somebody pays) happens at the next request, by Options.Now, so that
// a virtual clock drives it.
//
// It is no copy of Dojo: it has no money, no bank and no card, and keeps nothing
// on disk. ui/cli imports it for --demo and for the command sandbox, and tests
// do; the code that reverses payments never does. Of ours it imports dojo alone.
// Start reading at options.go (how one is made and what tests can do to it), then
// handler.go (the way of a request).
//
// Where the published documents are silent, the sandbox does this, which is
// its own choice and says nothing about the real Dojo:
//
//   - A search orders by creation, newest first, and compares startDate
//     (inclusive) and endDate (exclusive) with the creation too. Without
//     statuses it finds everything but Canceled.
//   - A payment that was captured in part stays Authorized, with the captures
//     that were made, until the whole of it is captured.
//   - An unknown or cancelled payment intent is a 404 to a read and a cancellation,
//     and a 400 to a capture and a reversal.
//   - A creation may have fields that its version doesn't know, and names in any
//     case, as Dojo's samples have. A search and a capture may not.
//   - A second reversal, and a capture during a reversal, are a 409; every
//     other thing that a payment's state doesn't allow is a 400.
//   - In versions without serviceChargeAmount and cashbackAmount both are part
//     of amount, so that amount and tip always add up to totalAmount.
//
// # Faults
//
// ParseFault reads a fault: OPERATION:NAME=VALUE*N, of which only the name is
// always needed. The operations are all, search, get, create, capture, reversal,
// cancel and reads (search and get); *N lets it happen to the first N requests
// only. Without an operation, a fault happens to the one in brackets.
// (TestDocListsTheFaults)
//
//   - slow=DURATION: the work is done at once, the answer comes late (slow=3s) (all)
//   - silent: nothing is done and no answer comes until the client leaves (all)
//   - cut-before: the connection is cut before the work (reversal)
//   - cut-after: the work is done, then the connection is cut without an answer (reversal)
//   - 401: refused: the key isn't accepted (all)
//   - 402: refused: payment required (all)
//   - 403: refused: the key lacks the permission (all)
//   - 404: refused: no such thing (all)
//   - 405: refused: the method isn't allowed (all)
//   - 407: refused: a proxy wants a log-in (all)
//   - 408: refused: the request took too long (all)
//   - 409: refused: a conflict (reversal)
//   - 422: refused: it can't be processed (all)
//   - 429=SECONDS: refused: too many requests, with Retry-After (429=5) (all)
//   - 500: an error of the server; nothing is done (all)
//   - 502: an error of a gateway; nothing is done (all)
//   - 503[=SECONDS]: the server is down for maintenance; nothing is done (503=30 with Retry-After) (all)
//   - version: refused: the API version isn't supported (all)
//   - redirect[=STATUS]: a redirect to a log-in page, with HTTP 302 or redirect=307; nothing is done (all)
//   - html[=STATUS]: a web page instead of an answer, with HTTP 200 or html=502; nothing is done (all)
//   - error200: an error of the server that comes with HTTP 200; nothing is done (all)
//   - errors200: an error of a gateway that comes with HTTP 200; nothing is done (all)
//   - cursor-number: the cursors of a list are numbers; three payments a page (search)
//   - cursor-object: the cursors of a list are objects; three payments a page (search)
//   - never-null: a list never ends: empty pages, each with a fresh cursor (search)
//   - same-rows: a list never ends: its last page again and again, each time with a fresh cursor (search)
//   - same-data: a page has its data twice, the second time without payments (search)
//   - gzip-always: the work is done, the answer is packed though nobody asked for it (all)
//   - bomb-rows: the work is done, the answer unpacks to 5.6 million rows (reads)
//   - truncated: the work is done, half of its JSON is answered (reads)
//   - length: the work is done, the answer ends before the length that it announced (reads)
//   - endless: the work is done, the answer never ends (reads)
//   - bomb: the work is done, the answer unpacks to a gigabyte (reads)
//   - headers: the work is done, the answer comes with a flood of headers (reads)
//   - drip[=DURATION]: the work is done, the answer comes a byte a second, or drip=100ms (reads)
//   - stuck: the reversal stays Created for ever, the payment Authorized (reversal)
//   - failed: the reversal fails: status Failed for 2022-01-03, a 400 for later versions (reversal)
//   - captured: the payment is captured just before its reversal arrives (reversal)
//   - refused: refused: a bad request (reversal)
//   - clock=MINUTES: Dojo's clock is off by so many minutes (clock=+90, clock=-15) (all)
package sandbox
