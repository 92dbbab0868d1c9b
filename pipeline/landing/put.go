package landing

import (
	"context"
	"fmt"
	"io"
)

// blockSize is how much is read, hashed and written at a time: large enough
// that handing a block over costs nothing, small enough to stay in cache.
const blockSize = 1 << 18

// PutFile stores what r holds, for files that a user loads by hand. progress is
// told of every n bytes and may be nil. isNew is false when the same bytes were
// in the archive already.
func (a *Archive) PutFile(ctx context.Context, r io.Reader, progress func(n int64)) (o Object, isNew bool, err error) {
	in, err := a.New()
	if err != nil {
		return Object{}, false, err
	}
	defer in.Abort()
	if err := in.Fill(ctx, r, progress); err != nil {
		return Object{}, false, fmt.Errorf("copy into the archive: %w", err)
	}
	o = in.Object()
	isNew, err = in.Commit("")
	if err != nil {
		return Object{}, false, err
	}
	return o, isNew, nil
}

// Fill copies r, hashing each block while the next one is read and written:
// hashing takes about as long as the rest, so two cores halve the time.
func (in *Incoming) Fill(ctx context.Context, r io.Reader, progress func(n int64)) error {
	free, full := make(chan []byte, 4), make(chan []byte, 4)
	for range cap(free) {
		free <- make([]byte, blockSize)
	}
	hashed := make(chan struct{})
	go func() {
		defer close(hashed)
		for p := range full {
			in.add(p)
			free <- p[:cap(p)]
		}
	}()
	err := in.pump(ctx, r, progress, free, full)
	close(full)
	<-hashed
	return err
}

func (in *Incoming) pump(ctx context.Context, r io.Reader, progress func(n int64), free, full chan []byte) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := <-free
		n, err := readBlock(r, p)
		if n > 0 {
			if _, werr := in.f.Write(p[:n]); werr != nil {
				return werr
			}
			full <- p[:n]
			if progress != nil {
				progress(int64(n))
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readBlock reads until p is full or the reader ends. io.ReadFull will not do:
// its error for a short last block is the one by which a reader says that its
// own source broke off.
func readBlock(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = r.Read(p[n:])
		n += m
	}
	return n, err
}
