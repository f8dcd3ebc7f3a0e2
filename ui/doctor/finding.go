package doctor

// State is how a check ended.
type State string

// The states, as they stand on the page and in JSON. They never change.
const (
	OK      State = "ok"
	Warning State = "warning" // it works, and somebody should look at it
	Fault   State = "fault"   // it doesn't work
	Skipped State = "skipped" // it couldn't be checked, since something else comes first
)

// Name is what was checked. Names never change, new ones may come.
type Name string

// What is checked of this computer.
const (
	Program   Name = "program"
	Settings  Name = "settings"
	Folder    Name = "folder"
	Journal   Name = "journal"
	Attempts  Name = "attempts"
	Terminal  Name = "terminal"
	Clipboard Name = "clipboard"
)

// What is checked of each shop.
const (
	Key        Name = "key"
	Zone       Name = "zone"
	Connection Name = "connection"
	Access     Name = "access" // whether Dojo takes the key
	Version    Name = "version"
	Search     Name = "search"
	Clock      Name = "clock"
)

// Finding is what one check found.
type Finding struct {
	Name  Name     `json:"name"`
	Shop  string   `json:"shop,omitempty"` // its handle in the settings; "" for this computer, and where the settings have one shop
	State State    `json:"state"`
	Found string   `json:"found"`
	More  []string `json:"more,omitempty"` // lines of it
	Cure  string   `json:"cure,omitempty"`

	// Unreachable says that it is Dojo that can't be reached, or has a fault of its own.
	Unreachable bool `json:"unreachable,omitempty"`
}

func ok(name Name, found string) Finding { return Finding{Name: name, State: OK, Found: found} }

func warning(name Name, found, cure string) Finding {
	return Finding{Name: name, State: Warning, Found: found, Cure: cure}
}

func fault(name Name, found, cure string) Finding {
	return Finding{Name: name, State: Fault, Found: found, Cure: cure}
}

func skipped(name Name, why string) Finding { return Finding{Name: name, State: Skipped, Found: why} }
