// Package i18n holds what people read in their language (语言): Chinese is the
// master, English is complete. Short texts born in Go are a [Text]; the words of
// pages are keys in a [Book], two flat JSON files beside the page.
package i18n

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"
)

// A Lang is a language a person can read the platform in (语言).
type Lang string

// The languages. Zh is the master; a missing English text shows the Chinese.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// Tag gives the BCP 47 tag for the html lang attribute.
func (l Lang) Tag() string {
	if l == En {
		return "en"
	}
	return "zh-CN"
}

// A Text is one sentence in both languages (双语文本).
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// T makes a Text.
func T(zh, en string) Text { return Text{Zh: zh, En: en} }

// Tf makes a Text by formatting both languages with the same arguments.
// Arguments that are Texts are read in the language they land in.
func Tf(zh, en string, args ...any) Text {
	pick := func(l Lang) []any {
		out := make([]any, len(args))
		for i, a := range args {
			if t, ok := a.(Text); ok {
				a = t.In(l)
			}
			out[i] = a
		}
		return out
	}
	return Text{Zh: fmt.Sprintf(zh, pick(Zh)...), En: fmt.Sprintf(en, pick(En)...)}
}

// In gives the text in the language, falling back to Chinese.
func (t Text) In(l Lang) string {
	if l == En && t.En != "" {
		return t.En
	}
	return t.Zh
}

// Empty reports whether there is nothing to read.
func (t Text) Empty() bool { return t.Zh == "" && t.En == "" }

type langKey struct{}

// With returns a context whose reader reads l.
func With(ctx context.Context, l Lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

// From gives the reader's language; Chinese when none was set.
func From(ctx context.Context) Lang {
	if l, ok := ctx.Value(langKey{}).(Lang); ok {
		return l
	}
	return Zh
}

// A Book is the words of one set of pages in both languages (词条).
// It is read-only after MustLoad.
type Book struct {
	name  string
	words map[Lang]map[string]string
}

var (
	shelfMu sync.Mutex
	shelf   []*Book // guarded by shelfMu
)

// MustLoad reads zh.json and en.json, two flat objects of key → text, from the
// root of fsys. Placeholders are {0}, {1}, … It panics on a broken file, which a
// test of the package meets before anybody else does.
func MustLoad(name string, fsys fs.FS) *Book {
	b := &Book{name: name, words: map[Lang]map[string]string{}}
	for _, l := range []Lang{Zh, En} {
		raw, err := fs.ReadFile(fsys, string(l)+".json")
		if err != nil {
			panic(fmt.Sprintf("i18n: book %s: %v", name, err))
		}
		words := map[string]string{}
		if err := json.Unmarshal(raw, &words); err != nil {
			panic(fmt.Sprintf("i18n: book %s, %s: %v", name, l, err))
		}
		b.words[l] = words
	}
	shelfMu.Lock()
	shelf = append(shelf, b)
	shelfMu.Unlock()
	return b
}

// Say gives the words for key in the reader's language with {0}… replaced.
// An unknown key shows itself, so that a gap is seen.
func (b *Book) Say(ctx context.Context, key string, args ...any) string {
	return b.SayIn(From(ctx), key, args...)
}

// SayIn is Say for a language at hand.
func (b *Book) SayIn(l Lang, key string, args ...any) string {
	s, ok := b.words[l][key]
	if !ok {
		if s, ok = b.words[Zh][key]; !ok {
			return key
		}
	}
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(l)
		}
		s = strings.ReplaceAll(s, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return s
}

// Text gives both languages of a key.
func (b *Book) Text(key string, args ...any) Text {
	return Text{Zh: b.SayIn(Zh, key, args...), En: b.SayIn(En, key, args...)}
}

// Gaps lists, over every loaded book, the keys that only one language has or
// that are empty, as "book: key (language)"; empty when all is well.
func Gaps() []string {
	shelfMu.Lock()
	defer shelfMu.Unlock()
	var gaps []string
	for _, b := range shelf {
		for _, pair := range [][2]Lang{{Zh, En}, {En, Zh}} {
			for k, v := range b.words[pair[0]] {
				if w, ok := b.words[pair[1]][k]; !ok || (w == "" && v != "") {
					gaps = append(gaps, fmt.Sprintf("%s: %s (%s)", b.name, k, pair[1]))
				}
			}
		}
	}
	sort.Strings(gaps)
	return gaps
}
