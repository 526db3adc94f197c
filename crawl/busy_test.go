package crawl

import (
	"fmt"
	"testing"
	"time"
)

func TestBusiestHosts(t *testing.T) {
	now := time.Unix(1e9, 0)
	f := NewFrontier(FrontierOptions{HostDelay: time.Second, MaxPerHost: 1})
	for host, urls := range map[string]int{"a.example": 2, "b.example:81": 4, "c.example": 1} {
		for i := range urls {
			f.Admit(&Item{Asked: mustParse(t, fmt.Sprintf("http://%s/%d", host, i))}, now)
		}
	}
	for it, _ := f.Next(now); it != nil; it, _ = f.Next(now) {
	}
	got := fmt.Sprint(f.Busiest(2))
	later := now.Add(time.Second)
	if want := fmt.Sprint([]HostState{{"b.example:81", 3, 1, later}, {"a.example:80", 1, 1, later}}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestBusiestLooksAtAFewOfManyHosts(t *testing.T) {
	f := NewFrontier(FrontierOptions{})
	for i := range 2 * lookedAt {
		f.Admit(&Item{Asked: mustParse(t, fmt.Sprintf("http://h%d.example/", i))}, time.Time{})
	}
	if n := len(f.Busiest(2 * lookedAt)); n != lookedAt {
		t.Errorf("%d hosts, want %d", n, lookedAt)
	}
}
