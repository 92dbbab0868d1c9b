package runpod_test

import (
	"testing"

	"jevons/sources/runpod"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, runpod.Datasets()) }
