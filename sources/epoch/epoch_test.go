package epoch_test

import (
	"testing"

	"jevons/sources/epoch"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, epoch.Datasets()) }
