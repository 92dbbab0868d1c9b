package gen

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// offices are the answers of national and international statistical offices as
// of a vintage of listVintages.
func offices(vintage int) (map[string][]byte, error) {
	canada, err := canadaLabour(vintage)
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{
		"www150.statcan.gc.ca/n1/tbl/csv/14100287-eng.zip": canada,
		"www.nomisweb.co.uk/api/v01/dataset/NM_162_1.data.csv%3Fage=0%2C10...20&date=latestMINUS60-latest&gender=0" +
			"&geography=2092957697%2C2013265921...2013265932&measure=1%2C2&measures=20100": ukClaimants(vintage),
	}
	for _, s := range ukSeries {
		made["www.ons.gov.uk/"+s.section+"/timeseries/"+strings.ToLower(s.cdid)+"/"+s.dataset+"/data"] = s.document(vintage)
	}
	for _, in := range worldIndicators {
		made["api.worldbank.org/v2/country/all/indicator/"+in.id+"%3Fformat=json&page=1&per_page=20000&source=2"] = in.answer(vintage)
	}
	return made, nil
}

// monthsUpTo counts from January 2024 to two months before a vintage.
var monthsUpTo = []int{23, 27, 30}

// newestRevised moves a figure of the two newest months, which the next
// vintage revises.
func newestRevised(x, by float64, m, vintage int, words ...any) float64 {
	if m >= monthsUpTo[vintage]-2 {
		return x + by*noise(append([]any{"print", vintage, m}, words...)...)
	}
	return x
}

// worldIndicator is a yearly indicator; levels are those of the economies in
// worldEconomies.
type worldIndicator struct {
	id, name string
	levels   [4]float64
	growth   float64 // a year, relative
	decimals int
}

var worldEconomies = []struct{ id, iso3, name string }{
	{"DE", "DEU", "Germany"}, {"GB", "GBR", "United Kingdom"}, {"US", "USA", "United States"}, {"1W", "WLD", "World"},
}

var worldIndicators = []worldIndicator{
	{"SL.GDP.PCAP.EM.KD", "GDP per person employed (constant 2021 PPP $)", [4]float64{118_000, 102_000, 144_000, 46_000}, 0.012, 2},
	{"SL.UEM.TOTL.ZS", "Unemployment, total (% of total labor force) (modeled ILO estimate)", [4]float64{3.4, 4.3, 4.0, 5.0}, -0.005, 3},
	{"SL.UEM.1524.ZS", "Unemployment, youth total (% of total labor force ages 15-24) (modeled ILO estimate)", [4]float64{6.4, 13.1, 9.1, 13.3}, 0.01, 3},
	{"SL.SRV.EMPL.ZS", "Employment in services (% of total employment) (modeled ILO estimate)", [4]float64{71.8, 81.3, 79.1, 51.4}, 0.002, 3},
	{"SL.EMP.TOTL.SP.ZS", "Employment to population ratio, 15+, total (%) (modeled ILO estimate)", [4]float64{59.4, 59.9, 59.7, 57.6}, 0.001, 3},
	{"SL.TLF.TOTL.IN", "Labor force, total", [4]float64{44_500_000, 35_000_000, 172_000_000, 3_650_000_000}, 0.008, 0},
}

// answer is the one page of an indicator. Modelled estimates are revised as a
// whole each summer, and the newest year of the first vintage has no figure.
func (in worldIndicator) answer(vintage int) []byte {
	updated := []string{"2025-12-19", "2026-04-08", "2026-07-13"}[vintage]
	var rows []string
	for i, e := range worldEconomies {
		for year := 2025; year >= 2021; year-- {
			value := "null"
			if year < 2025 || vintage > 0 {
				x := in.levels[i] * math.Pow(1+in.growth, float64(year-2024)) * (1 + 0.01*noise(in.id, e.id, year))
				if vintage == 2 {
					x *= 1 + 0.005*noise("model", in.id, e.id)
				}
				value = plain(round(x, in.decimals))
			}
			rows = append(rows, fmt.Sprintf(`{"indicator":{"id":%q,"value":%q},"country":{"id":%q,"value":%q},"countryiso3code":%q,"date":"%d","value":%s,"unit":"","obs_status":"","decimal":1}`,
				in.id, in.name, e.id, e.name, e.iso3, year, value))
		}
	}
	return fmt.Appendf(nil, `[{"page":1,"pages":1,"per_page":20000,"total":%d,"sourceid":"2","lastupdated":"%s"},[%s]]`, len(rows), updated, strings.Join(rows, ","))
}

