package story

import (
	"os"
	"testing"

	"tongban/hall/item/wuhai"
	"tongban/platform/browsertest"
)

// TestPictures takes the pictures of the README, where pictures are wanted:
//
//	TONGBAN_SHOTS=docs/pictures go test ./story -run TestPictures
func TestPictures(t *testing.T) {
	if os.Getenv("TONGBAN_SHOTS") == "" {
		t.Skip("no TONGBAN_SHOTS: no pictures wanted")
	}
	b := browsertest.Start(t)
	w := openTown(t)
	window := browsertest.Width(1180, 660)

	home := b.New(t, window)
	home.Goto(w.url + "/")
	home.Window("home")

	guide := b.New(t, browsertest.Phone())
	guide.Goto(w.url + "/items/" + string(wuhai.FoodLicence))
	guide.Window("guide-phone")

	citizen := w.as(b, "citizen", "/apply/"+string(wuhai.SeniorCard), window)
	citizen.Press("开始填写")
	citizen.Fill("home", "海勃湾区示例社区1号楼")
	citizen.Fill("collect", "window")
	citizen.Window("apply")

	clerk := w.as(b, "clerk", "/desk/cases?stage=intake", window)
	clerk.Window("desk")
	clerk.Click("tbody tr:nth-child(4) a")
	clerk.Window("case-desk")

	w.as(b, "supervisor", "/watch", window).Window("watch")
}
