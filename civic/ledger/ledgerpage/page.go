// Package ledgerpage shows the ledger to the public (账本公示与核验): whether a
// receipt is true, what a receipt number stands for, and how anybody verifies the
// whole ledger without trusting us. The verdict comes first, in words.
package ledgerpage

import (
	"embed"

	"tongban/civic/act"
	"tongban/civic/ledger"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var files embed.FS

var book = i18n.MustLoad("ledger", files)

// Options are what the pages stand on.
type Options struct {
	Log *ledger.Log
	// Say puts an act in words, for receipts; nil shows the verb's code.
	Say func(act.Act) i18n.Text
	// Also leads to what is verified at other counters, such as licences.
	Also []web.NavItem
}

type pages struct {
	log  *ledger.Log
	say  func(act.Act) i18n.Text
	also []web.NavItem
}

// Mount serves /verify, /verify/receipt/{number}, /ledger, and under /ledger/ the
// ledger itself for machines.
func Mount(s *web.Site, o Options) {
	p := &pages{log: o.Log, say: o.Say, also: o.Also}
	if p.say == nil {
		p.say = func(a act.Act) i18n.Text { return i18n.T(string(a.Verb), string(a.Verb)) }
	}
	s.Handle("GET /verify", p.verify)
	s.Handle("POST /verify", p.verifyFile)
	s.Handle("GET /verify/receipt/{number}", p.receipt)
	s.Handle("GET /ledger", p.ledger)
	s.HandleHTTP("GET /ledger/", o.Log.Handler())
}
