package gen

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
)

// group is a major group: mean hourly wage in USD and a centre for the made
// exposure scores.
type group struct {
	code, title    string
	wage, exposure float64
}

var groups = []group{
	{"11", "Management Occupations", 62, .42},
	{"13", "Business and Financial Operations Occupations", 42, .52},
	{"15", "Computer and Mathematical Occupations", 52, .56},
	{"17", "Architecture and Engineering Occupations", 46, .36},
	{"19", "Life, Physical, and Social Science Occupations", 41, .40},
	{"21", "Community and Social Service Occupations", 27, .34},
	{"23", "Legal Occupations", 58, .47},
	{"25", "Educational Instruction and Library Occupations", 31, .38},
	{"27", "Arts, Design, Entertainment, Sports, and Media Occupations", 33, .48},
	{"29", "Healthcare Practitioners and Technical Occupations", 47, .30},
	{"31", "Healthcare Support Occupations", 18, .14},
	{"33", "Protective Service Occupations", 27, .18},
	{"35", "Food Preparation and Serving Related Occupations", 16, .12},
	{"37", "Building and Grounds Cleaning and Maintenance Occupations", 18, .06},
	{"41", "Sales and Related Occupations", 24, .40},
	{"43", "Office and Administrative Support Occupations", 22, .52},
	{"45", "Farming, Fishing, and Forestry Occupations", 18, .08},
	{"47", "Construction and Extraction Occupations", 29, .08},
	{"51", "Production Occupations", 23, .14},
	{"53", "Transportation and Material Moving Occupations", 22, .13},
}

// occupation is one O*NET-SOC occupation and the OEWS code whose wages cover
// it; "" is its own SOC code, "none" is no row at all.
type occupation struct{ onet, title, oews string }

var occupations = []occupation{
	{"11-1011.00", "Chief Executives", ""},
	{"11-1011.03", "Chief Sustainability Officers", ""},
	{"11-1021.00", "General and Operations Managers", ""},
	{"11-2021.00", "Marketing Managers", ""},
	{"11-3021.00", "Computer and Information Systems Managers", ""},
	{"11-3031.00", "Financial Managers", ""},
	{"13-1021.00", "Buyers and Purchasing Agents, Farm Products", "13-1020"},
	{"13-1022.00", "Wholesale and Retail Buyers, Except Farm Products", "13-1020"},
	{"13-1023.00", "Purchasing Agents, Except Wholesale, Retail, and Farm Products", "13-1020"},
	{"13-1071.00", "Human Resources Specialists", ""},
	{"13-1111.00", "Management Analysts", ""},
	{"13-1161.00", "Market Research Analysts and Marketing Specialists", ""},
	{"13-2011.00", "Accountants and Auditors", ""},
	{"13-2051.00", "Financial and Investment Analysts", ""},
	{"15-1211.00", "Computer Systems Analysts", ""},
	{"15-1211.01", "Health Informatics Specialists", ""},
	{"15-1232.00", "Computer User Support Specialists", ""},
	{"15-1242.00", "Database Administrators", ""},
	{"15-1251.00", "Computer Programmers", ""},
	{"15-1252.00", "Software Developers", ""},
	{"15-1253.00", "Software Quality Assurance Analysts and Testers", ""},
	{"15-1254.00", "Web Developers", ""},
	{"15-2031.00", "Operations Research Analysts", ""},
	{"15-2051.00", "Data Scientists", ""},
	{"15-2051.01", "Business Intelligence Analysts", ""},
	{"17-2051.00", "Civil Engineers", ""},
	{"17-2141.00", "Mechanical Engineers", ""},
	{"19-1042.00", "Medical Scientists, Except Epidemiologists", ""},
	{"19-2031.00", "Chemists", ""},
	{"21-1011.00", "Substance Abuse and Behavioral Disorder Counselors", "21-1018"},
	{"21-1014.00", "Mental Health Counselors", "21-1018"},
	{"21-1021.00", "Child, Family, and School Social Workers", ""},
	{"23-1011.00", "Lawyers", ""},
	{"23-2011.00", "Paralegals and Legal Assistants", ""},
	{"25-1011.00", "Business Teachers, Postsecondary", ""},
	{"25-2021.00", "Elementary School Teachers, Except Special Education", ""},
	{"25-2055.00", "Special Education Teachers, Kindergarten", "25-2052"},
	{"25-2056.00", "Special Education Teachers, Elementary School", "25-2052"},
	{"25-9042.00", "Teaching Assistants, Preschool, Elementary, Middle, and Secondary School", "25-9045"},
	{"25-9043.00", "Teaching Assistants, Special Education", "25-9045"},
	{"27-1024.00", "Graphic Designers", ""},
	{"27-2011.00", "Actors", ""},
	{"27-3041.00", "Editors", ""},
	{"27-3043.00", "Writers and Authors", ""},
	{"27-3091.00", "Interpreters and Translators", ""},
	{"29-1141.00", "Registered Nurses", ""},
	{"29-1215.00", "Family Medicine Physicians", ""},
	{"29-1242.00", "Orthopedic Surgeons, Except Pediatric", ""},
	{"31-1121.00", "Home Health Aides", "31-1120"},
	{"31-1122.00", "Personal Care Aides", "31-1120"},
	{"33-9032.00", "Security Guards", ""},
	{"35-2014.00", "Cooks, Restaurant", ""},
	{"35-3023.00", "Fast Food and Counter Workers", ""},
	{"37-2011.00", "Janitors and Cleaners, Except Maids and Housekeeping Cleaners", ""},
	{"41-2031.00", "Retail Salespersons", ""},
	{"41-9041.00", "Telemarketers", ""},
	{"43-3031.00", "Bookkeeping, Accounting, and Auditing Clerks", ""},
	{"43-4051.00", "Customer Service Representatives", ""},
	{"43-6014.00", "Secretaries and Administrative Assistants, Except Legal, Medical, and Executive", ""},
	{"43-9021.00", "Data Entry Keyers", ""},
	{"43-9061.00", "Office Clerks, General", ""},
	{"45-2092.00", "Farmworkers and Laborers, Crop, Nursery, and Greenhouse", ""},
	{"45-3031.00", "Fishing and Hunting Workers", "none"}, // rated, and in no row of the wage table
	{"47-2061.00", "Construction Laborers", ""},
	{"47-2111.00", "Electricians", ""},
	{"47-4091.00", "Segmental Pavers", "47-4090"},
	{"51-2022.00", "Electrical and Electronic Equipment Assemblers", "51-2028"},
	{"51-2023.00", "Electromechanical Equipment Assemblers", "51-2028"},
	{"51-2092.00", "Team Assemblers", "51-2090"},
	{"51-4041.00", "Machinists", ""},
	{"53-1042.00", "First-Line Supervisors of Helpers, Laborers, and Material Movers, Hand", "53-1047"},
	{"53-1043.00", "First-Line Supervisors of Material-Moving Machine and Vehicle Operators", "53-1047"},
	{"53-1044.00", "First-Line Supervisors of Passenger Attendants", "53-1047"},
	{"53-3032.00", "Heavy and Tractor-Trailer Truck Drivers", ""},
	{"53-7062.00", "Laborers and Freight, Stock, and Material Movers, Hand", ""},
	{"53-7065.00", "Stockers and Order Fillers", ""},
}

