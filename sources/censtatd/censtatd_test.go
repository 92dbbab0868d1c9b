package censtatd_test

import (
	"testing"

	"jevons/sources/censtatd"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, censtatd.Datasets()) }
