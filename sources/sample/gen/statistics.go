package gen

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Hosts of the international statistics.
const (
	ecbData  = "data-api.ecb.europa.eu/service/data/"
	oecdData = "sdmx.oecd.org/public/rest/data/"
	iloData  = "rplumber.ilo.org/data/indicator%3Fformat=.csv&id="
)

// statisticsOf are the international statistics as of a vintage.
func statisticsOf(vintage int) map[string][]byte {
	return map[string][]byte{
		ecbData + "EXR/M..EUR.SP00.A%3Fformat=csvdata": exchangeRates(vintage),
		oecdData + "OECD.SDD.TPS,DSD_LFS@DF_IALFS_UNE_M,1.0/.UNE_LF_M...Y+N._T+F+M.Y_GE15+Y15T24..M%3FdimensionAtObservation=AllDimensions&format=csvfile&startPeriod=2000-01": memberUnemployment(vintage),
		oecdData + "OECD.SDD.TPS,DSD_PDB@DF_PDB,2.0/.A.GDPHRS......%3FdimensionAtObservation=AllDimensions&format=csvfile":                                                     memberProductivity(vintage),
		statistics + "lfsq_egais%3Fage=Y15-64&format=JSON&lang=EN&sinceTimePeriod=2008-Q1&unit=THS_PER&wstatus=EMP":                                                            europeOccupations(vintage),
		iloData + "UNE_DEAP_SEX_AGE_RT_A&timefrom=2000&type=code":                                                                                                              worldUnemployment(vintage),
		iloData + "EMP_TEMP_SEX_OCU_NB_A&timefrom=2010&type=code":                                                                                                              worldOccupations(vintage),
	}
}

// lastMonth is the last month before a vintage, counted from January 2024 as 0.
func lastMonth(vintage int) int { return []int{23, 27, 30}[vintage] }

// exchangeRates is the SDMX-CSV of monthly averages, of which nothing is ever
// revised. It begins in June 2025.
func exchangeRates(vintage int) []byte {
	var b strings.Builder
	b.WriteString("KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,OBS_CONF,OBS_PRE_BREAK,OBS_COM,TIME_FORMAT,BREAKS,COLLECTION," +
		"COMPILING_ORG,DISS_ORG,DOM_SER_IDS,PUBL_ECB,PUBL_MU,PUBL_PUBLIC,UNIT_INDEX_BASE,COMPILATION,COVERAGE,DECIMALS,NAT_TITLE,SOURCE_AGENCY,SOURCE_PUB,TITLE,TITLE_COMPL,UNIT,UNIT_MULT\r\n")
	for _, c := range []struct {
		code, name string
		decimals   int
		base       float64
	}{{"CNY", "Chinese yuan renminbi", 4, 8.1}, {"GBP", "UK pound sterling", 5, 0.86}, {"JPY", "Japanese yen", 2, 172}, {"USD", "US dollar", 4, 1.15}} {
		for m := 17; m <= lastMonth(vintage); m++ {
			rate := round(c.base*(1+0.03*math.Sin(float64(m)/5)+0.01*noise("rate", c.code, m)), c.decimals)
			fmt.Fprintf(&b, "EXR.M.%s.EUR.SP00.A,M,%s,EUR,SP00,A,%d-%02d,%s,A,F,,,P1M,,A,,,,,,,,,,%d,,4F0,,%s/Euro ECB reference exchange rate,,%s,0\r\n",
				c.code, c.code, 2024+m/12, m%12+1, plain(rate), c.decimals, c.name, c.code)
		}
	}
	return []byte(b.String())
}

// memberUnemployment is the SDMX-CSV of monthly rates. It begins in January
// 2025; its last month is provisional and revised in the next vintage, rows are
// in no order, and the United States have no row for October 2025.
func memberUnemployment(vintage int) []byte {
	var rows []string
	for i, area := range []string{"DEU", "FRA", "USA"} {
		for _, adj := range []string{"N", "Y"} {
			for m := 12; m < lastMonth(vintage); m++ {
				if area == "USA" && m == 21 {
					continue
				}
				rate := []float64{3.7, 7.4, 4.2}[i] + 0.3*math.Sin(float64(m)/7) + 0.05*noise("member", area, m)
				if adj == "N" {
					rate += 0.2 * math.Cos(float64(m%12)*math.Pi/6)
				}
				status := "A"
				if m == lastMonth(vintage)-1 {
					status = "P"
					rate += 0.1 * noise("print", area, m)
				}
				rows = append(rows, fmt.Sprintf("OECD.SDD.TPS:DSD_LFS@DF_IALFS_UNE_M(1.0),%s,UNE_LF_M,PT_LF_SUB,_Z,%s,_T,Y_GE15,_Z,M,%d-%02d,%s,,%s,0,1\r\n",
					area, adj, 2024+m/12, m%12+1, plain(round(rate, 1)), status))
			}
		}
	}
	return shuffled("DATAFLOW,REF_AREA,MEASURE,UNIT_MEASURE,TRANSFORMATION,ADJUSTMENT,SEX,AGE,ACTIVITY,FREQ,TIME_PERIOD,OBS_VALUE,BASE_PER,OBS_STATUS,UNIT_MULT,DECIMALS\r\n", rows)
}

