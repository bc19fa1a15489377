package demo

import (
	"embed"

	"tongban/platform/i18n"
)

//go:embed zh.json en.json
var words embed.FS

var text = i18n.MustLoad("demo", words)
