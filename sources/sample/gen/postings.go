package gen

import (
	"bytes"
	"fmt"
	"math"
	"time"
)

// postingsFiles are the series on job postings. All are estimated anew in
// every vintage, as the real ones are, so nearly every figure moves a little.
func postingsFiles(vintage int) map[string][]byte {
	const tracker = github + "hiring-lab/job_postings_tracker/master/"
	made := map[string][]byte{
		github + "hiring-lab/ai-tracker/HEAD/AI_posting.csv":                             postingsAboutAI(vintage),
		github + "hiring-lab/indeed-wage-tracker/HEAD/posted-wage-growth-by-country.csv": postedWages(vintage),
	}
	for _, c := range []string{"AU", "CA", "DE", "EA", "ES", "FR", "GB", "IE", "IT", "NL", "US"} {
		made[tracker+c+"/aggregate_job_postings_"+c+".csv"] = postings(c, vintage)
	}
	for _, c := range []string{"AU", "CA", "DE", "FR", "GB", "US"} {
		made[tracker+c+"/job_postings_by_sector_"+c+".csv"] = postingsBySector(c, vintage)
	}
	for file, areas := range map[string][]string{
		"US/state_job_postings_us.csv":  {"state", "CA", "NY", "TX", "WA"},
		"CA/provincial_postings_ca.csv": {"province", "BC", "ON", "QC"},
		"CA/metro_job_postings_CA.csv":  {"Metro", "Montréal, QC", "Toronto, ON", "Vancouver, BC"},
		"GB/regional_gb.csv":            {"region", "London", "Scotland", "Wales"},
		"GB/city_postings_gb.csv":       {"cities", "Cardiff", "Glasgow", "London"},
	} {
		made[tracker+file] = regionalPostings(areas[0], areas[1:], vintage)
	}
	return made
}

// postingDays are the days of a vintage: the base day, then every fourth
// Friday until some days before it. The real files have every day.
func postingDays(vintage int) []time.Time {
	until, err := time.Parse(time.DateOnly, listVintages[vintage])
	if err != nil {
		panic(err) // a list of this package
	}
	days := []time.Time{time.Date(2020, 2, 1, 0, 0, 0, 0, time.UTC)}
	for d := time.Date(2025, 9, 5, 0, 0, 0, 0, time.UTC); d.Before(until.AddDate(0, 0, -4)); d = d.AddDate(0, 0, 28) {
		days = append(days, d)
	}
	return days
}

// postingLevel is the index of a series on a day, 100 on the base day. Words
// name the series.
func postingLevel(day time.Time, vintage int, words ...any) string {
	months := day.Sub(time.Date(2020, 2, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24 / 30.4
	if months == 0 {
		return "100"
	}
	level := 100 + 25*noise("level", words) + (0.2+0.3*noise("trend", words))*(months-60)/10 + 0.4*noise("day", words, day.Format(time.DateOnly)) + 0.3*noise("estimate", words, vintage)
	return plain(round(level, 2))
}

func postings(country string, vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("date,jobcountry,indeed_job_postings_index_SA,indeed_job_postings_index_NSA,variable\n")
	for _, kind := range []string{"total postings", "new postings"} {
		for _, d := range postingDays(vintage) {
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s\n", d.Format(time.DateOnly), country, postingLevel(d, vintage, country, kind), postingLevel(d, 0, country, kind, "as counted"), kind)
		}
	}
	return b.Bytes()
}

func postingsBySector(country string, vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("date,jobcountry,indeed_job_postings_index,variable,display_name\n")
	for _, sector := range []string{"Accounting", "Loading & Stocking", "Software Development"} {
		for _, d := range postingDays(vintage) {
			fmt.Fprintf(&b, "%s,%s,%s,total postings,%s\n", d.Format(time.DateOnly), country, postingLevel(d, vintage, country, sector), sector)
		}
	}
	return b.Bytes()
}

func regionalPostings(kind string, areas []string, vintage int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "date,%s,indeed_job_postings_index\n", kind)
	for _, d := range postingDays(vintage) {
		for _, a := range areas {
			fmt.Fprintf(&b, "%s,%s,%s\n", d.Format(time.DateOnly), quoted(a), postingLevel(d, vintage, kind, a))
		}
	}
	return b.Bytes()
}

// postingsAboutAI are shares in percent that rise.
func postingsAboutAI(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("date,jobcountry,AI_share_postings\n")
	for _, d := range postingDays(vintage) {
		years := d.Sub(time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24 / 365
		for _, c := range []string{"AU", "CA", "DE", "FR", "GB", "IE", "IT", "NL", "US"} {
			share := (2 + noise("share", c)/2) * math.Pow(1.15, years) * (1 + 0.01*noise("share", c, d.Format(time.DateOnly)) + 0.005*noise("share estimate", c, vintage))
			fmt.Fprintf(&b, "%s,%s,%s\n", d.Format(time.DateOnly), c, plain(round(share, 14)))
		}
	}
	return b.Bytes()
}

// postedWages are growth rates by month. The first two of a series have no
// mean of three months.
func postedWages(vintage int) []byte {
	var b bytes.Buffer
	b.WriteString("jobcountry,country,month,n_obs,posted_wage_growth_yoy,posted_wage_growth_yoy_3moavg\n")
	for _, c := range [][2]string{{"CA", "Canada"}, {"DE", "Germany"}, {"EA", "Euro Area"}, {"ES", "Spain"}, {"FR", "France"}, {"GB", "United Kingdom"}, {"IE", "Ireland"},
		{"IT", "Italy"}, {"JP", "Japan"}, {"NL", "Netherlands"}, {"US", "United States"}} {
		growth := func(m int) float64 {
			return round(0.025+0.01*noise("wages", c[0])+0.003*noise("wages", c[0], m), 9)
		}
		for m := range []int{11, 15, 18}[vintage] {
			mean := "NA"
			if m > 1 {
				mean = plain(round((growth(m)+growth(m-1)+growth(m-2))/3, 9))
			}
			day := time.Date(2025, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC)
			fmt.Fprintf(&b, "%s,%s,%s,%d,%s,%s\n", c[0], c[1], day.Format("Jan-06"), 20000+int(15000*noise("postings", c[0], m)), plain(growth(m)), mean)
		}
	}
	return b.Bytes()
}
