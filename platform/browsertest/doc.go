// Package browsertest drives a real browser from tests (浏览器测试): few words,
// every one of which fails the test by itself when it cannot be done.
//
//	b := browsertest.Start(t)                       // skips when there is no Chromium
//	tab := b.New(t, browsertest.Phone())            // 390 px wide
//	tab.Goto(server.URL + "/items")
//	tab.Fill("q", "卫生许可")                          // by the name of the form answer
//	tab.Press("搜索")                                // by the words on the button or link
//	if got := tab.Text("h1"); got != "搜索结果" { … }
//	tab.Accessible()                                // axe: no serious or critical violation
//	tab.Walk(browsertest.Face{Target: 44})          // Tab reaches everything, focus is seen
//	tab.Reflow()                                    // nothing sticks out at 320 px
//	tab.Shot("items")                               // a picture under $TONGBAN_SHOTS
//
// A tab also fails its test when the page breaks the content security policy,
// throws in a script, or asks another host for anything.
//
// Chromium is $TONGBAN_CHROMIUM or found on the path. axe-core is not part of
// this project: $TONGBAN_AXE names its axe.min.js. Without either, tests that
// need it are skipped with a message, unless TONGBAN_TEST_ALL is set, when they fail.
package browsertest
