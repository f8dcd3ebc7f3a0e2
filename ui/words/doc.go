// Package words is how everything is said to people: all texts (words.go), what
// other languages have of them (languages.go), and how amounts, times, states,
// results and questions are put into sentences.
//
// It takes values of the packages below it and gives strings. Nothing reads a
// sentence back: whoever has to know what was said keeps the value that it was
// said of. It draws nothing and decides nothing. The faces import it (ui,
// ui/plain, ui/script, ui/doctor, ui/cli), and nobody else.
//
// A Speaker (speaker.go) says what is the same everywhere: amounts, cards, names,
// and in times.go days and spans. For everything else it makes a value that
// speaks of one thing:
//
//	Payment   what stands on its row, why it can't be reversed   payment.go, status.go
//	Attempt   what happened and what to do next                  attempt.go
//	          where it ended without a reversal                  not_reversed.go
//	          where Dojo went back on its word                   back.go
//	          where another run began it                         resumed.go
//	          its payment's row                                  attempt_status.go
//	          what to tell the customer                          customer.go
//	Question  what is asked before a reversal                    question.go
//	Refusal   why nobody is asked, or the question is over       refusal.go
//	Header    the deadline, the numbers, the banners             header.go
//	Day       the day in numbers                                 day.go
//	Farewell  what stays in the terminal                         farewell.go
//
// Speaker.Details (details.go) says all of one payment, and trouble.go why Dojo
// can't be read.
//
// Where to change what:
//   - A sentence: its constant in words.go. The golden files show where it stands.
//   - A language: its texts by the English ones in tongueOf in languages.go. What
//     is missing there is said in English.
//   - A sentence about the machine, its network or its settings: agents of a server
//     read another one in its place, by a line of onServer in server.go.
//   - A status by the rule: a line of byReason in payment.go, for its row and for
//     what is said when it can't be reversed.
//   - A state of an attempt: Attempt.notice in attempt.go, Attempt.status and
//     stateWords in attempt_status.go, Attempt.ResumedEnd in resumed.go.
package words
