package decode

import (
	"bytes"

	"jevons/sources"
)

// codeCache keeps the numbers of a coded column's texts in its worker, so that
// the shared coder is asked once a text: texts repeat from row to row.
type codeCache struct {
	coder sources.Coder
	last  []byte
	code  int32
	known map[string]int32
}

func (m *codeCache) get(s []byte) (int32, bool) {
	if len(m.last) > 0 && bytes.Equal(m.last, s) {
		return m.code, true
	}
	code, ok := m.known[string(s)]
	if ok {
		m.last, m.code = append(m.last[:0], s...), code
	}
	return code, ok
}

// add numbers a text that this worker has not met before.
func (m *codeCache) add(s []byte) (int32, bool) {
	code, err := m.coder.Code(s)
	if err != nil {
		return 0, false
	}
	if m.known == nil {
		m.known = map[string]int32{}
	}
	m.known[string(s)] = code
	m.last, m.code = append(m.last[:0], s...), code
	return code, true
}
