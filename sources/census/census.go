// Package census declares tables of the US Census Bureau: the Business Trends
// and Outlook Survey, microdata of the Current Population Survey and the value
// of construction put in place.
//
// Workbooks are overwritten in place with every release and hold the whole
// history, so each landing is a vintage of all of it.
package census

import (
	"bytes"
	"errors"

	"jevons/sources"
)

const (
	license  = "US public domain"
	citation = "US Census Bureau, "
)

var list sources.List

// Datasets are the tables of this provider, sorted by name.
func Datasets() []*sources.Dataset { return list.All() }

// oldWorkbook refuses a workbook of before 2007, whose bytes are no text.
func oldWorkbook(head []byte) error {
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")) {
		return errors.New("the file is an .xls workbook of the old binary kind, which cannot be read; the bureau serves .xlsx today, or save it as .xlsx and load that")
	}
	return nil
}
