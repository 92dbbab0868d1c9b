package decode

import (
	"io"

	"jevons/sources"
)

// cubeFeed cuts the listed cells into jobs.
type cubeFeed struct {
	*cube
	f    *file
	size int64
	pos  int
}

func (fd *cubeFeed) Close() error            { return nil }
func (fd *cubeFeed) total(l *sources.Ledger) { l.Bytes = fd.size }

func (fd *cubeFeed) next() (job, error) {
	if fd.pos == len(fd.cells) {
		return nil, io.EOF
	}
	from := fd.pos
	fd.pos = min(len(fd.cells), from+fd.f.BatchRows)
	return &cubeJob{cube: fd.cube, from: from, to: fd.pos}, nil
}

type cubeJob struct {
	*cube
	from, to int
}

func (j *cubeJob) done() {}

func (j *cubeJob) rows(b *builder) error {
	b.expect(j.to-j.from, false)
	n := len(j.id)
	var text []byte
	spans := make([]span, n+2)
	put := func(k int, s []byte) {
		if k > 0 {
			text = append(text, ',')
		}
		from := int32(len(text))
		text = append(text, s...)
		spans[k] = span{from, int32(len(text))}
	}
	place := make([]int, n)
	for i, c := range j.cells[j.from:j.to] {
		at := int(c.at)
		for k := n - 1; k >= 0; k-- { // the last dimension changes first
			place[k] = at % len(j.codes[k])
			at /= len(j.codes[k])
		}
		text = text[:0]
		for k := range n {
			put(k, []byte(j.codes[k][place[k]]))
		}
		put(n, c.value)
		if c.status == nil {
			c.status = j.common
		}
		put(n+1, c.status)
		b.row(text, spans, int64(j.from+i+1), text)
	}
	return nil
}
