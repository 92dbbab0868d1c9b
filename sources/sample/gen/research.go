package gen

import "fmt"

// research are the files of occupation research and of code lists, which do
// not change within the sample's dates.
func research() (map[string][]byte, error) {
	made := map[string][]byte{}
	for path, f := range map[string]func() ([]byte, error){
		"www.onetcenter.org/dl_files/database/db_30_3_text.zip": onetArchive,
	} {
		body, err := f()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		made[path] = body
	}
	return made, nil
}
