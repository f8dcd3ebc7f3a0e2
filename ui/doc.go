// Package ui is the screen: a Bubble Tea program that lists a shop's payments,
// asks before it reverses one, and shows what becomes of it.
//
// It decides nothing about money. It shows what package feed has read, asks
// dojo.Reversible what may be reversed, and hands a confirmed payment to package
// reversal, which lives outside the drawing loop. It knows no HTTP, no SQL, no
// settings file, no sandbox and no plain mode. Only ui/cli imports it. Start with
// Screen in screen.go: it shows one shop of several. What it shows of that one is an
// Opening (opening.go) until the shop is open, and then the Model in model.go, which is
// nearly everything. Then read keys.go and view.go.
//
// # From a key to the request, and back to the row
//
//	ui/internal/keyboard/reader.go: Reader.Read       reads bytes, sends batches of keys
//	ui/model.go: Model.Update                         hands each message to its method
//	ui/typing.go: Model.keysTyped                     takes the keys of a batch one by one
//	ui/actions.go: Model.listKey                      r in the list
//	ui/dialog.go: Model.openDialog                    asks, if ui/confirm lets it:
//	ui/confirm/question.go: Ask                       freezes the payment, or says why not
//	ui/confirm/press.go: Question.Press               tab and enter, once the question is armed
//	ui/dialog.go: Model.reverse                       takes in the newest news
//	ui/confirm/question.go: Question.Confirm          says yes once, if the question still holds
//	dojo/shop/session.go: Session.Start               says who reverses
//	dojo/reversal/service.go: Service.Start           gives it a goroutine of its own
//	dojo/reversal/send.go: Service.send               journals it, reads the payment again
//	dojo/reversal/transition.go: afterFreshRead       decides whether it may be sent
//	dojo/reverse.go: Client.Reverse                   sends the POST, once
//	dojo/reversal/transition.go: afterAnswer          turns the answer into the next state
//	dojo/reversal/record.go: Service.change           journals that state, then publishes it
//	ui/messages.go: waitFor                           turns the news into a message
//	ui/model.go: Model.attemptsMoved                  takes the attempts into the worklist
//	ui/words/status.go: Payment.StatusAfter           says it on the row
//
// # From an answer of Dojo to a drawn row
//
//	dojo/feed/run.go: Feed.Run                        decides when the list is read again
//	dojo/feed/fetch.go: runner.fetch                  reads its pages
//	dojo/search.go: Client.Search                     makes the request
//	dojo/decode.go: decodeValid                       decodes one payment, cleaned and cut
//	dojo/feed/feed.go: Feed.merge                     keeps the newest version of each
//	dojo/feed/feed.go: Feed.publish                   makes a snapshot of them
//	dojo/shop/session.go: Session.ListNews            tells each session
//	ui/messages.go: waitFor                           turns the news into a message
//	ui/model.go: Model.listArrived                    takes the snapshot
//	ui/worklist/list.go: List.Take                    judges and orders its payments
//	dojo/rule.go: Reversible                          says which can be reversed
//	ui/view.go: Model.View                            draws the lines of the screen
//	ui/row.go: rowWriter.line                         draws one row
//	ui/cli/terminal.go: terminal.Write                sends the cells that changed
//
// # From the start of the process to the first list
//
//	ui/cli/screen.go: runScreen                       reads the settings, opens nothing
//	ui/screen.go: NewScreen                           holds the shop that is shown
//	ui/opening.go: NewOpening                         shows an empty list of it
//	ui/cli/painter.go: painter.run                    draws it
//	ui/opening.go: Opening.begin                      asks for the shop to be opened
//	ui/cli/seat.go: seat.forScreen                    opens it for the operator
//	dojo/shop/shop.go: Shop.Open                      reads the list and opens the journal
//	ui/opening.go: Opening.opened                     takes the shop, then what was typed
//	ui/opening.go: Opening.whileListing               waits for a whole list, not for long
//
// # From one shop to another
//
//	ui/actions.go: Model.listKey                      s in the list
//	ui/screen.go: Screen.Update                       opens the list of shops (picker.go)
//	ui/cli/desk.go: desk.Enter                        takes the shop up, unless it was before
//	ui/screen.go: Screen.entered                      leaves the one shop, and shows the other
//	ui/screen.go: Screen.tellElsewhere                tells what becomes of the others' reversals
//
// # From a log-in over SSH to a screen
//
//	ui/serve/connection.go: connection.proved         finds the agent of a key
//	ui/serve/server.go: Server.begin                  makes room for a session
//	ui/cli/service.go: service.session                gives the agent a desk
//	ui/cli/agent.go: desk.run                         takes the shop that they used last
//	ui/cli/desk.go: desk.may                          asks what they may do there
//	ui/cli/farewell.go: desk.show                     shows the screen until they leave
//	ui/cli/agent.go: desk.close                       ends the sessions, not the reversals
//
// # Keys to a sent reversal
//
// 3 for the newest payment that can be reversed (r, tab, enter), 9 by the card's last
// four digits, 15 by amount and last four, and 5 with a payment ID that is pasted.
// The half second before tab comes on top. (TestKeysToGoal)
//
// # Sizes
//
// The screen never draws more columns or lines than the window has. What it shows
// depends on the width. (TestEveryScreenAtEverySize, TestScreensAtAnySize)
//
//   - 110 columns and more: the details stand beside the list.
//   - 80x24: everything is there; the details lie over the list.
//   - 60x20: the card is its last four digits, without its brand.
//   - Down to 40x10: time, the end of the reference, amount and a short status. Long
//     results come in pages.
//   - Smaller: one line that asks for a larger window. Nothing can be reversed there.
//
// A dialog that can't show its amount and both its buttons whole doesn't open, and
// the screen says so. (TestDialogOpensWholeAtEverySize)
//
// # Colours
//
// A colour never means anything alone: a word or a mark says the same. In the themes
// dark and light every text has a contrast of at least 4.5 to 1 (WCAG 2 AA) on the
// usual backgrounds and on the selected row. (TestContrast) The theme 16 uses the
// terminal's own colours, and none uses no styles at all.
//
// # Speed
//
// Measured on two cores that other programs used too, at 120x40. A key press costs
// the same with 100, 10,000 and 100,000 payments: 48 to 56 µs for the down key with
// Update and View, up to 83 µs for a page, up to 118 µs for the dialog. (BenchmarkKey)
// A letter in the finder at 100,000 payments takes 1.4 to 7.2 ms (BenchmarkFind), and
// a list of 100,000 in which one payment has changed 4.0 ms (BenchmarkRefresh).
package ui
