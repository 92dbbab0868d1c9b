package sec_test

import (
	"testing"

	"jevons/sources/sec"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, sec.Datasets()) }
