package phillyfed_test

import (
	"testing"

	"jevons/sources/phillyfed"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, phillyfed.Datasets()) }
