package microsoft_test

import (
	"testing"

	"jevons/sources/microsoft"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, microsoft.Datasets()) }
