package gen

import (
	"bytes"
	"fmt"
)

// onetWalk leads from O*NET-SOC 2010 to 2019 for the sample's occupations.
func onetWalk() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("O*NET-SOC 2010 Code,O*NET-SOC 2010 Title,O*NET-SOC 2019 Code,O*NET-SOC 2019 Title\n")
	for _, o := range occupations {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", oldCode(o.onet[:7])+o.onet[7:], quoted(o.title), o.onet, quoted(o.title))
	}
	return b.Bytes(), nil
}

// matrixWalk leads from O*NET-SOC 2019 to the codes of the wage tables.
func matrixWalk() ([]byte, error) {
	rows := [][]any{{"Sample data"}, {"Made up"}, {"As of no day"}, {"O*NET-SOC and matrix equivalents"},
		{"Sort Order", "O*NET-SOC Code", "O*NET-SOC Title", "NEM Code", "National Employment Matrix Occupational Title",
			"OOH Profile Code", "OOH Profile Title", "OOH Occupation Group"}}
	for i, o := range occupations {
		code, title := o.oews, o.title
		switch code {
		case "":
			code = o.onet[:7]
		case "none":
			code, title = "—", "—"
		}
		rows = append(rows, []any{i + 1, o.onet, o.title, code, title, "—", "—", "—"})
	}
	return workbook("Definitions", "ONET to SOC crosswalk", rows)
}

// iscoOf are the unit groups of ISCO-08 that stand for the sample's major groups.
var iscoOf = map[string][2]string{
	"11": {"1120", "Managing directors and chief executives"}, "13": {"2411", "Accountants"}, "15": {"2512", "Software developers"},
	"17": {"2142", "Civil engineers"}, "19": {"2113", "Chemists"}, "21": {"2635", "Social work and counselling professionals"},
	"23": {"2611", "Lawyers"}, "25": {"2341", "Primary school teachers"}, "27": {"2641", "Authors and related writers"},
	"29": {"2221", "Nursing professionals"}, "31": {"5322", "Home-based personal care workers"}, "33": {"5414", "Security guards"},
	"35": {"5120", "Cooks"}, "37": {"9112", "Cleaners and helpers in offices, hotels and other establishments"}, "39": {"5322", "Home-based personal care workers"},
	"41": {"5223", "Shop sales assistants"}, "43": {"4110", "General office clerks"}, "45": {"9211", "Crop farm labourers"},
	"47": {"7411", "Building and related electricians"}, "51": {"8219", "Assemblers not elsewhere classified"}, "53": {"8332", "Heavy truck and lorry drivers"},
}

// iscoWalk leads from SOC 2010 to ISCO-08, with the blank and the nameless
// last column of the copy that goes round.
func iscoWalk() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeffsoc2010_code;soc2010_title;isco08_code;isco08_title;Comment 8/17/11;\r\n")
	seen := map[string]bool{}
	for i, o := range socOccupations() {
		code := oldCode(o.onet[:7])
		if seen[code] {
			continue
		}
		seen[code] = true
		isco, blank := iscoOf[code[:2]], ""
		if i%20 == 3 {
			blank = " "
		}
		fmt.Fprintf(&b, "%s;%s;%s%s;%s;;\r\n", code, o.title, isco[0], blank, isco[1])
	}
	return b.Bytes(), nil
}

func socWalk() ([]byte, error) {
	rows := [][]any{{"Sample data"}, {"Made up"}, {}, {"2010 SOC Code", "2010 SOC Title", "2018 SOC Code", "2018 SOC Title"}}
	for _, o := range socOccupations() {
		rows = append(rows, []any{oldCode(o.onet[:7]), o.title, o.onet[:7], o.title})
	}
	return workbook("Notes", "Sorted by 2010", rows)
}

func naicsWalk() ([]byte, error) {
	rows := [][]any{{"Sample data: a few pairs, not the whole list"}, {}, {"2017 NAICS Code", "2017 NAICS Title", "2022 NAICS Code", "2022 NAICS Title"}}
	for _, p := range []struct {
		from, to int
		title    string
	}{
		{111110, 111110, "Soybean Farming"}, {111120, 111120, "Oilseed (except Soybean) Farming"}, {111130, 111130, "Dry Pea and Bean Farming"},
		{111140, 111140, "Wheat Farming"}, {111150, 111150, "Corn Farming"}, {111160, 111160, "Rice Farming"},
		{511210, 513210, "Software Publishers"}, {518210, 518210, "Data Processing, Hosting, and Related Services"}, {519130, 516210, "Internet Publishing, part"},
		{519130, 519290, "Internet Publishing, part"}, {541511, 541511, "Custom Computer Programming Services"}, {541512, 541512, "Computer Systems Design Services"},
	} {
		rows = append(rows, []any{p.from, p.title, p.to, p.title})
	}
	return workbook("Notes", "2017 to 2022 NAICS U.S.", rows)
}