// memberProductivity is the SDMX-CSV of annual levels; all of it is restated in
// the second vintage, which adds 2025.
func memberProductivity(vintage int) []byte {
	var rows []string
	for i, area := range []string{"DEU", "FRA", "ITA", "USA"} {
		for _, base := range []string{"LR", "V"} {
			for year := 2015; year < 2025+min(vintage, 1); year++ {
				level := []float64{68, 66, 55, 72}[i] * (1 + 0.008*float64(year-2015)) * (1 + 0.01*noise("hour", area, year))
				if base == "V" {
					level *= 1 + 0.03*float64(year-2020)
				}
				if vintage > 0 {
					level *= 1.01
				}
				rows = append(rows, fmt.Sprintf("OECD.SDD.TPS:DSD_PDB@DF_PDB(2.0),%s,A,GDPHRS,_T,USD_PPP_H,%s,N,_Z,PPP,%d,%s,A,0,2\r\n", area, base, year, plain(round(level, 4))))
			}
		}
	}
	return shuffled("DATAFLOW,REF_AREA,FREQ,MEASURE,ACTIVITY,UNIT_MEASURE,PRICE_BASE,TRANSFORMATION,ASSET_CODE,CONVERSION_TYPE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT,DECIMALS\r\n", rows)
}

// shuffled puts rows into an order that says nothing.
func shuffled(header string, rows []string) []byte {
	slices.SortFunc(rows, func(a, b string) int { return cmp.Compare(noise(a), noise(b)) })
	return []byte(header + strings.Join(rows, ""))
}

const iloHeader = `"ref_area","source","indicator","sex","classif1","time","obs_value","obs_status","note_classif","note_indicator","note_source"` + "\n"

// worldUnemployment is the ILO's CSV of annual rates; the second vintage adds
// 2025. The world's rate is modelled and reaches into years to come.
func worldUnemployment(vintage int) []byte {
	var b strings.Builder
	b.WriteString(iloHeader)
	for i, area := range []string{"DEU", "FRA", "USA"} {
		for year := 2024 + min(vintage, 1); year >= 2019; year-- {
			for _, sex := range []string{"SEX_T", "SEX_M", "SEX_F"} {
				for k, age := range []string{"YGE15", "Y15-24"} {
					rate := []float64{3.3, 7.5, 4}[i]*(1+1.1*float64(k)) + 0.4*math.Sin(float64(year)) + 0.1*noise("world", area, year, sex)
					status := ""
					if year == 2021 {
						status = `"B"`
					}
					fmt.Fprintf(&b, "%q,%q,\"UNE_DEAP_SEX_AGE_RT\",%q,\"AGE_YTHADULT_%s\",\"%d\",%s,%s,,,\"R1:3513\"\n",
						area, []string{"BA:1511", "BA:143", "BA:453"}[i], sex, age, year, plain(round(rate, 3)), status)
				}
			}
		}
	}
	for year := 2027; year >= 2019; year-- {
		fmt.Fprintf(&b, "\"X01\",\"XA:8405\",\"UNE_DEAP_SEX_AGE_RT\",\"SEX_T\",\"AGE_YTHADULT_YGE15\",\"%d\",%s,,,,\n", year, plain(round(5+0.1*noise("X01", year), 3)))
	}
	return []byte(b.String())
}

// worldOccupations is the ILO's CSV of employment by the major groups of
// ISCO-08; the second vintage adds 2025.
func worldOccupations(vintage int) []byte {
	var b strings.Builder
	b.WriteString(iloHeader)
	shares := []float64{0.05, 0.2, 0.18, 0.1, 0.15, 0.02, 0.12, 0.07, 0.11}
	for i, area := range []string{"DEU", "FRA", "ITA"} {
		for year := 2024 + min(vintage, 1); year >= 2021; year-- {
			put := func(code string, thousands float64) {
				fmt.Fprintf(&b, "%q,%q,\"EMP_TEMP_SEX_OCU_NB\",\"SEX_T\",\"OCU_ISCO08_%s\",\"%d\",%s,,,,\"R1:3513\"\n",
					area, []string{"BA:1511", "BA:143", "BA:198"}[i], code, year, plain(thousands))
			}
			total := 0.0
			for g, share := range shares {
				n := round([]float64{42000, 28000, 23500}[i]*share*(1+0.01*float64(year-2021)+0.02*noise("group", area, year, g)), 3)
				total += n
				put(fmt.Sprint(g+1), n)
			}
			put("TOTAL", round(total, 3))
		}
	}
	return []byte(b.String())
}

// europeOccupations is the cube of quarterly employment by the major groups of
// ISCO-08 as of a vintage; its newest quarter is revised in the next one.
func europeOccupations(vintage int) []byte {
	var quarters []string
	for q := range []int{6, 8, 9}[vintage] {
		quarters = append(quarters, fmt.Sprintf("%d-Q%d", 2024+q/4, q%4+1))
	}
	geo, sex := []string{"DE", "EU27_2020", "FR", "IT"}, []string{"F", "M"}
	isco := []string{"OC1", "OC2", "OC3", "OC4", "OC5", "OC6", "OC7", "OC8", "OC9"}
	base, share := []float64{42000, 198000, 28000, 23500}, []float64{0.05, 0.2, 0.18, 0.1, 0.15, 0.02, 0.12, 0.07, 0.11}
	ids := []string{"freq", "unit", "wstatus", "isco08", "age", "sex", "geo", "time"}
	codes := [][]string{{"Q"}, {"THS_PER"}, {"EMP"}, isco, {"Y15-64"}, sex, geo, quarters}
	return cubeText("Employed persons by occupation", listVintages[vintage], ids, codes, func(at []int) (string, string) {
		n := base[at[6]] * share[at[3]] * (0.5 + 0.1*noise("sex", at[3], at[5])) * (1 + 0.002*float64(at[7])) * (1 + 0.01*noise("quarter", at[3], at[5], at[6], at[7]))
		status := ""
		if at[7] == len(quarters)-1 {
			n *= 1 + 0.002*noise("print", vintage, at[3], at[6])
			status = "p"
		}
		return plain(round(n, 1)), status
	})
}
