package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// HC1 returns standard errors that allow a different variance a row (White
// 1980 with the factor n/(n-k)).
func (f *Fit) HC1() []float64 {
	k := len(f.Coef)
	meat := mat.NewSymDense(k, nil)
	for i := range f.N {
		addOuter(meat, f.score(i))
	}
	return roots(f.sandwich(meat, float64(f.N)/float64(f.DF)))
}

// Cluster returns standard errors that allow any correlation within a cluster,
// with the factor G/(G-1) (n-1)/(n-k), k counting absorbed effects too. id
// names the cluster of each row. With fewer than some 30 clusters they are too
// small: report a randomisation p-value instead.
func (f *Fit) Cluster(id []int) ([]float64, error) {
	v, _, err := f.clusterCov(id)
	if err != nil {
		return nil, err
	}
	return roots(v), nil
}

func (f *Fit) clusterCov(id []int) (*mat.SymDense, int, error) {
	if err := sameLength("cluster-robust errors: cluster of each row", f.N, len(id)); err != nil {
		return nil, 0, err
	}
	k := len(f.Coef)
	sums := map[int][]float64{}
	var order []int // a map's own order would change the last bits
	for i, g := range id {
		if sums[g] == nil {
			sums[g] = make([]float64, k)
			order = append(order, g)
		}
		for j, v := range f.score(i) {
			sums[g][j] += v
		}
	}
	g := len(order)
	if g < 2 {
		return nil, 0, fmt.Errorf("cluster-robust errors: %d cluster; at least two are needed", g)
	}
	meat := mat.NewSymDense(k, nil)
	for _, c := range order {
		addOuter(meat, sums[c])
	}
	factor := float64(g) / float64(g-1) * float64(f.N-1) / float64(f.DF)
	return f.sandwich(meat, factor), g, nil
}

// NeweyWest returns standard errors that allow correlation of rows up to lag
// apart (Bartlett weights 1 - l/(lag+1), no small-sample factor). Rows must be
// in order of time, evenly spaced.
func (f *Fit) NeweyWest(lag int) ([]float64, error) {
	if lag < 0 || lag >= f.N {
		return nil, fmt.Errorf("newey-west errors: lag %d does not fit %d rows", lag, f.N)
	}
	k := len(f.Coef)
	meat := mat.NewSymDense(k, nil)
	scores := make([][]float64, f.N)
	for i := range scores {
		scores[i] = f.score(i)
		addOuter(meat, scores[i])
	}
	for l := 1; l <= lag; l++ {
		w := 1 - float64(l)/float64(lag+1)
		for i := l; i < f.N; i++ {
			a, b := scores[i], scores[i-l]
			for p := range k {
				for q := p; q < k; q++ {
					meat.SetSym(p, q, meat.At(p, q)+w*(a[p]*b[q]+b[p]*a[q]))
				}
			}
		}
	}
	return roots(f.sandwich(meat, 1)), nil
}

// VIF returns the variance inflation factor of each regressor, 1/(1-R²) of its
// regression on the others; 1 means unrelated, above 4 is not to be
// interpreted. The constant's is 0: it has none. Without a constant among the
// regressors there are none, which is an error.
func (f *Fit) VIF() ([]float64, error) {
	if f.constant < 0 {
		return nil, fmt.Errorf("variance inflation: the regression has no constant; add one")
	}
	out := make([]float64, len(f.Coef))
	for j := range out {
		if j == f.constant {
			continue
		}
		var sw, swx, ss float64
		for i := range f.N {
			w := f.root(i)
			sw += w * w
			swx += w * f.x.At(i, j)
		}
		for i := range f.N {
			d := f.x.At(i, j) - f.root(i)*swx/sw
			ss += d * d
		}
		out[j] = f.inv.At(j, j) * ss
	}
	return out, nil
}

// JointP is the p-value of "all these coefficients are zero" with errors
// clustered by id: Wald statistic over its count, F with (count, G-1).
func (f *Fit) JointP(which []int, id []int) (float64, error) {
	cov, g, err := f.clusterCov(id)
	if err != nil {
		return 0, err
	}
	q := len(which)
	if q == 0 || q >= g {
		return 0, fmt.Errorf("joint test of %d coefficients: needs at least one and fewer than the %d clusters", q, g)
	}
	b, v := mat.NewVecDense(q, nil), mat.NewSymDense(q, nil)
	for i, a := range which {
		b.SetVec(i, f.Coef[a])
		for j, c := range which {
			v.SetSym(i, j, cov.At(a, c))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(v) {
		return 0, fmt.Errorf("joint test of %d coefficients: their covariance is singular; test fewer", q)
	}
	var s mat.VecDense
	if err := chol.SolveVecTo(&s, b); err != nil {
		return 0, fmt.Errorf("joint test of %d coefficients: %w", q, err)
	}
	stat, err := usable("joint test", mat.Dot(b, &s)/float64(q))
	if err != nil {
		return 0, err
	}
	return distuv.F{D1: float64(q), D2: float64(g - 1)}.Survival(stat), nil
}

// score is row i's contribution to the normal equations, x_i u_i.
func (f *Fit) score(i int) []float64 {
	out := make([]float64, len(f.Coef))
	for j := range out {
		out[j] = f.x.At(i, j) * f.u[i]
	}
	return out
}

func addOuter(m *mat.SymDense, v []float64) {
	for i := range v {
		for j := i; j < len(v); j++ {
			m.SetSym(i, j, m.At(i, j)+v[i]*v[j])
		}
	}
}

// sandwich is factor (X'X)⁻¹ meat (X'X)⁻¹.
func (f *Fit) sandwich(meat *mat.SymDense, factor float64) *mat.SymDense {
	var half, full mat.Dense
	half.Mul(f.inv, meat)
	full.Mul(&half, f.inv)
	k := len(f.Coef)
	out := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			out.SetSym(i, j, factor*(full.At(i, j)+full.At(j, i))/2)
		}
	}
	return out
}

func roots(v *mat.SymDense) []float64 {
	k := v.SymmetricDim()
	out := make([]float64, k)
	for j := range out {
		out[j] = math.Sqrt(max(0, v.At(j, j)))
	}
	return out
}
