package genai_test

import (
	"testing"

	"jevons/sources/genai"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, genai.Datasets()) }
