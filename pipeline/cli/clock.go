package cli

import (
	"context"
	"time"
)

// clock is a clock that shows an instant when it is made and runs so many times
// as fast as the real one. It serves to watch days of work in minutes.
type clock struct {
	real        func() time.Time
	sleep       func(context.Context, time.Duration) error
	made, shows time.Time
	speed       float64
}

func newClock(env Env, shows time.Time, speed float64) *clock {
	return &clock{real: env.Now, sleep: env.Sleep, made: env.Now(), shows: shows, speed: speed}
}

// Now is the time that the clock shows.
func (c *clock) Now() time.Time {
	return c.shows.Add(time.Duration(float64(c.real().Sub(c.made)) * c.speed))
}

// Sleep waits until the clock has gone on by d.
func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	return c.sleep(ctx, time.Duration(float64(d)/c.speed))
}
