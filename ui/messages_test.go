package ui

import "testing"

// A wait of a shop that was left, if it only comes to run then, takes no news: the same
// shop, entered again, waits for them at the same channel.
func TestAWaitOfBeforeTakesNoNews(t *testing.T) {
	t.Parallel()
	news, left := make(chan struct{}, 1), make(chan struct{})
	news <- struct{}{}
	close(left)
	for range 50 { // by chance it would leave them sometimes
		if waitFor(news, left, listChanged{})() != nil || len(news) == 0 {
			t.Fatal("the news are taken")
		}
	}
	if waitFor(news, make(chan struct{}), listChanged{})() != (listChanged{}) {
		t.Error("nobody gets them")
	}
}
