package ons_test

import (
	"testing"

	"jevons/sources/ons"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, ons.Datasets()) }
