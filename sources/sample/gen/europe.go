package gen

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// cubeText writes a JSON-stat cube. value gives the text of a cell from the
// positions of its codes, "" for one that is not listed.
func cubeText(label, updated string, ids []string, codes [][]string, value func(at []int) (value, status string)) []byte {
	var values, flags, sizes, dims []string
	at := make([]int, len(ids))
	for flat := 0; ; flat++ {
		v, s := value(at)
		if v != "" {
			values = append(values, fmt.Sprintf("%q:%s", fmt.Sprint(flat), v))
		}
		if s != "" {
			flags = append(flags, fmt.Sprintf("%q:%q", fmt.Sprint(flat), s))
		}
		k := len(ids) - 1
		for ; k >= 0; k-- {
			if at[k]++; at[k] < len(codes[k]) {
				break
			}
			at[k] = 0
		}
		if k < 0 {
			break
		}
	}
	for k, id := range ids {
		var index []string
		for i, c := range codes[k] {
			index = append(index, fmt.Sprintf("%q:%d", c, i))
		}
		sizes = append(sizes, fmt.Sprint(len(codes[k])))
		dims = append(dims, fmt.Sprintf(`%q:{"category":{"index":{%s}}}`, id, strings.Join(index, ",")))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"version":"2.0","class":"dataset","label":%q,"source":"ESTAT","updated":"%sT11:00:00+0200","value":{%s},"status":{%s},"id":["%s"],"size":[%s],"dimension":{%s}}`,
		label, updated, strings.Join(values, ","), strings.Join(flags, ","), strings.Join(ids, `","`), strings.Join(sizes, ","), strings.Join(dims, ","))
	return b.Bytes()
}

// europeUnemployment is the cube of monthly rates as of a vintage: it ends two
// months before the vintage, and its last two months are provisional.
func europeUnemployment(vintage int) []byte {
	var months []string
	for m := range []int{23, 27, 30}[vintage] {
		months = append(months, fmt.Sprintf("%d-%02d", 2024+m/12, m%12+1))
	}
	geo, age, adj := []string{"DE", "ES", "EU27_2020", "FR", "IT"}, []string{"TOTAL", "Y_LT25"}, []string{"NSA", "SA"}
	base := []float64{3.6, 11, 6, 7.4, 6.6}
	ids := []string{"freq", "s_adj", "age", "unit", "sex", "geo", "time"}
	codes := [][]string{{"M"}, adj, age, {"PC_ACT"}, {"F", "M", "T"}, geo, months}
	return cubeText("Unemployment by sex and age - monthly data", listVintages[vintage], ids, codes, func(at []int) (string, string) {
		m := at[6]
		rate := base[at[5]]*(1+1.2*float64(at[2])) + 0.3*math.Sin(float64(m)/9) + 0.15*float64(1-at[4]) + 0.05*noise("rate", at[5], at[4], m)
		if at[1] == 0 {
			rate += 0.2 * math.Cos(float64(m%12)*math.Pi/6)
		}
		if m >= len(months)-2 {
			return plain(round(rate+0.1*noise("print", vintage, m, at[5]), 1)), "p"
		}
		return plain(round(rate, 1)), ""
	})
}

// europeAIUse is the cube of enterprises that use AI as of a vintage: the
// newest survey is revised once.
func europeAIUse(vintage int) []byte {
	geo, size := []string{"DE", "ES", "EU27_2020", "FR", "IT"}, []string{"10-49", "50-249", "GE10", "GE250"}
	base, scale := []float64{12, 9, 8, 6, 5}, []float64{0.85, 1.6, 1, 3}
	years := []string{"2021", "2023", "2024", "2025"}
	ids := []string{"freq", "size_emp", "nace_r2", "indic_is", "unit", "geo", "time"}
	codes := [][]string{{"A"}, size, {"C10-S951_X_K"}, {"E_AI_TANY"}, {"PC_ENT"}, geo, years}
	return cubeText("Artificial intelligence by size class of enterprise", listVintages[vintage], ids, codes, func(at []int) (string, string) {
		share := base[at[5]] * scale[at[1]] * []float64{0.8, 0.9, 1.3, 1.8}[at[6]] * (1 + 0.04*noise("ai", at[1], at[5], at[6]))
		if at[6] == 3 && vintage == 0 {
			return plain(round(share+0.2, 1)), "p"
		}
		return plain(round(share, 1)), ""
	})
}

// europeAIUseByIndustry is the same question by industry, for enterprises with
// ten or more persons.
func europeAIUseByIndustry(vintage int) []byte {
	geo, nace := []string{"DE", "ES", "EU27_2020", "FR", "IT"}, []string{"C", "F", "G", "H", "J"}
	base, scale := []float64{12, 9, 8, 6, 5}, []float64{0.9, 0.5, 0.9, 0.6, 3}
	years := []string{"2021", "2023", "2024", "2025"}
	ids := []string{"freq", "size_emp", "nace_r2", "indic_is", "unit", "geo", "time"}
	codes := [][]string{{"A"}, {"GE10"}, nace, {"E_AI_TANY"}, {"PC_ENT"}, geo, years}
	return cubeText("Artificial intelligence by NACE Rev. 2 activity", listVintages[vintage], ids, codes, func(at []int) (string, string) {
		share := base[at[5]] * scale[at[2]] * []float64{0.8, 0.9, 1.3, 1.8}[at[6]] * (1 + 0.04*noise("industry", at[2], at[5], at[6]))
		if at[6] == 3 && vintage == 0 {
			return plain(round(share+0.2, 1)), "p"
		}
		return plain(round(share, 1)), ""
	})
}

// europeAIUseByPeople is the use of generative AI by all people; the indicators
// are made up and say so.
func europeAIUseByPeople(vintage int) []byte {
	geo, uses := []string{"DE", "ES", "EU27_2020", "FR", "IT"}, []string{"I_SAMPLE_ANY", "I_SAMPLE_PRIVATE", "I_SAMPLE_WORK"}
	base, scale := []float64{32, 38, 33, 37, 20}, []float64{1, 0.8, 0.5}
	ids := []string{"freq", "ind_type", "indic_is", "unit", "geo", "time"}
	codes := [][]string{{"A"}, {"IND_TOTAL"}, uses, {"PC_IND"}, geo, {"2025"}}
	return cubeText("Individuals - use of generative AI", listVintages[vintage], ids, codes, func(at []int) (string, string) {
		share := base[at[4]] * scale[at[2]] * (1 + 0.04*noise("people", at[2], at[4]))
		if vintage == 0 {
			return plain(round(share+0.2, 1)), "p"
		}
		return plain(round(share, 1)), ""
	})
}
