package confirm

// Leaving is the question before the program ends while a reversal is under way.
type Leaving struct {
	Quit bool // the focus is on quitting, and not on staying
}

// Choice is what a key made of that question.
type Choice int

// The choices.
const (
	Undecided Choice = iota
	Stay
	Quit
)

// Press takes one key.
func (l *Leaving) Press(k Key, arming *Arming) Choice {
	switch {
	case k.Name == "esc":
		return Stay
	case k.Name == "ctrl+c":
		return Quit // pressed twice it means it: nothing is lost but the watching
	case arming.Drops(k):
	case k.Name == "enter" && k.Burst:
		arming.TooQuick(k)
	case k.Name == "tab", k.Name == "shift+tab", k.Name == "left", k.Name == "right":
		l.Quit = !l.Quit
	case k.Name == "enter" && l.Quit:
		return Quit
	case k.Name == "enter":
		return Stay
	default:
		l.Quit = false
	}
	return Undecided
}
