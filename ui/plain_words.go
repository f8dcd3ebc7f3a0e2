package ui

// The words of plain mode that the screen doesn't have too.
const (
	plainStart   = "%s, plain mode: %s. Type help and press enter for what you can type."
	plainTime    = "It is %s."
	plainTimeTo  = "It is %s: %s."
	plainHeader  = "%s. %s"
	plainEnding  = "ending " // before the last four digits of a card
	plainNoCard  = "card not known"
	plainCan     = "can be reversed"
	plainSameAs  = "same as %s"
	plainWarning = "Warning: "

	plainPage       = "That was %d to %d of %d. Type more for the next ones."
	plainNoMore     = "There is nothing more of this list. Type list to print it anew."
	plainFound      = "Found by %q: %d of %d. Type find alone to see all again."
	plainNoMatch    = "No match. Type find alone to see all again."
	plainElsewhere  = "None here; %d in everything. Type view everything."
	plainNoneInView = "No payments in this view. Type view for the others."
	plainNotListed  = "Not listed."
	plainView       = "The view is %s. The views are %s. Type view and one of them."
	plainInView     = "View: %s."
	plainStale      = "The list has changed since it was printed. Type list to print it again."
	plainRefreshed  = "Dojo has answered. Type list to print the list again."

	plainNoList    = "No list has been printed yet. Type list."
	plainNoNumber  = "The list that was printed last has no number %s. To find a payment, type find and its card's last four digits, its amount or its reference."
	plainNotYet    = "Number %d hasn't been printed yet. Type more first."
	plainGone      = "Number %d, %s, isn't listed any more. Type list to print the list again."
	plainWhich     = "Which one? Type %s and its number in the list, such as: %s 3"
	plainUnknown   = "%q can't be done here. You can type %s."
	plainTooLong   = "That line was too long, so nothing was done."
	plainTooMuch   = "Too much was typed before the list was here: the rest is ignored."
	plainNoResults = "No reversal has been started here."

	plainAskReverse = "Type reverse to reverse %s, or press enter to keep it."
	plainAskAmount  = "Type the amount, %s, or press enter to keep it."
	plainNotAmount  = "That isn't the amount."
	plainTooEarly   = "Too early: the question was only just asked, so this didn't count."
	plainAgain      = "Something about it has changed. Please read it again."
	plainReasonIs   = "Reason: %s."
	plainReasonHow  = "To keep a reason with it, type because and the reason first."
	plainWasAbout   = "%s This was about %s."
	plainAbout      = "%s: %s" // a payment, and why it can't be reversed

	plainAskQuit = "Type quit again to quit, or press enter to stay."
	plainStaying = "Staying."

	plainGoesOn    = "Checking goes on by itself."
	plainAnswers   = "Dojo answers again."
	plainMidnight  = "Midnight has passed: it is %s now. What was paid before can't be reversed any more."
	plainNewDay    = "Midnight has passed: it is %s now."
	plainSoon      = "Midnight is near: %s. After it, today's payments can't be reversed."
	plainTechnical = "Technical lines: %s."
)

// plainKeys are what the screen's sentences say of its keys, and what is typed
// instead.
func plainKeys() []string {
	return []string{
		"Press r to try again.", "Type reverse and its number to try again.",
		"You can try again with r;", "You can try again with reverse and its number;",
		", then press r.", ", then type reverse and its number.",
		"choose it and press r.", "type list, then reverse and its number.",
		"Press F5 to ask again.", "Type refresh to ask again.",
		", r to try again", "",
	}
}

// PlainCommand is one line of the table of what can be typed in plain mode,
// which feeds the help and the README.
type PlainCommand struct {
	Typed string // as people read it
	Help  string
}

// PlainCommands is the table of what can be typed.
func PlainCommands() []PlainCommand {
	return []PlainCommand{
		{"list", "print the list, with numbers"},
		{"more", "print the next page of the list"},
		{"find 1013", "find by reference, amount, last four, time, status or ID; find alone ends it"},
		{"view reversed", "another view; view alone names them"},
		{"show 3", "details of number 3"},
		{"reverse 3", "reverse number 3: asks first; 3 alone does the same"},
		{"reverse 3 because charged twice", "the same, with a reason for the record"},
		{"results", "what has become of reversals"},
		{"refresh", "ask Dojo again now"},
		{"technical", "technical lines for the helpdesk, on or off"},
		{"help", "this help"},
		{"quit", "quit; asks while a reversal is under way"},
	}
}
