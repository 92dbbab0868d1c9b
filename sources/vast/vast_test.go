package vast_test

import (
	"testing"

	"jevons/sources/sourcetest"
	"jevons/sources/vast"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, vast.Datasets()) }
