package statcan_test

import (
	"testing"

	"jevons/sources/sourcetest"
	"jevons/sources/statcan"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, statcan.Datasets()) }
