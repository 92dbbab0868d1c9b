package ecb_test

import (
	"testing"

	"jevons/sources/ecb"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, ecb.Datasets()) }
