package lmarena_test

import (
	"testing"

	"jevons/sources/lmarena"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, lmarena.Datasets()) }
