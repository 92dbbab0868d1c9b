package nomis_test

import (
	"testing"

	"jevons/sources/nomis"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, nomis.Datasets()) }