// ukSeriesOf is a monthly series with its quarters and years.
type ukSeriesOf struct {
	cdid, section, dataset, title, unit, preUnit, style string
	level, swing                                        float64
	decimals                                            int
}

const threeMonths = "three month average"

var ukSeries = []ukSeriesOf{
	{"MGSX", "employmentandlabourmarket/peoplenotinwork/unemployment", "lms", "Unemployment rate (aged 16 and over, seasonally adjusted): %", "%", "", threeMonths, 4.6, 0.4, 1},
	{"LF24", "employmentandlabourmarket/peopleinwork/employmentandemployeetypes", "lms", "Employment rate (aged 16 to 64, seasonally adjusted): %", "%", "", threeMonths, 75, 0.5, 1},
	{"LF2S", "employmentandlabourmarket/peoplenotinwork/economicinactivity", "lms", "Economic inactivity rate (aged 16 to 64, seasonally adjusted): %", "%", "", threeMonths, 21.3, 0.4, 1},
	{"MGRZ", "employmentandlabourmarket/peopleinwork/employmentandemployeetypes", "lms", "Number of people in employment (aged 16 and over, seasonally adjusted): 000s", "000s", "", threeMonths, 33_900, 250, 0},
	{"AP2Y", "employmentandlabourmarket/peopleinwork/employmentandemployeetypes", "unem", "UK vacancies (seasonally adjusted): total: 000s", "000s", "", threeMonths, 780, 60, 0},
	{"KAB9", "employmentandlabourmarket/peopleinwork/earningsandworkinghours", "lms", "Average weekly earnings: whole economy level (seasonally adjusted): total pay", "", "£", "", 710, 20, 0},
}

var monthCaps = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}

// document is the series' page as of a vintage.
func (s ukSeriesOf) document(vintage int) []byte {
	last := monthsUpTo[vintage]
	var months, quarters, years []string
	row := func(period, label, year string, x float64) string {
		return fmt.Sprintf(`{"date":%q,"value":%q,"label":%q,"year":%q,"month":"","quarter":"","sourceDataset":%q,"updateDate":"%sT00:00:00.000Z"}`,
			period, fmt.Sprintf("%.*f", s.decimals, x), label, year, strings.ToUpper(s.dataset), listVintages[vintage])
	}
	sum := 0.0
	for m := 12; m < last; m++ { // from January 2025
		year, name := fmt.Sprint(2024+m/12), monthCaps[m%12]
		x := newestRevised(s.level+s.swing*(math.Sin(float64(m)/8)+float64(m)/40)+0.1*s.swing*noise(s.cdid, m), 0.15*s.swing, m, vintage, s.cdid)
		label := year + " " + name
		if s.style != "" { // the window has the year in which it begins
			label = fmt.Sprintf("%d %s-%s", 2024+(m+11)/12-1, monthCaps[(m+11)%12], monthCaps[(m+1)%12])
		}
		months = append(months, row(year+" "+name, label, year, x))
		if sum += x; m%3 == 2 {
			q := fmt.Sprintf("%s Q%d", year, m%12/3+1)
			quarters, sum = append(quarters, row(q, q, year, sum/3)), 0
		}
		if m%12 == 11 {
			years = append(years, row(year, year, year, x))
		}
	}
	return fmt.Appendf(nil, `{"type":"timeseries","description":{"title":%q,"cdid":%q,"unit":%q,"preUnit":%q,"datasetId":%q,"monthLabelStyle":%q,"releaseDate":"%sT00:00:00.000Z","keyNote":"SAMPLE"},"years":[%s],"quarters":[%s],"months":[%s]}`,
		s.title, s.cdid, s.unit, s.preUnit, strings.ToUpper(s.dataset), s.style, listVintages[vintage], strings.Join(years, ","), strings.Join(quarters, ","), strings.Join(months, ","))
}

