package modelsdev_test

import (
	"testing"

	"jevons/sources/modelsdev"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, modelsdev.Datasets()) }
