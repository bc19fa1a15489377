// Package story holds days of the city as tests (城市故事): scripts that people can
// read, played over HTTP against the whole platform on both databases, browser
// walks of the main job, and the crash test. It ships nothing.
package story