// ukClaimants are the newest four months of four areas, by age.
func ukClaimants(vintage int) []byte {
	var b bytes.Buffer
	columns := []string{"DATE", "DATE_NAME", "GEOGRAPHY", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "GENDER", "GENDER_NAME", "AGE", "AGE_NAME",
		"MEASURE", "MEASURE_NAME", "MEASURES", "MEASURES_NAME", "OBS_VALUE", "OBS_STATUS", "OBS_STATUS_NAME", "RECORD_OFFSET", "RECORD_COUNT"}
	fmt.Fprintf(&b, "\"%s\"\n", strings.Join(columns, `","`))
	areas := []struct {
		id, name, code string
		claimants      float64
		residents      float64
	}{
		{"2092957697", "United Kingdom", "K02000001", 1_690_000, 42_900_000}, {"2013265927", "London", "E12000007", 360_000, 6_100_000}, {"2013265930", "Wales", "W92000004", 68_000, 1_900_000}, {"2013265931", "Scotland", "S92000003", 112_000, 3_500_000},
	}
	ages := []struct {
		id, name string
		share    float64
	}{{"0", "All categories: Age 16+", 1}, {"11", "Aged 18-24", 0.18}, {"12", "Aged 25-49", 0.57}, {"13", "Aged 50+", 0.25}}
	const months, count = 4, 4 * 4 * (4 + 1)
	offset := 0
	for m := monthsUpTo[vintage] - months; m < monthsUpTo[vintage]; m++ {
		for _, a := range areas {
			for _, age := range ages {
				x := math.Round(newestRevised(a.claimants*age.share*(1+0.03*math.Sin(float64(m)/5)+0.005*noise(a.code, age.id, m)), 0.004*a.claimants*age.share, m, vintage, a.code, age.id)/5) * 5
				write := func(measure, name, value string) {
					fmt.Fprintf(&b, "%q,\"%s %d\",%s,%q,%q,0,\"Total\",%s,%q,%s,%q,20100,\"Value\",%s,\"A\",\"Normal Value\",%d,%d\n",
						fmt.Sprintf("%d-%02d", 2024+m/12, m%12+1), monthCaps[m%12], 2024+m/12, a.id, a.name, a.code, age.id, age.name, measure, name, value, offset, count)
					offset++
				}
				write("1", "Claimant count", plain(x))
				if age.id == "0" {
					write("2", "Claimants as a proportion of residents aged 16-64", plain(round(100*x/a.residents, 1)))
				}
			}
		}
	}
	return b.Bytes()
}

// canadaLabour is the archive of the labour force table.
func canadaLabour(vintage int) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf" + `"REF_DATE","GEO","DGUID","Labour force characteristics","Gender","Age group","Statistics","Data type","UOM","UOM_ID","SCALAR_FACTOR","SCALAR_ID","VECTOR","COORDINATE","VALUE","STATUS","SYMBOL","TERMINATED","DECIMALS"` + "\n")
	areas := []struct {
		name, dguid string
		size        float64
	}{{"Canada", "2021A000011124", 1}, {"Quebec", "2021A000224", 0.22}, {"Ontario", "2021A000235", 0.39}, {"British Columbia", "2021A000259", 0.14}}
	ages := []struct {
		name        string
		size, youth float64
	}{{"15 years and over", 1, 1}, {"15 to 24 years", 0.14, 2}}
	kinds := []struct {
		name  string
		rate  bool
		level float64
	}{{"Labour force", false, 22_300}, {"Employment", false, 20_850}, {"Unemployment rate", true, 6.5}}
	for m := range monthsUpTo[vintage] {
		for g, a := range areas {
			for k, kind := range kinds {
				for i, age := range ages {
					x, uom, scale := kind.level*a.size*age.size*(1+0.001*float64(m)), `"Persons in thousands","428","thousands","3"`, 0.002
					if kind.rate {
						x, uom, scale = kind.level*age.youth+0.4*math.Sin(float64(m)/7), `"Percentage","242","units ","0"`, 0.02
					}
					x = newestRevised(x*(1+scale*noise("canada", g, k, i, m)), 0.1*scale*x, m, vintage, "canada", g, k, i)
					symbol := ""
					if m >= monthsUpTo[vintage]-1 {
						symbol = "p"
					}
					fmt.Fprintf(&b, "\"%d-%02d\",%q,%q,%q,\"Total - Gender\",%q,\"Estimate\",\"Seasonally adjusted\",%s,\"v9%02d%02d%02d\",\"%d.%d.1.%d.1.1\",\"%.1f\",\"\",%q,\"\",\"1\"\n",
						2024+m/12, m%12+1, a.name, a.dguid, kind.name, age.name, uom, g, k, i, g+1, k+1, i+1, x, symbol)
				}
			}
		}
	}
	return archive([]member{{"14100287.csv", b.Bytes()}})
}
