package ui

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"
)

// A modules is a code as dark runs on a grid of unit squares.
type modules struct {
	w, h int
	path string
}

// quiet is the blank margin that scanners need, in units: four around a QR code,
// ten beside a bar code.
const (
	quietQR  = 4
	quietBar = 10
	barTall  = 40
)

// qrModules draws data as a QR code of medium error correction, which still
// reads on a creased receipt.
func qrModules(data string) (modules, error) {
	code, err := qr.Encode(data, qr.M, qr.Auto)
	if err != nil {
		return modules{}, fmt.Errorf("qr of %d bytes: %w", len(data), err)
	}
	n := code.Bounds().Dx()
	var b strings.Builder
	for y := 0; y < n; y++ {
		for _, run := range darkRuns(code, y) {
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", run[0]+quietQR, y+quietQR, run[1], run[1])
		}
	}
	return modules{w: n + 2*quietQR, h: n + 2*quietQR, path: b.String()}, nil
}

// barModules draws data as Code 128 for scanner guns.
func barModules(data string) (modules, error) {
	code, err := code128.Encode(data)
	if err != nil {
		return modules{}, fmt.Errorf("code128 of %q: %w", data, err)
	}
	var b strings.Builder
	for _, run := range darkRuns(code, 0) {
		fmt.Fprintf(&b, "M%d 0h%dv%dh-%dz", run[0]+quietBar, run[1], barTall, run[1])
	}
	return modules{w: code.Bounds().Dx() + 2*quietBar, h: barTall, path: b.String()}, nil
}

// darkRuns gives start and length of each dark run of a line.
func darkRuns(code barcode.Barcode, y int) [][2]int {
	var runs [][2]int
	n, start := code.Bounds().Dx(), -1
	for x := 0; x <= n; x++ {
		dark := x < n && color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128
		switch {
		case dark && start < 0:
			start = x
		case !dark && start >= 0:
			runs = append(runs, [2]int{start, x - start})
			start = -1
		}
	}
	return runs
}

func (m modules) box() string { return "0 0 " + strconv.Itoa(m.w) + " " + strconv.Itoa(m.h) }
