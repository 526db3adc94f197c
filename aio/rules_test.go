package aio_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// rules is how many rules the runtime has: they are numbered R1 to R54, and a
// test says in its name which it holds.
const rules = 54

func TestEveryRuleHasATest(t *testing.T) {
	tests := rulesOfTests(t)
	for rule := 1; rule <= rules; rule++ {
		if tests[rule] == 0 {
			t.Errorf("R%d has no test", rule)
		}
		delete(tests, rule)
	}
	for rule := range tests {
		t.Errorf("there is no R%d", rule)
	}
}

// rulesOfTests counts the tests of each rule.
func rulesOfTests(t *testing.T) map[int]int {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	test, number := regexp.MustCompile(`(?m)^func Test((?:R\d+_)+)`), regexp.MustCompile(`\d+`)
	count := map[int]int{}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, names := range test.FindAllSubmatch(source, -1) {
			for _, digits := range number.FindAllString(string(names[1]), -1) {
				rule, _ := strconv.Atoi(digits)
				count[rule]++
			}
		}
	}
	return count
}
