package uitest_test

import (
	"strings"
	"testing"

	"tongban/platform/ui/uitest"
)

const good = `<!doctype html><html lang="zh-CN"><head><title>受理</title></head><body><a href="#main">跳到正文</a><main id="main"><h1>受理</h1>%s</main></body></html>`

func page(body string) string { return strings.Replace(good, "%s", body, 1) }

func TestAGoodPageHasNoFault(t *testing.T) {
	if got := uitest.Faults(page(`<h2>二</h2><p>可以，请来。</p>`)); len(got) > 0 {
		t.Errorf("faults of a good page: %v", got)
	}
}

func TestEachFaultIsFound(t *testing.T) {
	for want, body := range map[string]string{
		"style attribute":     `<p style="color:red">一</p>`,
		"inline <script>":     `<script>1</script>`,
		"inline handler":      `<button onclick="x()">一</button>`,
		"2 h1":                `<h1>二</h1>`,
		"has no label":        `<input name="a">`,
		"leads nowhere":       `<a href="#nowhere">一</a>`,
		"twice":               `<p id="a"></p><p id="a"></p>`,
		"jumps from h1 to h3": `<h3>三</h3>`,
		"does not say why":    `<label for="a">一</label><input id="a" aria-invalid="true">`,
		"without words":       `<button></button>`,
		"without legend":      `<fieldset><p>一</p></fieldset>`,
		"without alt":         `<img src="a.png">`,
		"neither hidden":      `<svg></svg>`,
		"without caption":     `<table></table>`,
		"outside a frame":     `<table><caption>一</caption></table>`,
		"without novalidate":  `<form method="post"><label for="a">一</label><input id="a"></form>`,
		"use text":            `<label for="a">一</label><input id="a" type="date">`,
		"半角标点":                `<p>可以,请来。</p>`,
		"javascript: address": `<a href="javascript:1">一</a>`,
		"tabindex 3":          `<p tabindex="3">一</p>`,
		"empty <h2>":          `<h2></h2>`,
	} {
		got := strings.Join(uitest.Faults(page(body)), "; ")
		if !strings.Contains(got, want) {
			t.Errorf("%s: found %q, want %q in it", body, got, want)
		}
	}
}
