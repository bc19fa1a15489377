// Package ui is what every page is made of (页面部件): one stylesheet, one small
// script, one sheet of icons, and the components that draw pages with them.
//
// A page of a counter is a templ component wrapped in [Page]; it takes its
// words from a Book, its lists and forms from the components here, and never
// holds a style attribute or an inline script, which the content security
// policy refuses. Everything works without the script; the script only saves
// steps. The four faces (公众、工作台、长者、大屏) are one class on the html
// element, so a component looks right in all of them without knowing which.
//
// Strings in the view structs are already in the reader's language: take them
// from Book.Say(ctx, key) or Text.In(i18n.From(ctx)).
package ui
