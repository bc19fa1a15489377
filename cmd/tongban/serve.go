package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"tongban/city"
	"tongban/platform/conf"
)

func serve(ctx context.Context, args []string, out, errs io.Writer) int {
	s, ok := settings("serve", args, errs)
	if !ok {
		return 2
	}
	log := slog.New(slog.NewJSONHandler(errs, nil))
	c, err := city.Open(ctx, s, log)
	if err != nil {
		fmt.Fprintf(errs, "tongban: cannot start: %v\n", err)
		return 1
	}
	defer c.Close()
	if err := listen(ctx, c, func() { fmt.Fprintf(out, "serving %s at %s\n", s.City.Name.Zh, s.Base) }); err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	return 0
}

// settings reads the settings of a command and answers every wrong one.
func settings(command string, args []string, errs io.Writer) (conf.Settings, bool) {
	s, wrong := conf.Read(command, args, errs)
	if len(wrong) == 1 && wrong[0].Say == flag.ErrHelp.Error() {
		return s, false
	}
	for _, w := range wrong {
		fmt.Fprintf(errs, "tongban: %s\n", w)
	}
	return s, len(wrong) == 0
}

// listen serves the city until ctx ends, then lets the requests under way finish.
func listen(ctx context.Context, c *city.City, ready func()) error {
	l, err := net.Listen("tcp", c.Settings.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", c.Settings.Addr, err)
	}
	servers := []*http.Server{{Handler: c.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}}
	listeners := []net.Listener{l}
	if c.Settings.Local != "" {
		local, err := net.Listen("tcp", c.Settings.Local)
		if err != nil {
			return fmt.Errorf("cannot listen on %s: %w", c.Settings.Local, err)
		}
		servers = append(servers, &http.Server{Handler: inside(c), ReadHeaderTimeout: 10 * time.Second})
		listeners = append(listeners, local)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); c.Run(ctx) }()
	failed := make(chan error, len(servers))
	for i, s := range servers {
		go func() { failed <- s.Serve(listeners[i]) }()
	}
	ready()
	select {
	case <-ctx.Done():
		err = nil
	case err = <-failed:
	}
	grace, done := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer done()
	for _, s := range servers {
		if e := s.Shutdown(grace); e != nil && err == nil {
			err = e
		}
	}
	cancel()
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// inside serves what only this machine may read: figures and profiles.
func inside(c *city.City) http.Handler {
	m := http.NewServeMux()
	m.Handle("/metrics", c.Site.MetricsHandler())
	m.HandleFunc("/debug/pprof/", pprof.Index)
	m.HandleFunc("/debug/pprof/profile", pprof.Profile)
	m.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	m.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return m
}
