//go:build !unix

package main

func private() {}

func alone(string) (func(), error) { return func() {}, nil }

func writable(string) bool { return true }
