// Package bench measures the platform on the machine it runs on (性能测量): whole
// cases from filing to closing, over HTTP with sign-in and rights, or in the core
// alone. It prints what it measured and judges nothing.
package bench

import (
	"context"
	"fmt"
	"io"
	"slices"
	"syscall"
	"time"

	"tongban/city"
	"tongban/city/demo"
	"tongban/civic/access"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/hall/item/wuhai"
	"tongban/platform/form"
)

// A Result is one run (测量结果).
type Result struct {
	Name       string
	Clients    int
	Cases      int
	Took       time.Duration
	CPU        time.Duration // of the process that serves
	Statements int64         // SQL statements
	Commits    int64
	Each       []time.Duration // of every case, sorted
}

// Print writes a result as one line.
func (r Result) Print(w io.Writer) {
	n := float64(max(1, r.Cases))
	fmt.Fprintf(w, "%-22s clients %2d  cases %5d  %7.1f cases/s  %6.2f CPU-ms/case  %5.1f statements/case  %4.2f commits/case  p50 %6.1f ms  p95 %6.1f ms\n",
		r.Name, r.Clients, r.Cases, n/r.Took.Seconds(), float64(r.CPU.Microseconds())/1000/n, float64(r.Statements)/n, float64(r.Commits)/n,
		ms(r.at(50)), ms(r.at(95)))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (r Result) at(percent int) time.Duration {
	if len(r.Each) == 0 {
		return 0
	}
	return r.Each[min(len(r.Each)-1, len(r.Each)*percent/100)]
}

// Cast are the people who carry one kind of case (办案人员).
type Cast struct {
	Citizen, Clerk, Handler, Decider, Deliverer access.Who
}

// NewCast gives the people of the demonstration city, who act in its core without
// a session.
func NewCast(ctx context.Context, c *city.City, ls []demo.Login) (Cast, error) {
	var k Cast
	for _, x := range []struct {
		key string
		who *access.Who
	}{{"citizen", &k.Citizen}, {"company", &k.Citizen}, {"clerk", &k.Clerk}, {"handler", &k.Handler}, {"decider", &k.Decider}, {"deliverer", &k.Deliverer}} {
		who, err := demo.As(ctx, c, demo.Find(ls, x.key))
		if err != nil {
			return k, err
		}
		*x.who = who
	}
	return k, nil
}

// Core carries n cases from filing to closing through the desks, without HTTP but
// with rights, rules, clocks, papers, acts and the ledger: file, accept, approve
// (examine and grant), hand out, close.
func Core(ctx context.Context, c *city.City, k Cast, n, clients int) (Result, error) {
	company := demo.CompanyID(ctx, c)
	k.Citizen.For = access.Principal{ID: company, Name: demo.CompanyName, Company: true}
	answers := demo.Sample(wuhai.FoodLicence)
	version, err := demo.Current(ctx, c, wuhai.FoodLicence)
	if err != nil {
		return Result{}, err
	}
	var ms []casework.Material
	for _, m := range version.Asked() {
		ms = append(ms, casework.Material{Slot: m.ID, Name: m.Name.Zh, Paper: true})
	}
	one := func() error { return carry(ctx, c, k, filing{version, answers, ms}) }
	return measure(c, Result{Name: "core", Clients: clients, Cases: n}, one)
}

type filing struct {
	v       *item.Version
	answers form.Answers
	ms      []casework.Material
}

func carry(ctx context.Context, c *city.City, k Cast, f filing) error {
	d := c.Cases
	x, err := d.Submit(ctx, k.Citizen, casework.Application{Client: demo.ClientID(), Item: f.v.Code, Version: f.v.No, Answers: f.answers, Materials: slices.Clone(f.ms)})
	if err != nil {
		return err
	}
	steps := []func() error{
		func() error { _, err := d.Acceptance(ctx, k.Clerk, x.No, nil); return err },
		func() error {
			_, err := d.Examination(ctx, k.Handler, x.No, casework.Opinion{Grant: casework.ProposeGrant, Words: "符合条件"})
			return err
		},
		func() error { _, err := d.Granting(ctx, k.Decider, x.No, "符合条件"); return err },
		func() error {
			_, err := d.Delivering(ctx, k.Deliverer, x.No, casework.Delivery{How: "counter", Proof: "本人签收"})
			return err
		},
		func() error { _, err := d.Closing(ctx, k.Deliverer, x.No); return err },
	}
	for _, s := range steps {
		if err := s(); err != nil {
			return fmt.Errorf("case %s: %w", x.No, err)
		}
	}
	return nil
}

// measure runs one as often and by so many clients as r says and counts what it
// cost this process.
func measure(c *city.City, r Result, one func() error) (Result, error) {
	before, cpu, began := c.DB.Figures(), used(), time.Now()
	var failed error
	r.Each, failed = many(r.Cases, r.Clients, one)
	r.Took, r.CPU = time.Since(began), used()-cpu
	after := c.DB.Figures()
	r.Statements, r.Commits = after.Statements-before.Statements, after.Commits-before.Commits
	return r, failed
}

// used gives the processor time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
