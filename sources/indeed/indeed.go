// Package indeed declares the series that Indeed's economists publish on job
// postings: their number by country, sector and region, the share that mention
// AI, and the wages they offer.
//
// Each series is estimated anew as a whole with every edition, so what was
// known on a day is not what is known of it now. Editions until 2022 gave the
// change since 1 February 2020 in percent, later ones give an index that was
// 100 on that day. The two are columns of their own: one is the other less 100,
// but the older editions were adjusted in another way.
package indeed

import (
	"path"
	"regexp"
	"strings"

	"jevons/sources"
)

const (
	license = "CC BY 4.0"
	// The repository's default branch has a name; those of the trackers are
	// reached by HEAD.
	postingsRepo = "https://raw.githubusercontent.com/hiring-lab/job_postings_tracker/master/"
	postingsHome = "https://github.com/hiring-lab/job_postings_tracker"
	postingsCite = "Indeed Hiring Lab, Indeed Job Postings Index. CC BY 4.0."
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// files asks for one file a country.
func files(name string, countries ...string) sources.Fetch {
	var all []sources.Request
	for _, c := range countries {
		all = append(all, sources.Request{URL: postingsRepo + c + "/" + name + c + ".csv", Part: c})
	}
	return sources.Each(all...)
}

// countryOf gives the part of a file that is called like the provider's:
// the code after the name.
func countryOf(name string) func(string) string {
	form := regexp.MustCompile(`^` + name + `([A-Z]{2})(?: ?\([0-9]+\))?\.csv(?:\.gz)?$`)
	return func(file string) string {
		if m := form.FindStringSubmatch(path.Base(file)); m != nil {
			return m[1]
		}
		return ""
	}
}

func dateColumn() sources.Column {
	return sources.Date("date", "Day; the value is the mean of the seven days until it.").Key()
}

func countryColumn() sources.Column {
	return sources.Code("country", "Country, ISO 3166 alpha-2; EA is the euro area.").Key().Named("jobcountry").AsCode()
}

func kindColumn() sources.Column {
	return sources.Code("postings", "total postings, or new postings: those up to seven days old.").Key().Named("variable").OneOf("total postings", "new postings").AsCode()
}

// measures are the forms in which a level of postings was published over time.
func measures() []sources.Column {
	return []sources.Column{
		sources.Number("index_sa", "index, 2020-02-01 = 100", "Level, seasonally adjusted.").Named("indeed_job_postings_index_SA", "indeed_job_postings_index").MayLack().AtLeast(0),
		sources.Number("index_nsa", "index, 2020-02-01 = 100", "Level as counted.").Named("indeed_job_postings_index_NSA").MayLack().AtLeast(0),
		sources.Number("pct_change_since_2020_02_01", "percent", "Change since 1 February 2020, seasonally adjusted; editions until 2022.").Named("pct_chng_feb_1").MayLack().AtLeast(-100),
	}
}

// measureChecks are the conditions on the columns of measures.
func measureChecks() []sources.Check {
	return []sources.Check{
		{Name: "a level or a change", Rule: "coalesce(index_sa, index_nsa, pct_change_since_2020_02_01) is not null", Why: "an edition has an index or a change in percent; one with neither has renamed its columns"},
		{Name: "not both", Rule: "index_sa is null or pct_change_since_2020_02_01 is null", Why: "no edition had both; a file with both needs a look at which is which"},
		{Name: "base is 100", Rule: "date <> DATE '2020-02-01' or index_sa is null or index_sa between 99.5 and 100.5", Why: "every index is 100 on 1 February 2020; one near 0 is a change in percent"},
	}
}

// lower is a base name in lower case, without the endings of a table.
func lower(file string) string {
	name := strings.ToLower(path.Base(file))
	return strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".csv")
}

var weekly = sources.Freshness{Every: sources.Daily, Period: "date", Lag: 19, Why: "renewed once a week, from Tuesday to Thursday, with data up to five days before, now and then a week late"}
