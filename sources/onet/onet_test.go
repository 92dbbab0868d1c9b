package onet_test

import (
	"testing"

	"jevons/sources/onet"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, onet.Datasets()) }

func TestVersionIsReadFromTheName(t *testing.T) {
	for file, want := range map[string]string{
		"www.onetcenter.org/dl_files/database/db_30_3_text.zip": "30.3",
		"db_18_1/Task Statements.txt":                           "18.1",
		"db_29_3_text/Occupation Data.txt":                      "29.3",
		"db_29_3_text/db_30_0_text/Occupation Data.txt":         "30.0",
		"/x/db_31_0_text":                                       "31.0",
		"Task Statements.txt":                                   "",
		"db_2025/Occupation Data.txt":                           "",
		"mydb_29_3_text.zip":                                    "",
	} {
		for _, d := range onet.Datasets() {
			if got := d.PartOf(file); got != want {
				t.Errorf("%s: PartOf(%q) is %q, want %q", d.Name, file, got, want)
			}
		}
	}
}