// wageOccupation is one detailed row of the wage table. alsoBroad codes stand
// twice, as broad and as detailed occupation.
type wageOccupation struct {
	code, title string
	alsoBroad   bool
}

// onlyWages are codes of the wage table that O*NET does not rate, and those
// that join several SOC codes.
var onlyWages = []wageOccupation{
	{"11-9199", "Managers, All Other", false},
	{"13-1020", "Buyers and Purchasing Agents", true},
	{"13-1199", "Business Operations Specialists, All Other", false},
	{"15-1299", "Computer Occupations, All Other", false},
	{"21-1018", "Substance Abuse, Behavioral Disorder, and Mental Health Counselors", false},
	{"25-2052", "Special Education Teachers, Kindergarten and Elementary School", false},
	{"25-9045", "Teaching Assistants, Except Postsecondary", false},
	{"31-1120", "Home Health and Personal Care Aides", true},
	{"47-4090", "Miscellaneous Construction and Related Workers", true},
	{"51-2028", "Electrical, Electronic, and Electromechanical Assemblers, Except Coil Winders, Tapers, and Finishers", false},
	{"51-2090", "Miscellaneous Assemblers and Fabricators", true},
	{"53-1047", "First-Line Supervisors of Transportation and Material Moving Workers, Except Aircraft Cargo Handling Supervisors", false},
}

func wageOccupations() []wageOccupation {
	out := slices.Clone(onlyWages)
	for _, o := range occupations {
		if o.oews == "" && strings.HasSuffix(o.onet, ".00") {
			out = append(out, wageOccupation{o.onet[:7], o.title, false})
		}
	}
	slices.SortFunc(out, func(a, b wageOccupation) int { return strings.Compare(a.code, b.code) })
	return out
}

// exposureTable is the table of scores, one row an O*NET occupation.
func exposureTable() []byte {
	var b bytes.Buffer
	b.WriteString("O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,dv_rating_gamma,human_rating_alpha,human_rating_beta,human_rating_gamma\n")
	for _, o := range occupations {
		i := slices.IndexFunc(groups, func(g group) bool { return g.code == o.onet[:2] })
		fmt.Fprintf(&b, "%s,%s", o.onet, quoted(o.title))
		for _, rater := range []string{"gpt4", "human"} {
			e1, e2 := scores(o.onet, rater, groups[i].exposure)
			beta := plain(round(e1+e2/2, 2))
			if o.onet == "15-1254.00" && rater == "human" {
				// A half that a sum of floats does not hit; thresholds must forgive it.
				beta = "0.49999999999999994"
			}
			fmt.Fprintf(&b, ",%s,%s,%s", plain(e1), beta, plain(round(e1+e2, 2)))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// scores are the shares of tasks rated E1 and E2, in fiftieths, so that sums
// and halves are short decimals. Two occupations have a beta of exactly one half.
func scores(code, rater string, centre float64) (e1, e2 float64) {
	if rater == "human" && (code == "43-9061.00" || code == "15-1254.00") {
		return 0.2, 0.6
	}
	beta := min(0.9, max(0, centre*(1+0.45*noise(code, rater))))
	fifty := func(x float64) float64 { return round(math.Round(x*50)/50, 2) }
	e1 = fifty(beta * (0.35 + 0.15*noise(code, rater, "direct")))
	e2 = fifty(min(1-e1, 2*(beta-e1)))
	return e1, e2
}

// quoted is a CSV cell.
func quoted(text string) string {
	if strings.ContainsAny(text, ",\"\n") {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}
