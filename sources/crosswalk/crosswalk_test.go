package crosswalk_test

import (
	"testing"

	"jevons/sources/crosswalk"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, crosswalk.Datasets()) }
