package city

import (
	"tongban/platform/ui"
	"tongban/platform/web"
)

// mount builds the site: every counter's pages on one address space.
func (c *City) mount() {
	s := c.Settings
	c.Site = web.New(web.Options{Name: s.City.Name, Phone: s.City.Phone, Clock: c.Clock, Log: c.Log, Secure: s.Secure, FaultPage: ui.FaultPage})
}
