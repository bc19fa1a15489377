// Package tongban is the root of the platform 通办; it holds only the rules of the
// house (arch_test.go). See docs/MAP.md for the rooms.
package tongban

//go:generate go tool templ generate
