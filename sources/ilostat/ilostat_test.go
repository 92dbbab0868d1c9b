package ilostat_test

import (
	"testing"

	"jevons/sources/ilostat"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, ilostat.Datasets()) }
