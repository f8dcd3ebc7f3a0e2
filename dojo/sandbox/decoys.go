package sandbox

// Decoys are in the answers because Dojo sends such things, and because no
// client may ever show or keep them. A test that finds one of them on a
// screen, in a log or on disk has found a leak.
const (
	DecoySecret   = "DECOY-client-session-secret-9f2b61c07a=="
	DecoyPAN      = "99998888" // the first digits of every masked card number
	DecoyCardName = "DECOY CARD HOLDER"
	DecoyExpiry   = "2039-12-31"
	DecoyLink     = "https://pay.sandbox.invalid/decoy-link/"
	DecoyEmail    = "decoy.customer@sandbox.invalid"
	DecoyPhone    = "+440000000000"
	DecoyAddress  = "1 Decoy Street"
)

// Decoys returns all the decoys, for tests that search for leaks.
func Decoys() []string {
	return []string{DecoySecret, DecoyPAN, DecoyCardName, DecoyExpiry, DecoyLink, DecoyEmail, DecoyPhone, DecoyAddress}
}
