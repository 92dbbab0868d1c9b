package crosswalk

import (
	"bytes"
	"errors"
)

// oldWorkbook refuses a workbook of before 2007, whose bytes are no text.
func oldWorkbook(head []byte) error {
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")) {
		return errors.New("the file is an .xls workbook, which cannot be read; save its sheet as CSV with semicolons and load that")
	}
	return nil
}
