//go:build polite

package main

func init() { greeting = "good day" }
