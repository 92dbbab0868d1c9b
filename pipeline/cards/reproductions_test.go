package cards

import (
	"math"
	"testing"
)

func TestAReproducedFigureIsPrintedWithTheDigitsThatCount(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   string
	}{
		{0.8158, -1, "0.8158"}, {20.8, -1, "20.8"}, {140885570, -1, "140,885,570"}, {3.4078e24, -1, "3.4078e+24"}, {-898, -1, "-898"},
		{0.81499612345, 6, "0.814996"}, {10256, 6, "10,256"}, {155206.4, 6, "155,206"}, {2788000, 6, "2,788,000"}, {0.5, 6, "0.5"},
		{220, 2, "220"}, {-0.00042, 2, "-0.00042"}, {0, 2, "0"}, {math.Copysign(0, -1), 6, "0"}, {1.1e-16, 2, "1.1e-16"}, {99.96, 2, "100"}, {-0.2, 2, "-0.2"},
	} {
		if got := figure(c.v, c.digits); got != c.want {
			t.Errorf("%v with %d digits: %q, want %q", c.v, c.digits, got, c.want)
		}
	}
}
