package cli

import (
	"context"
	"testing"
	"time"
)

func TestAClockShowsItsOwnTimeAtItsOwnSpeed(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var slept time.Duration
	c := newClock(Env{
		Now:   func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error { slept = d; return nil },
	}, time.Date(2026, 9, 3, 12, 0, 0, 0, time.UTC), 600)
	if got, want := c.Now(), time.Date(2026, 9, 3, 12, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("it begins at %s, want %s", got, want)
	}
	now = now.Add(6 * time.Second)
	if got, want := c.Now(), time.Date(2026, 9, 3, 13, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("six seconds later it shows %s, want %s", got, want)
	}
	if err := c.Sleep(context.Background(), time.Hour); err != nil || slept != 6*time.Second {
		t.Errorf("an hour of it takes %s (%v), want 6s", slept, err)
	}
}
