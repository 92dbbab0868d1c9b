package skypilot_test

import (
	"testing"

	"jevons/sources/skypilot"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, skypilot.Datasets()) }
