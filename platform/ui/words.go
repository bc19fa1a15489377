package ui

import (
	"context"
	"embed"
	"io/fs"

	"tongban/platform/i18n"
)

//go:embed zh.json en.json
var bookFS embed.FS

// words are the words of the shell and the components themselves.
var words = i18n.MustLoad("ui", bookFS)

func say(ctx context.Context, key string, args ...any) string { return words.Say(ctx, key, args...) }

//go:embed static
var staticFS embed.FS

// Static holds tb.css, the scripts and icons.svg, for web.Site.Static.
func Static() fs.FS {
	sub, err := fs.Sub(staticFS, "static")
	if err != nil {
		panic(err) // the directory is embedded above; its absence is a build fault
	}
	return sub
}
