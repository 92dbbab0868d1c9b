// Package onet declares tables of the O*NET database: occupations, their
// tasks, activities, abilities and conditions of work, with ratings. O*NET
// publishes a whole database several times a year, each with its version, as
// one archive of tab-separated files without quoting. A version is a part, so
// no release replaces another one.
package onet

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jevons/sources"
	"jevons/sources/decode"
)

const (
	home     = "https://www.onetcenter.org/database.html"
	license  = "CC BY 4.0"
	citation = "O*NET Database by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license."
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// releases are the versions that are looked for; the site has no address for
// the newest. Others are loaded from a file or folder that is called like
// theirs, such as db_29_3_text.zip.
func releases() sources.Fetch {
	return sources.Each(sources.Request{URL: "https://www.onetcenter.org/dl_files/database/db_30_3_text.zip", Part: "30.3"})
}

// table reads one table of the archive, or the table's file by itself. The
// files are in the order of the occupations, which is not that of bytes, so
// lines are not compared.
func table(member string) sources.Decoder {
	return decode.Zip{Member: member, Then: decode.Flat{Cells: decode.Cells{Trim: true, Nulls: []string{"n/a"}}, Comma: '\t'}}
}

var versionName = regexp.MustCompile(`(?:^|/)db_([0-9]{1,3})_([0-9]{1,2})(?:[_./]|$)`)

// version is the part of a file: 30.3 for db_30_3_text.zip and what lies in
// such a folder.
func version(file string) string {
	all := versionName.FindAllStringSubmatch(file, -1)
	if len(all) == 0 {
		return ""
	}
	last := all[len(all)-1]
	return last[1] + "." + last[2]
}

func versionColumn() sources.Column {
	return sources.Code("db_version", "Version of the database, such as 30.3, from the name of the archive.").Key().FromPart()
}

func occupationColumn() sources.Column {
	return sources.Code("onetsoc_code", "Occupation: a SOC code, a dot, two digits; the edition is in soc_edition.").Key().Named("O*NET-SOC Code")
}

// editionColumn keeps the taxonomy with the code, since a code may have
// another meaning, or none, in another edition.
func editionColumn() sources.Column {
	return sources.Code("soc_edition", "Taxonomy of onetsoc_code, by the version: O*NET-SOC 2019 (SOC 2018) from 25.1 on, O*NET-SOC 2010 (SOC 2010) from 15.1 on, NULL before.").
		Optional().DerivedBy(edition, "db_version")
}

// edition derives the taxonomy; cells begin with the version.
func edition(cells [][]byte, dst []byte) ([]byte, error) {
	major, minor, ok := bytes.Cut(cells[0], []byte("."))
	if !ok {
		return nil, nil
	}
	a, err := strconv.Atoi(string(major))
	if err != nil {
		return nil, nil
	}
	b, err := strconv.Atoi(string(minor))
	if err != nil {
		return nil, nil
	}
	switch {
	case a > 25 || a == 25 && b >= 1:
		return append(dst, "O*NET-SOC 2019"...), nil
	case a > 15 || a == 15 && b >= 1:
		return append(dst, "O*NET-SOC 2010"...), nil
	}
	return nil, nil
}

// ratingColumns are the figures that every table of ratings has.
func ratingColumns() []sources.Column {
	return []sources.Column{
		sources.Number("n", "raters", "Number of raters behind the value; NULL where no survey is.").Named("N").MayLack().AtLeast(0),
		sources.Number("standard_error", "points of the scale", "Standard error of the value.").Named("Standard Error").MayLack().AtLeast(0),
		sources.Number("lower_ci_bound", "points of the scale", "Lower bound of the 95 percent confidence interval.").Named("Lower CI Bound").MayLack(),
		sources.Number("upper_ci_bound", "points of the scale", "Upper bound of the 95 percent confidence interval.").Named("Upper CI Bound").MayLack(),
		sources.Code("recommend_suppress", "Y where O*NET advises against use of the value for its low precision, N else.").Named("Recommend Suppress").MayLack().OneOf("Y", "N"),
	}
}

// levelColumns are those of a table that rates how important something is in an
// occupation, and at what level: what is one of them, such as an ability, and
// example its code.
func levelColumns(what, example string) []sources.Column {
	return slices.Concat([]sources.Column{
		versionColumn(),
		occupationColumn(),
		sources.Code("element_id", strings.ToUpper(what[:1])+what[1:]+" in the content model, such as "+example+".").Key().Named("Element ID").AsCode(),
		sources.Text("element_name", "Name of the "+what+".").Named("Element Name").AsCode(),
		sources.Code("scale_id", "IM importance (1 to 5), LV level (0 to 7).").Key().Named("Scale ID").AsCode(),
		sources.Number("data_value", "points of the scale", "The rating.").Named("Data Value").Between(0, 100),
	}, ratingColumns(), []sources.Column{
		sources.Code("not_relevant", "Y where the "+what+" is not relevant to the occupation, N else; NULL for importance.").Named("Not Relevant").MayLack().OneOf("Y", "N"),
	}, originColumns(), []sources.Column{editionColumn()})
}

func levelCheck() sources.Check {
	return sources.Check{Name: "on its scale", Rule: "case scale_id when 'IM' then data_value between 1 and 5 when 'LV' then data_value between 0 and 7 end",
		Why: "importance runs from 1 to 5 and level from 0 to 7; another value means swapped columns"}
}

// originColumns say when and by whom a row was last changed.
func originColumns() []sources.Column {
	return []sources.Column{
		sources.Text("updated", "Month of the row's last update as published, MM/YYYY.").Named("Date").Optional(),
		sources.Date("updated_month", "First day of the month of the last update.").Shown("CAST(try_strptime(updated, '%m/%Y') AS DATE)"),
		sources.Text("domain_source", "Who answered: Incumbent, Occupational Expert, Analyst and others.").Named("Domain Source").Optional(),
	}
}

func codeCheck() sources.Check {
	return sources.Check{Name: "occupation code", Rule: "regexp_full_match(onetsoc_code, '[0-9]{2}-[0-9]{4}[.][0-9]{2}')",
		Why: "joins cut the SOC code off the front, so its form matters"}
}
