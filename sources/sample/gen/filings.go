package gen

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"
)

// filer is a company whose filings are in the sample: its number at the SEC, the
// tag of its capital spending and made figures of a quarter of 2024 in USD.
type filer struct {
	cik, name, spending string
	capex, revenue      float64
}

var filers = []filer{
	{"1018724", "AMAZON", "PaymentsToAcquireProductiveAssets", 15e9, 140e9},
	{"1652044", "ALPHABET", "PaymentsToAcquirePropertyPlantAndEquipment", 11e9, 80e9},
	{"1326801", "META", "PaymentsToAcquirePropertyPlantAndEquipment", 7e9, 36e9},
	{"789019", "MICROSOFT", "PaymentsToAcquirePropertyPlantAndEquipment", 10e9, 60e9},
	{"1341439", "ORACLE", "PaymentsToAcquirePropertyPlantAndEquipment", 2e9, 13e9},
	{"1045810", "NVIDIA", "PaymentsToAcquireProductiveAssets", 0.4e9, 22e9},
}

// filedQuarters are how many quarters from 2024 on were filed by listVintages.
var filedQuarters = []int{7, 9, 10}

// filings are the facts of each company: spending as filings state it, which is
// the sum since the year began, and revenue likewise. All fiscal years are made
// those of the calendar.
func filings(vintage int) map[string][]byte {
	made := map[string][]byte{}
	for _, f := range filers {
		var b bytes.Buffer
		revenue := "RevenueFromContractWithCustomerExcludingAssessedTax"
		if f.name == "NVIDIA" {
			revenue = "Revenues"
		}
		fmt.Fprintf(&b, `{"cik":%s,"entityName":"SAMPLE OF %s","facts":{"us-gaap":{`, f.cik, f.name)
		fmt.Fprintf(&b, `%q:{"label":"Sample","description":null,"units":{"USD":[%s]}},`, f.spending, statements(f, "capex", f.capex, 0.11, vintage))
		fmt.Fprintf(&b, `%q:{"label":"Sample","description":null,"units":{"USD":[%s]}}}}}`+"\n", revenue, statements(f, "revenue", f.revenue, 0.03, vintage))
		made["data.sec.gov/api/xbrl/companyfacts/CIK"+strings.Repeat("0", 10-len(f.cik))+f.cik+".json"] = b.Bytes()
	}
	return made
}

// statements are one tag's values since each year began.
func statements(f filer, what string, level, growth float64, vintage int) string {
	var list []string
	sum := 0.0
	for k := range filedQuarters[vintage] {
		year, quarter := 2024+k/4, k%4+1
		if quarter == 1 {
			sum = 0
		}
		sum += math.Round(level*math.Exp(growth*float64(k))*(1+0.06*noise(f.cik, what, k))/1e6) * 1e6
		end := time.Date(year, time.Month(3*quarter+1), 0, 0, 0, 0, 0, time.UTC)
		form, fp, lag, frame := "10-Q", fmt.Sprintf("Q%d", quarter), 33, ""
		switch quarter {
		case 1:
			frame = fmt.Sprintf(`,"frame":"CY%dQ1"`, year)
		case 4:
			form, fp, lag = "10-K", "FY", 38
			frame = fmt.Sprintf(`,"frame":"CY%d"`, year)
		}
		list = append(list, fmt.Sprintf(`{"start":"%d-01-01","end":%q,"val":%s,"accn":"%s-%02d-%06d","fy":%d,"fp":%q,"form":%q,"filed":%q%s}`,
			year, end.Format(time.DateOnly), plain(sum), strings.Repeat("0", 10-len(f.cik))+f.cik, year%100, k+1, year, fp, form, end.AddDate(0, 0, lag).Format(time.DateOnly), frame))
	}
	return strings.Join(list, ",")
}
