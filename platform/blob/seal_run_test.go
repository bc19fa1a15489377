package blob_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/platform/blob"
)

// TestAKilledPutLeavesNothingInClear kills a process while forms arrive.
func TestAKilledPutLeavesNothingInClear(t *testing.T) {
	if dir := os.Getenv("PUT_CHILD"); dir != "" {
		s, err := blob.OpenSealed(filepath.Join(dir, "blobs"), keys(t, dir))
		for i := 0; err == nil; i++ {
			_, err = s.Put(ctx, strings.NewReader(telling(2_000_000+i)), blob.Limit{Name: "a.pdf"})
			fmt.Println("put")
		}
		t.Fatal(err)
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir, left := t.TempDir(), 0
	for range 8 {
		cmd := exec.Command(os.Args[0], "-test.run=TestAKilledPutLeavesNothingInClear")
		cmd.Env = append(os.Environ(), "PUT_CHILD="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 4)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait() //nolint:errcheck // it was killed
		tmp, err := filepath.Glob(filepath.Join(dir, "blobs", "tmp", "*"))
		if err != nil {
			t.Fatal(err)
		}
		left = len(tmp)
		nothingInClear(t, dir, telltale)
	}
	s, err := blob.OpenSealed(filepath.Join(dir, "blobs"), keys(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Inspect(ctx)
	if err != nil || in.Files == 0 || in.Clear+len(in.Broken) != 0 {
		t.Errorf("after kills: got %+v, %v, want every blob whole", in, err)
	}
	t.Logf("%d blobs whole, %d half ones left in tmp", in.Files, left)
}

// The keyed and the clear store in one run: go test -bench 'Put|Read'.
func stores(b *testing.B) map[string]*blob.Disk {
	clear, err := blob.OpenDisk(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	return map[string]*blob.Disk{"clear": clear, "sealed": disk(b)}
}

func BenchmarkPut(b *testing.B) {
	file := telling(8 << 20)
	for name, s := range stores(b) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				putText(b, s, file)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	file := telling(8 << 20)
	for name, s := range stores(b) {
		ref := putText(b, s, file)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				c, err := s.Open(ctx, ref.Hash)
				if err == nil {
					_, err = io.Copy(io.Discard, struct{ io.Reader }{c})
					c.Close()
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEach(b *testing.B) {
	const files = 1000
	s := disk(b)
	for i := range files {
		putText(b, s, onePage+fmt.Sprint(i))
	}
	for b.Loop() {
		n := 0
		if err := s.Each(ctx, time.Now().Add(time.Hour), func(string) error { n++; return nil }); err != nil || n != files {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/files, "µs/file")
}
