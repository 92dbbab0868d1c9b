package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// collinear is how much of a regressor, of length 1, must be left after those
// before it are taken out. Rounding leaves about 1e-15; a year beside a
// constant leaves 1e-3.
const collinear = 1e-10

// maxCells bounds the design matrix (8 bytes a cell, a few copies).
const maxCells = 1 << 22

// Fit is a least squares regression. Source of all formulas: Greene,
// Econometric Analysis, chapters 3, 4, 9 and 20; Cameron and Trivedi,
// Microeconometrics, chapter 24 for clusters.
type Fit struct {
	Coef  []float64 // one a regressor, in units of y per unit of x
	SE    []float64 // classical standard errors, s² (X'WX)⁻¹
	N     int       // observations
	DF    int       // N less all estimated parameters
	R2    float64   // 0..1; around the mean if a regressor is constant, else around zero
	AdjR2 float64
	S2    float64 // residual variance, RSS/DF
	Resid []float64

	x        *mat.Dense    // rows times the root of their weight
	u        []float64     // residuals times the root of the weight
	inv      *mat.SymDense // (X'WX)⁻¹
	constant int           // column of the constant, -1 if there is none
	w        []float64     // weights, nil for all 1
	absorbed int           // parameters taken out beforehand
}

// Design puts a constant before the given regressors and turns the columns into
// the rows that OLS wants. Columns of unequal length are an error.
func Design(columns ...[]float64) ([][]float64, error) {
	if len(columns) == 0 {
		return nil, fmt.Errorf("design: no regressors; give at least one column")
	}
	n := len(columns[0])
	for _, c := range columns {
		if err := sameLength("design", n, len(c)); err != nil {
			return nil, err
		}
	}
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, 0, len(columns)+1)
		rows[i] = append(rows[i], 1)
		for _, c := range columns {
			rows[i] = append(rows[i], c[i])
		}
	}
	return rows, nil
}

// OLS regresses y on the rows of x (a constant must be among them if one is
// wanted) by QR decomposition. The error wraps ErrTooFewRows or ErrCollinear
// where there is no unique answer with a standard error.
func OLS(y []float64, x [][]float64) (*Fit, error) { return least(y, x, nil, 0) }

// WLS is OLS with a positive weight a row: it minimises sum(w (y - xb)²).
// Residuals are in units of y, S2 is the variance at weight 1.
func WLS(y []float64, x [][]float64, w []float64) (*Fit, error) {
	if err := sameLength("weighted regression: weights", len(y), len(w)); err != nil {
		return nil, err
	}
	if err := positive("weighted regression: weight", w); err != nil {
		return nil, err
	}
	return least(y, x, w, 0)
}

func least(y []float64, x [][]float64, w []float64, absorbed int) (*Fit, error) {
	n, k, err := checkDesign(y, x, absorbed)
	if err != nil {
		return nil, err
	}
	f := &Fit{N: n, DF: n - k - absorbed, w: w, absorbed: absorbed, x: mat.NewDense(n, k, nil), constant: constantColumn(x)}
	scaled, wy, norm := mat.NewDense(n, k, nil), mat.NewVecDense(n, nil), make([]float64, k)
	for j := range k {
		var biggest, ss float64
		for i := range n {
			v := x[i][j] * f.root(i)
			f.x.Set(i, j, v)
			biggest = max(biggest, math.Abs(v))
		}
		for i := range n { // scaled twice, so that squares cannot overflow
			if biggest > 0 {
				ss += (f.x.At(i, j) / biggest) * (f.x.At(i, j) / biggest)
			}
		}
		if norm[j] = biggest * math.Sqrt(ss); norm[j] == 0 || math.IsInf(norm[j], 0) {
			return nil, fmt.Errorf("regression of %d rows: %w: column %d is all zero or overflows; leave it out", n, ErrCollinear, j+1)
		}
		for i := range n {
			scaled.Set(i, j, f.x.At(i, j)/norm[j])
		}
	}
	for i := range n {
		wy.SetVec(i, y[i]*f.root(i))
	}
	if err := f.solve(scaled, wy, norm); err != nil {
		return nil, err
	}
	f.summarise(y, x)
	if err := finite("regression: coefficient", f.Coef); err != nil {
		return nil, err
	}
	return f, finite("regression: standard error", f.SE)
}

// solve finds the coefficients and (X'WX)⁻¹ from X = QR, never from X'X, whose
// condition is the square of X's.
func (f *Fit) solve(scaled *mat.Dense, wy *mat.VecDense, norm []float64) error {
	n, k := scaled.Dims()
	var qr mat.QR
	qr.Factorize(scaled)
	var full mat.Dense
	qr.RTo(&full)
	r := mat.NewTriDense(k, mat.Upper, nil)
	for i := range k {
		for j := i; j < k; j++ {
			r.SetTri(i, j, full.At(i, j))
		}
		if math.Abs(full.At(i, i)) < collinear {
			return fmt.Errorf("regression of %d rows: %w: column %d follows from those before it; leave one out",
				n, ErrCollinear, i+1)
		}
	}
	var b mat.VecDense
	if err := qr.SolveVecTo(&b, false, wy); err != nil {
		if _, poor := err.(mat.Condition); !poor { // poor condition is judged above
			return fmt.Errorf("regression of %d rows: solve: %w", n, err)
		}
	}
	var rinv mat.TriDense
	if err := rinv.InverseTri(r); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return fmt.Errorf("regression of %d rows: invert: %w", n, err)
		}
	}
	f.Coef, f.inv = make([]float64, k), mat.NewSymDense(k, nil)
	for i := range k {
		f.Coef[i] = b.AtVec(i) / norm[i]
		for j := i; j < k; j++ {
			var s float64
			for l := j; l < k; l++ {
				s += rinv.At(i, l) * rinv.At(j, l)
			}
			f.inv.SetSym(i, j, s/norm[i]/norm[j])
		}
	}
	return nil
}

