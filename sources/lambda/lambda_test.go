package lambda_test

import (
	"testing"

	"jevons/sources/lambda"
	"jevons/sources/sourcetest"
)

func TestDatasets(t *testing.T) { sourcetest.Run(t, lambda.Datasets()) }
