package itempage_test

import (
	"testing"

	"tongban/platform/browsertest"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// Every page is read in a browser: accessible, reachable by keyboard, whole at
// 320 pixels, in each face and language, with scripts and without.
func TestPagesInABrowser(t *testing.T) {
	c := open(t, dbtest.Open(t, db.SQLite, schemas...))
	editor := c.as("editor")
	editor.post("/desk/items", map[string][]string{"code": {"150115009001"}, "name": {"取水许可延续"}}).want(200)
	b := browsertest.Start(t)
	public := []string{"/", "/items", "/items?theme=elderly", "/items/150115001001", "/items/150115001001/form", "/items/150115001001/form?example=1", "/items/150115001001/versions", "/search?q=取水", "/search?q=龘龘"}
	faces := []struct {
		name string
		face browsertest.Face
		opts []browsertest.Option
	}{
		{"desktop", browsertest.Face{Target: 44}, nil},
		{"phone", browsertest.Face{Target: 44}, []browsertest.Option{browsertest.Phone(), browsertest.NoScript()}},
		{"elder", browsertest.Face{Target: 60}, []browsertest.Option{browsertest.Phone(), browsertest.Elder()}},
		{"english", browsertest.Face{Target: 44}, []browsertest.Option{browsertest.English()}},
	}
	for _, f := range faces {
		t.Run(f.name, func(t *testing.T) {
			for i, p := range public {
				tab := b.New(t, f.opts...)
				tab.Goto(c.srv.URL + p)
				if f.name != "phone" {
					tab.Accessible()
					tab.Walk(f.face)
				}
				tab.Reflow()
				tab.Shot(f.name + string(rune('a'+i)))
			}
		})
	}
	t.Run("desk", func(t *testing.T) {
		for i, p := range []string{"/desk/items", "/desk/items/150115009001/edit?section=basics", "/desk/items/150115009001/edit?section=materials", "/desk/items/150115009001/submit?v=1", "/desk/items/150115001001/compare?a=1&b=1", "/desk/items/import"} {
			tab := b.New(t)
			tab.Home(c.srv.URL)
			tab.Cookie("who", "editor")
			tab.Goto(c.srv.URL + p)
			tab.Accessible()
			tab.Walk(browsertest.Face{Target: 24})
			tab.Shot("desk" + string(rune('a'+i)))
		}
	})
}
