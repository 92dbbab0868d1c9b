package stats

import (
	"cmp"
	"fmt"
	"slices"
)

// Task is a rated task of an occupation.
type Task struct {
	Occupation string
	Core       bool   // counts twice; supplemental tasks and those without a type count once
	Label      string // E0, E1 or E2
}

// Exposure is the share of an occupation's tasks that an LLM could do in half
// the time. It is no forecast of jobs.
type Exposure struct {
	Occupation string
	Alpha      float64 // E1
	Beta       float64 // E1 + half of E2
	Zeta       float64 // E1 + E2; gamma in the authors' files
	Tasks      int
}

// Expose averages task labels by occupation, in order of name. Source: Eloundou,
// Manning, Mishkin and Rock, GPTs are GPTs, and the authors' label files.
func Expose(tasks []Task) ([]Exposure, error) {
	type acc struct {
		e Exposure
		w float64
	}
	by := map[string]*acc{}
	for i, t := range tasks {
		a := by[t.Occupation]
		if a == nil {
			a = &acc{e: Exposure{Occupation: t.Occupation}}
			by[t.Occupation] = a
		}
		w := 1.0
		if t.Core {
			w = 2
		}
		switch t.Label {
		case "E0":
		case "E1":
			a.e.Alpha += w
			a.e.Beta += w
			a.e.Zeta += w
		case "E2":
			a.e.Beta += w / 2
			a.e.Zeta += w
		default:
			return nil, fmt.Errorf("exposure, task %d: label %.20q is none of E0, E1, E2", i+1, t.Label)
		}
		a.w += w
		a.e.Tasks++
	}
	out := make([]Exposure, 0, len(by))
	for _, a := range by {
		a.e.Alpha /= a.w
		a.e.Beta /= a.w
		a.e.Zeta /= a.w
		out = append(out, a.e)
	}
	slices.SortFunc(out, func(a, b Exposure) int { return cmp.Compare(a.Occupation, b.Occupation) })
	return out, nil
}

// ShareAtLeast is the share of employment (0..1) whose score is threshold or
// more, with scores within 1e-9 of it counted as equal.
func ShareAtLeast(scores, employment []float64, threshold float64) (float64, error) {
	return shareBy(scores, employment, func(s float64) bool { return s >= threshold-tie })
}

// ShareAbove is the share of employment whose score is more than threshold,
// with scores within 1e-9 of it counted as equal to it.
func ShareAbove(scores, employment []float64, threshold float64) (float64, error) {
	return shareBy(scores, employment, func(s float64) bool { return s > threshold+tie })
}

func shareBy(scores, employment []float64, in func(float64) bool) (float64, error) {
	all, err := weightsFor("share of employment", scores, employment)
	if err != nil {
		return 0, err
	}
	var s float64
	for i, e := range employment {
		if in(scores[i]) {
			s += e
		}
	}
	return s / all, nil
}

// WeightedMean is sum(w x)/sum(w), weights of zero or more.
func WeightedMean(x, w []float64) (float64, error) {
	all, err := weightsFor("weighted mean", x, w)
	if err != nil {
		return 0, err
	}
	return usable("weighted mean", dot(x, w)/all)
}

func weightsFor(what string, x, w []float64) (float64, error) {
	if err := sameLength(what, len(x), len(w)); err != nil {
		return 0, err
	}
	if err := finite(what, x); err != nil {
		return 0, err
	}
	return total(what+": weight", w)
}
