package litellm_test

import (
	"testing"

	"jevons/sources/litellm"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, litellm.Datasets()) }
