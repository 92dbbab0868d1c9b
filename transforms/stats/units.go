package stats

import (
	"fmt"
	"math"
)

const (
	// MinGPUGiB is the least memory of a data-centre GPU. Less means that GiB
	// were read as MiB, which some price lists mislabel.
	MinGPUGiB = 4
	// MaxGPUGiB is far above any board, and far below MiB read as GiB.
	MaxGPUGiB = 4096
	// MaxUSDPerMtok is far above any posted price. More means that a price per
	// million tokens, or per thousand, was read as one per token.
	MaxUSDPerMtok = 10_000
)

// GPUMemoryGiB turns a board's memory in MiB into GiB, and refuses what cannot
// be that of a data-centre GPU.
func GPUMemoryGiB(mib float64) (float64, error) {
	g := mib / 1024
	if !(g >= MinGPUGiB && g <= MaxGPUGiB) {
		return 0, fmt.Errorf("gpu memory: %v MiB are %v GiB, outside %d to %d; the source may hold another unit, take the chip table's",
			mib, g, MinGPUGiB, MaxGPUGiB)
	}
	return g, nil
}

// USDPerMtok turns a price per token into one per million tokens.
func USDPerMtok(perToken float64) (float64, error) {
	p := perToken * 1e6
	if !(p >= 0 && p <= MaxUSDPerMtok) {
		return 0, fmt.Errorf("token price: %v USD per token are %v USD per million, outside 0 to %d; the source may hold another unit",
			perToken, p, MaxUSDPerMtok)
	}
	return p, nil
}

// DoublingIfCheaper is the years in which performance per USD doubles if the
// price of the same falls by rate (0.3 = 30 %) a year, ln 2/-ln(1-rate).
func DoublingIfCheaper(rate float64) (float64, error) {
	if !(rate > 0 && rate < 1) {
		return 0, fmt.Errorf("doubling time if %v cheaper a year: the rate must lie between 0 and 1", rate)
	}
	return usable("doubling time", math.Ln2/-math.Log1p(-rate))
}

// DoublingIfMore is the years in which performance per USD doubles if it grows
// by rate (0.3 = +30 %) a year, ln 2/ln(1+rate). This is not the same as
// becoming cheaper by that rate.
func DoublingIfMore(rate float64) (float64, error) {
	if !(rate > 0) || math.IsInf(rate, 0) {
		return 0, fmt.Errorf("doubling time if %v more a year: the rate must be above zero", rate)
	}
	return usable("doubling time", math.Ln2/math.Log1p(rate))
}