func (f *Fit) summarise(y []float64, x [][]float64) {
	var rss, tss, centre float64
	if f.constant >= 0 || f.absorbed > 0 {
		var sw float64
		for i := range y {
			w := f.root(i) * f.root(i)
			sw += w
			centre += w * y[i]
		}
		centre /= sw
	}
	f.Resid, f.u = make([]float64, f.N), make([]float64, f.N)
	for i := range y {
		f.Resid[i] = y[i] - dot(x[i], f.Coef)
		f.u[i] = f.Resid[i] * f.root(i)
		d := (y[i] - centre) * f.root(i)
		rss += f.u[i] * f.u[i]
		tss += d * d
	}
	f.S2 = rss / float64(f.DF)
	f.SE = make([]float64, len(f.Coef))
	for j := range f.SE {
		f.SE[j] = math.Sqrt(f.S2 * f.inv.At(j, j))
	}
	if tss > 0 {
		lost := 0
		if f.constant >= 0 || f.absorbed > 0 {
			lost = 1
		}
		f.R2 = 1 - rss/tss
		f.AdjR2 = 1 - (1-f.R2)*float64(f.N-lost)/float64(f.DF)
	}
}

func (f *Fit) root(i int) float64 {
	if f.w == nil {
		return 1
	}
	return math.Sqrt(f.w[i])
}

func checkDesign(y []float64, x [][]float64, absorbed int) (n, k int, err error) {
	n = len(y)
	if err = sameLength("regression: rows", n, len(x)); err != nil {
		return 0, 0, err
	}
	k = len(x[0])
	if k == 0 {
		return 0, 0, fmt.Errorf("regression of %d rows: no regressors", n)
	}
	if n > maxCells/k {
		return 0, 0, fmt.Errorf("regression of %d rows and %d columns: larger than the %d cells allowed; aggregate first", n, k, maxCells)
	}
	if err = finite("regression: y", y); err != nil {
		return 0, 0, err
	}
	for i, row := range x {
		if len(row) != k {
			return 0, 0, fmt.Errorf("regression: row %d has %d regressors, the first has %d", i+1, len(row), k)
		}
		if err = finite(fmt.Sprintf("regression: row %d", i+1), row); err != nil {
			return 0, 0, err
		}
	}
	if n <= k+absorbed {
		return 0, 0, fmt.Errorf("regression: %w: %d rows, %d parameters; add rows or leave out regressors", ErrTooFewRows, n, k+absorbed)
	}
	return n, k, nil
}

// constantColumn finds the regressor with one value other than zero, -1 if none.
func constantColumn(x [][]float64) int {
	for j, first := range x[0] {
		if first == 0 {
			continue
		}
		same := true
		for _, row := range x {
			same = same && row[j] == first
		}
		if same {
			return j
		}
	}
	return -1
}

// T is the t statistic of coefficient j against the value h0.
func (f *Fit) T(j int, h0 float64) float64 { return (f.Coef[j] - h0) / f.SE[j] }

// P is the two-sided p-value of coefficient j against 0, Student's t with DF.
func (f *Fit) P(j int) float64 { return TwoSidedP(f.T(j, 0), f.DF) }

// CI is the confidence interval of coefficient j, level 0..1 (0.95).
func (f *Fit) CI(j int, level float64) (lo, hi float64, err error) {
	q, err := TQuantile(level, f.DF)
	if err != nil {
		return 0, 0, err
	}
	return f.Coef[j] - q*f.SE[j], f.Coef[j] + q*f.SE[j], nil
}

// Predict returns the fitted value at x0 and the standard error of a new
// observation there, sqrt(s² (1 + x0' (X'X)⁻¹ x0)).
func (f *Fit) Predict(x0 []float64) (y, se float64, err error) {
	if err := sameLength("prediction", len(f.Coef), len(x0)); err != nil {
		return 0, 0, err
	}
	if err := finite("prediction", x0); err != nil {
		return 0, 0, err
	}
	v := mat.NewVecDense(len(x0), x0)
	return dot(x0, f.Coef), math.Sqrt(f.S2 * (1 + mat.Inner(v, f.inv, v))), nil
}

// TwoSidedP is the probability of a t statistic at least as far from zero.
func TwoSidedP(t float64, df int) float64 {
	return min(1, 2*LowerP(-math.Abs(t), df))
}

// LowerP is the probability of a t statistic of t or less: the one-sided
// p-value of "smaller than".
func LowerP(t float64, df int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.CDF(t)
}

// TQuantile is the two-sided critical value of Student's t: level 0.95 with
// many degrees of freedom gives 1.96.
func TQuantile(level float64, df int) (float64, error) {
	if !(level > 0 && level < 1) {
		return 0, fmt.Errorf("confidence level %v: must lie between 0 and 1, as 0.95", level)
	}
	if df < 1 {
		return 0, fmt.Errorf("confidence interval with %d degrees of freedom: %w", df, ErrTooFewRows)
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile((1 + level) / 2), nil
}
