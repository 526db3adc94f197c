package aio

import ("testing";"time";"fmt";"io";"errors")

func TestSmoke(t *testing.T) {
	err := Run(func(ctx *Context) error {
		ln, err := Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil { return err }
		srv := Go(ctx, func(ctx *Context) (int, error) { return 0, ln.Serve(ctx, func(ctx *Context, c *Conn) error {
			for { b, err := c.Next(ctx); if err == io.EOF { return nil }; if err != nil { return err }
				if _, err := c.Write(ctx, b); err != nil { return err } } }) })
		err = Group(ctx, func(ctx *Context, g *TaskGroup) error {
			for i := range 10 { g.Go(func(ctx *Context) error {
				c, err := Dial(ctx, "tcp", ln.Addr().String()); if err != nil { return err }
				defer c.Close()
				c.Write(ctx, fmt.Appendf(nil, "hello %d", i))
				b, err := c.Next(ctx); if err != nil { return err }
				t.Log(string(b)); return nil }) }
			return nil
		})
		if err != nil { return err }
		_, err = WaitFor(ctx, 20*time.Millisecond, func(ctx *Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
		t.Log(err)
		v, err := ToThread(ctx, func() (int, error) { return 42, nil })
		t.Log(v, err)
		_ = srv
		return nil
	})
	if err != nil { t.Fatal(err) }
	err = Run(func(ctx *Context) error { _, err := NewQueue[int](1).Get(ctx); return err })
	var d *DeadlockError
	if !errors.As(err, &d) { t.Fatal(err) }
	t.Log(err)
	err = Run(func(ctx *Context) error { panic("x") })
	t.Log(err.Error()[:20])
	err = Run(func(ctx *Context) error { Go(ctx, func(ctx *Context)(int,error){ t.SkipNow(); return 1, nil}); return Sleep(ctx, time.Millisecond) })
	t.Log(err)
}
func BenchmarkSwitch(b *testing.B) {
	Run(func(ctx *Context) error { for range 9 { Go(ctx, func(ctx *Context)(int,error){ for { if err := Yield(ctx); err != nil { return 0, err } } }) }
		for b.Loop() { Yield(ctx) }
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*10), "ns/switch")
		return nil })
}
func BenchmarkSpawn(b *testing.B) {
	b.ReportAllocs()
	Run(func(ctx *Context) error { f := func(ctx *Context)(int,error){ return 0,nil}
		for b.Loop() { Go(ctx, f).Wait(ctx) }
		return nil })
}
func BenchmarkSpawn100(b *testing.B) {
	b.ReportAllocs()
	Run(func(ctx *Context) error { f := func(ctx *Context)(int,error){ return 0,nil}
		for b.Loop() { for range 100 { Go(ctx, f) }; Yield(ctx); Yield(ctx) }
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*100), "ns/spawn")
		return nil })
}
func BenchmarkTimer(b *testing.B) {
	b.ReportAllocs()
	Run(func(ctx *Context) error { 
		for b.Loop() { WaitFor(ctx, time.Second, func(ctx *Context)(int,error){ return 0, nil}) }
		return nil })
}
func BenchmarkToThread(b *testing.B) {
	Run(func(ctx *Context) error { for b.Loop() { ToThread(ctx, func() (int,error) { return 1, nil }) }; return nil })
}
