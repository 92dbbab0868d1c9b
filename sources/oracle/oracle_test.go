package oracle_test

import (
	"testing"

	"jevons/sources/oracle"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, oracle.Datasets()) }
