package cal

import (
	"math"
	"sync"
)

// The festivals that follow the moon and the sun are computed, as GB/T 33661 has
// the calendar made: months begin on the day of the new moon, the month of the
// winter solstice is the eleventh, and in a year of thirteen months the first
// without a principal term is the leap month, all in Beijing time. The formulas
// are J. Meeus, Astronomical Algorithms, chapters 25 and 49, good to some minutes.

const beijingDay = 8.0 / 24 // Beijing is 8 hours ahead

// jdZero is the Julian day of the zero Date's noon.
const jdZero = 1721120

func dateOfJD(jd float64) Date { return Date{int32(math.Floor(jd+0.5+beijingDay)) - jdZero} }

func jdOf(d Date) float64 { return float64(int(d.n)+jdZero) - 0.5 - beijingDay }

// deltaT gives the seconds by which uniform time runs ahead of the clock; a
// polynomial for 2005–2050 (Espenak and Meeus), near enough to 2060.
func deltaT(jd float64) float64 {
	t := (jd - 2451545) / 365.25
	return 62.92 + 0.32217*t + 0.005589*t*t
}

func sinDeg(d float64) float64 { return math.Sin(d * math.Pi / 180) }

// sunLongitude gives the sun's apparent longitude in degrees.
func sunLongitude(jd float64) float64 {
	t := (jd + deltaT(jd)/86400 - 2451545) / 36525
	l := 280.46646 + 36000.76983*t + 0.0003032*t*t
	m := 357.52911 + 35999.05029*t - 0.0001537*t*t
	c := (1.914602-0.004817*t)*sinDeg(m) + (0.019993-0.000101*t)*sinDeg(2*m) + 0.000289*sinDeg(3*m)
	x := l + c - 0.00569 - 0.00478*sinDeg(125.04-1934.136*t)
	return math.Mod(math.Mod(x, 360)+360, 360)
}

// termDay gives the day on which the sun reaches a longitude, near a guess.
func termDay(longitude float64, guess Date) Date {
	jd := jdOf(guess)
	for range 8 {
		diff := math.Mod(longitude-sunLongitude(jd)+540, 360) - 180
		jd += diff / 360 * 365.2422
	}
	return dateOfJD(jd)
}

// newMoonDay gives the day of the k-th new moon after that of 6 January 2000.
func newMoonDay(k float64) Date {
	t := k / 1236.85
	jde := 2451550.09766 + 29.530588861*k + 0.00015437*t*t
	e := 1 - 0.002516*t
	m := 2.5534 + 29.1053567*k
	mm := 201.5643 + 385.81693528*k + 0.0107582*t*t
	f := 160.7108 + 390.67050284*k - 0.0016118*t*t
	om := 124.7746 - 1.56375588*k + 0.0020672*t*t
	jde += -0.4072*sinDeg(mm) + 0.17241*e*sinDeg(m) + 0.01608*sinDeg(2*mm) + 0.01039*sinDeg(2*f) +
		0.00739*e*sinDeg(mm-m) - 0.00514*e*sinDeg(mm+m) + 0.00208*e*e*sinDeg(2*m) - 0.00111*sinDeg(mm-2*f) -
		0.00057*sinDeg(mm+2*f) + 0.00056*e*sinDeg(2*mm+m) - 0.00042*sinDeg(3*mm) + 0.00042*e*sinDeg(m+2*f) +
		0.00038*e*sinDeg(m-2*f) - 0.00024*e*sinDeg(2*mm-m) - 0.00017*sinDeg(om)
	return dateOfJD(jde - deltaT(jde)/86400)
}

// moonIndex gives the k of the last new moon on or before a day.
func moonIndex(d Date) float64 {
	k := math.Floor((jdOf(d)-2451550)/29.530588861) + 2
	for newMoonDay(k).After(d) {
		k--
	}
	return k
}

// A lunarYear holds the first days of the months we need.
type lunarYear struct{ spring, month5, month8 Date }

// lunar gives the lunar year that begins in a year.
func lunar(year int) lunarYear {
	solstice := func(y int) Date { return termDay(270, New(y, 12, 21)) }
	k11, next := moonIndex(solstice(year-1)), moonIndex(solstice(year))
	leap := next-k11 > 12.5
	var out lunarYear
	for number, k := 11, k11; k < next; k++ {
		if k > k11 {
			if leap && !holdsTerm(k) {
				leap = false // the leap month repeats the number
				continue
			}
			number = number%12 + 1
		}
		switch number {
		case 1:
			out.spring = newMoonDay(k)
		case 5:
			out.month5 = newMoonDay(k)
		case 8:
			out.month8 = newMoonDay(k)
		}
	}
	return out
}

// holdsTerm reports whether a principal term (中气) falls in the k-th month.
func holdsTerm(k float64) bool {
	first, after := newMoonDay(k), newMoonDay(k+1)
	at := func(d Date) float64 { return math.Floor(sunLongitude(jdOf(d)) / 30) }
	return at(first) != at(after)
}

// lunarFrom and lunarTo bound the years whose lunar festivals we vouch for.
const lunarFrom, lunarTo = 2007, 2050

var lunarTable = sync.OnceValue(func() map[int]lunarYear {
	m := map[int]lunarYear{}
	for y := lunarFrom; y <= lunarTo; y++ {
		m[y] = lunar(y)
	}
	return m
})
