package dojo

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// An answer that comes a byte a second is given up when the time for the whole
// of it is over, however steadily it comes.
func TestDrip(t *testing.T) {
	for _, w := range waits {
		for _, part := range []string{"head", "body"} {
			t.Run(w.name+", "+part, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var running sync.WaitGroup
					defer running.Wait()
					c := overPipes(t, Timeouts{}, func(context.Context, string, string) (net.Conn, error) {
						client, server := net.Pipe()
						running.Go(func() {
							defer server.Close()
							if _, err := http.ReadRequest(bufio.NewReader(server)); err != nil {
								t.Error(err)
							}
							const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
							drop := []byte("X-Slow: y\r\n")
							_, _ = io.WriteString(server, head)
							if part == "body" {
								_, _ = io.WriteString(server, "\r\n{")
								drop = []byte(" ")
							}
							for i := 0; ; i++ {
								if _, err := server.Write(drop[i%len(drop) : i%len(drop)+1]); err != nil {
									return
								}
								<-time.After(time.Second) // of the bubble's clock
							}
						})
						return client, nil
					})
					began := time.Now()
					err := w.do(t.Context(), c)
					var noAnswer *NoAnswerError
					if !errors.As(err, &noAnswer) || noAnswer.Cause != CauseTimeout {
						t.Errorf("%v", err)
					}
					if took := time.Since(began); took != w.take {
						t.Errorf("it took %v, want %v", took, w.take)
					}
					c.Close()
				})
			})
		}
	}
}
