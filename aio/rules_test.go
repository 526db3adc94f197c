package aio_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// The rules of the runtime are numbered R1 to R54; a test says in its name which
// it holds. untested are those that are still to come.
const rules = 54

var untested = map[int]bool{8: true, 9: true, 52: true}

func TestEveryRuleHasATest(t *testing.T) {
	tests := rulesOfTests(t)
	for rule := 1; rule <= rules; rule++ {
		switch {
		case tests[rule] == 0 && !untested[rule]:
			t.Errorf("R%d has no test", rule)
		case tests[rule] > 0 && untested[rule]:
			t.Errorf("R%d has a test: it can leave the list of those without", rule)
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
