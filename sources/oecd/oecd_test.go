package oecd_test

import (
	"testing"

	"jevons/sources/oecd"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, oecd.Datasets()) }
