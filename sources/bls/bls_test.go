package bls_test

import (
	"testing"

	"jevons/sources/bls"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, bls.Datasets()) }
