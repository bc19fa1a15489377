package gallery

import (
	"context"
	"strings"
	"testing"

	"tongban/platform/ui"
	"tongban/platform/ui/uitest"
	"tongban/platform/web"
)

func TestEveryPageOfTheGalleryHasWhatAPageMustHave(t *testing.T) {
	out := web.WithVisitor(context.Background(), web.Visitor{Nav: Nav()})
	in := web.WithVisitor(context.Background(), web.Visitor{Nav: Nav(), SignedIn: true, Name: "王*梅", For: "某店", Unread: 3})
	for _, ctx := range []context.Context{out, in} {
		for _, face := range []web.Face{web.Public, web.Desk, web.Elder} {
			uitest.Render(t, ctx, components(face))
		}
		uitest.Render(t, ctx, wall())
		uitest.Render(t, ctx, deskPage(0))
		uitest.Render(t, ctx, ui.FaultPage(refusal(), "0123456789abcdef"))
		page := uitest.Render(t, ctx, formPage())
		if !strings.Contains(page, "<title>有错误：您的经营场所") {
			t.Error("the title of a form with refused answers does not say so")
		}
	}
}

func TestKeysAreBoundOnDesksOnly(t *testing.T) {
	ctx := context.Background()
	public := uitest.Render(t, ctx, components(web.Public))
	if strings.Contains(public, "data-key") || strings.Contains(public, "aria-keyshortcuts") {
		t.Error("a public page takes keys from the citizen's browser")
	}
	desk := uitest.Render(t, ctx, components(web.Desk))
	for _, want := range []string{`data-key="F2"`, `data-key="F7"`, `data-key="F8"`, `aria-keyshortcuts="Control+Enter"`} {
		if !strings.Contains(desk, want) {
			t.Errorf("the desk has no %s", want)
		}
	}
}
