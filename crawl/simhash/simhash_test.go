package simhash

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// prose returns n words that are always the same for a seed.
func prose(seed uint64, n int) []string {
	rng := rand.New(rand.NewPCG(seed, 0))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", rng.IntN(5000))
	}
	return words
}

func of(words []string) uint64 { return Text([]byte(strings.Join(words, " "))) }

func TestNearTextsAreClose(t *testing.T) {
	for seed := range uint64(50) {
		words := prose(seed, 1000)
		a := of(words)
		words[500] = "changed"
		if d := Distance(a, of(words)); d > 6 {
			t.Errorf("seed %d: one word in a thousand makes %d bits", seed, d)
		}
	}
}

func TestOtherTextsAreFar(t *testing.T) {
	nearest := 64
	for seed := range uint64(50) {
		for other := range seed {
			nearest = min(nearest, Distance(of(prose(seed, 300)), of(prose(other, 300))))
		}
	}
	if nearest < 10 {
		t.Errorf("two texts that have nothing in common differ in %d bits", nearest)
	}
}

func TestWhatCounts(t *testing.T) {
	for _, c := range [][2]string{
		{"One two, three FOUR", "one  two three\nfour!"},
		{"élan ÉCLAIR", "ÉLAN éclair"},
	} {
		if Text([]byte(c[0])) != Text([]byte(c[1])) {
			t.Errorf("%q and %q differ", c[0], c[1])
		}
	}
	if Text([]byte("one two three")) == Text([]byte("three two one")) {
		t.Error("the order of words does not count")
	}
	if got := Text([]byte(" .,- ")); got != 0 {
		t.Errorf("no words: %x", got)
	}
}

func TestHTMLIsWhatAPageShows(t *testing.T) {
	page := `<title>A page</title><script>var x = "hidden words";</script><style>p{}</style>
	<p class=unseen>One two<br>three &amp; four<!-- no --></p>`
	if HTML([]byte(page)) != Text([]byte("A page One two three four")) {
		t.Error("the fingerprint is not that of the text")
	}
}

// The values are written into files: they may not change.
func TestFingerprintsAreStable(t *testing.T) {
	if got := Text([]byte("The quick brown fox jumps over the lazy dog")); got != 0xea1c82ac0aa06d07 {
		t.Errorf("%#x", got)
	}
}

func BenchmarkHTML(b *testing.B) {
	page := []byte("<html><body>" + strings.Repeat("<p>"+strings.Join(prose(1, 40), " ")+"</p>", 40))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		HTML(page)
	}
}
