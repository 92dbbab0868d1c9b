package pipeline_test
func churnJob() error {return nil}
func readJob() error {return nil}
