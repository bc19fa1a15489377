// Package law holds what the platform cites (法律依据): the instruments with their
// full titles and numbers, a builder for citations, and the rules we enforce, each
// with its article, its force and how far we checked it. Every refusal, limit and
// state row points here; a citation that is not built here cannot be made.
//
// Nothing in this package decides anything. Rules of our own making cite no
// article: they say that they are ours (设计规则) and carry their rule id.
package law

//go:generate go run ./lawdoc
