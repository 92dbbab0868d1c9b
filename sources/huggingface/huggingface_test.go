package huggingface_test

import (
	"testing"

	"jevons/sources/huggingface"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, huggingface.Datasets()) }
