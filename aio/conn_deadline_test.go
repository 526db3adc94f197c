package aio_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestReadDeadlineLosesToDataOfTheSameTurn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		a.SetReadDeadline(ctx.Loop().Now().Add(time.Second))
		spawn(ctx, func(ctx *aio.Context) error {
			aio.Sleep(ctx, time.Second)
			_, err := b.Write(ctx, []byte("just in time"))
			return err
		})
		p, err := a.Next(ctx)
		equal(t, "read", string(p), "just in time")
		return err
	})
}
