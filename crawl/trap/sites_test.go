package trap

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// A page of a site in a test.
type page struct {
	title, text string
	links       []string
	real        string // what it is one of, if it is no trap; its identity
}

// A site answers paths. nil is a 404.
type site func(path string) *page

func (p *page) link(format string, args ...any) {
	p.links = append(p.links, fmt.Sprintf(format, args...))
}

// prose is text that is new for each n.
func prose(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	words := make([]string, 12)
	for i := range words {
		for range 3 + r.IntN(6) {
			words[i] += string(rune('a' + r.IntN(26)))
		}
	}
	return strings.Join(words, " ")
}

func after(path, prefix string) (int, bool) {
	rest, ok := strings.CutPrefix(path, prefix)
	n, err := strconv.Atoi(rest)
	return n, ok && err == nil && n >= 0
}

func article(kind string, n int, links ...string) *page {
	return &page{title: prose(n)[:20], text: prose(n), links: append(links, "/"), real: fmt.Sprint(kind, n)}
}

func home(links ...string) *page {
	return &page{title: "Home", text: "Welcome", links: links, real: "home"}
}

// blog has 1,000 pages of lists with 10 articles each.
func blog(path string) *page {
	p := numberedBlog(path)
	if n, ok := after(path, "/post-"); ok {
		return article("post", n)
	}
	return p
}

// numberedBlog is one whose articles differ in their numbers alone.
func numberedBlog(path string) *page {
	if path == "/" {
		return home("/page/1")
	}
	if n, ok := after(path, "/page/"); ok && n < 1000 {
		p := &page{title: "Blog", text: fmt.Sprintf("Page %d", n), real: path}
		p.link("/page/%d", min(n+1, 999))
		p.link("/page/%d", max(n-1, 0))
		for i := range 10 {
			p.link("/%s-%d", "post", 10*n+i)
		}
		return p
	}
	if n, ok := after(path, "/post-"); ok {
		return &page{title: fmt.Sprint("Post ", n), text: fmt.Sprint("Post ", n), links: []string{"/"}, real: path}
	}
	return nil
}

// shop has so many products, each of which links to 20 others; told is what they
// say of themselves.
func shop(products int, told func(n int) (title, text string)) site {
	return func(path string) *page {
		if path == "/" {
			return home("/p/0", "/p/1")
		}
		n, ok := after(path, "/p/")
		if !ok {
			return nil
		}
		p := &page{real: path}
		p.title, p.text = told(n)
		p.link("/p/%d", (n+1)%products)
		for i := range 19 {
			p.link("/p/%d", (n*7919+i*104729+13)%products)
		}
		return p
	}
}

func properly(n int) (string, string) { return prose(n)[:20], prose(n) }
func lazily(n int) (string, string) {
	return fmt.Sprintf("Product %d", n), fmt.Sprintf("Product %d", n)
}

// tree is a binary tree of 20,000 pages that differ in their number.
func tree(path string) *page {
	n, ok := after(path, "/n/")
	if path == "/" {
		n, ok = 1, true
	}
	if !ok {
		return nil
	}
	p := &page{title: fmt.Sprint("Page ", n), text: fmt.Sprint("Page ", n), real: path}
	for _, child := range []int{2 * n, 2*n + 1} {
		if child < 20_000 {
			p.link("/n/%d", child)
		}
	}
	return p
}

// wiki has 5,000 pages named by words.
func wiki(path string) *page {
	name := func(n int) string {
		return strings.ReplaceAll(prose(n)[:14], " ", "_") + "_" + strings.Repeat("i", n%7)
	}
	if path == "/" {
		return home("/wiki/0/" + name(0))
	}
	n, err := strconv.Atoi(strings.Split(path+"//", "/")[2])
	if err != nil {
		return nil
	}
	p := article("wiki", n, "/wiki/Help", "/wiki/About")
	for i := range 8 {
		to := (n*31 + i*i*17 + 1) % 5000
		p.link("/wiki/%d/%s", to, name(to))
	}
	return p
}

// forum has 300 threads of up to 20 pages, and one of 800.
func forum(path string) *page {
	if path == "/" {
		p := home()
		for t := range 300 {
			p.link("/viewtopic.php?f=2&t=%d&start=0", t)
		}
		return p
	}
	var t, start int
	if _, err := fmt.Sscanf(path, "/viewtopic.php?f=2&t=%d&start=%d", &t, &start); err != nil {
		return nil
	}
	last := t % 20
	if t == 7 {
		last = 799
	}
	p := &page{title: fmt.Sprintf("Thread %d", t), text: prose(t*1000 + start), real: path}
	p.link("/viewtopic.php?f=2&t=%d&start=%d", t, min(start+10, 10*last))
	p.link("/viewtopic.php?f=2&t=%d&start=%d", t, max(start-10, 0))
	return p
}

// docs has 5 versions in 4 languages of 20 chapters with 10 pages each.
func docs(path string) *page {
	p := &page{}
	p.link("/docs/v1/en/chapter-0/topic-0")
	if path == "/" {
		p.title, p.real = "Docs", "home"
		return p
	}
	var v, lang, c, t = 0, "", 0, 0
	parts := strings.Split(path, "/")
	if len(parts) != 6 {
		return nil
	}
	fmt.Sscanf(parts[2], "v%d", &v)
	lang = parts[3]
	fmt.Sscanf(parts[4], "chapter-%d", &c)
	fmt.Sscanf(parts[5], "topic-%d", &t)
	p.title, p.text, p.real = fmt.Sprintf("Topic %d.%d", c, t), lang+prose(c*10+t), path
	for i := range 20 {
		p.link("/docs/v%d/%s/chapter-%d/topic-0", v, lang, i)
	}
	for i := range 10 {
		p.link("/docs/v%d/%s/chapter-%d/topic-%d", v, lang, c, i)
	}
	for i := range 5 {
		p.link("/docs/v%d/%s/chapter-%d/topic-%d", i+1, lang, c, t)
	}
	for _, l := range []string{"en", "de", "fr", "ja"} {
		p.link("/docs/v%d/%s/chapter-%d/topic-%d", v, l, c, t)
	}
	return p
}

// news has three articles a day for ten years, found through its months.
func news(path string) *page {
	if path == "/" {
		return home("/2024/12")
	}
	var y, m, d, i int
	if n, _ := fmt.Sscanf(path, "/%d/%d/%d/title-%d", &y, &m, &d, &i); n == 4 {
		return article("news", y*100_000+m*1000+d*10+i, fmt.Sprintf("/%d/%02d", y, m))
	}
	if n, _ := fmt.Sscanf(path, "/%d/%d", &y, &m); n != 2 || y < 2015 || y > 2024 {
		return nil
	}
	p := &page{title: "Archive", text: fmt.Sprint("Archive ", y, m), real: path}
	if m > 1 {
		p.link("/%d/%02d", y, m-1)
	} else if y > 2015 {
		p.link("/%d/12", y-1)
	}
	for d := range 28 {
		for i := range 3 {
			p.link("/%d/%02d/%02d/title-%d", y, m, d+1, i)
		}
	}
	return p
}

// cursor is a blog of 6,000 lists, each of which knows the next by a token alone.
func cursor(path string) *page {
	if path == "/" {
		return home("/list?after=0-start1")
	}
	if n, ok := after(path, "/post-"); ok {
		return article("post", n)
	}
	var n int
	if k, _ := fmt.Sscanf(path, "/list?after=%d-", &n); k != 1 || n >= 6000 {
		return nil
	}
	p := &page{title: "Blog", text: prose(-n), real: fmt.Sprint("list", n)}
	if n < 5999 {
		p.link("/list?after=%d-%016x", n+1, uint64(n+1)*seed)
	}
	p.link("/post-%d", n)
	return p
}

// mirror is a tree of 11,111 directories, each linked from its parent alone.
func mirror(path string) *page {
	if path == "/" {
		return home("/pub/")
	}
	dir, ok := strings.CutSuffix(path, "/")
	depth := strings.Count(dir, "/") - 1
	if !ok || depth > 4 {
		return nil
	}
	p := &page{title: "Index of " + dir, text: "Index of " + dir, real: path}
	for i := range 10 {
		if depth < 4 {
			p.link("%s/%s/", dir, strings.Fields(prose(i))[depth])
		}
	}
	return p
}

// gallery is a chain of 2,000 pages with a photo each, and nothing else new.
func gallery(path string) *page {
	if path == "/" {
		return home("/photo/0")
	}
	if n, ok := after(path, "/photo/"); ok && n < 2000 {
		p := &page{title: fmt.Sprintf("IMG_%04d", n), text: fmt.Sprintf("IMG_%04d next previous", n), real: path}
		p.link("/photo/%d", min(n+1, 1999))
		p.link("/photo/%d", max(n-1, 0))
		p.link("/img/%d.jpg", n)
		return p
	}
	if strings.HasSuffix(path, ".jpg") {
		return &page{real: path}
	}
	return nil
}

// beside is a trap at the side of an ordinary site: 300 articles.
func beside(entry string, trap site) site {
	return func(path string) *page {
		if path == "/" {
			p := home(entry)
			p.link("/story/0")
			return p
		}
		if n, ok := after(path, "/story/"); ok && n < 300 {
			p := article("story", n, entry)
			for i := 1; i < 6; i++ {
				p.link("/story/%d", (n*3+i)%300)
			}
			return p
		}
		return trap(path)
	}
}

func calendarByQuery(path string) *page {
	var y, m int
	if n, _ := fmt.Sscanf(path, "/cal?y=%d&m=%d", &y, &m); n != 2 {
		return nil
	}
	return month("/cal?y=%d&m=%d", y, m)
}

func calendarByPath(path string) *page {
	var y, m int
	if n, _ := fmt.Sscanf(path, "/cal/%d/%d", &y, &m); n != 2 {
		return nil
	}
	return month("/cal/%d/%d", y, m)
}

func month(format string, y, m int) *page {
	names := []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	p := &page{title: fmt.Sprint(names[(m+11)%12], " ", y), text: fmt.Sprint("Calendar of ", names[(m+11)%12], y)}
	p.link(format, y+m/12, m%12+1)
	p.link(format, y-(13-m)/12, (m+10)%12+1)
	return p
}

// calendarOfDays has a page for each day besides.
func calendarOfDays(path string) *page {
	var y, m, d int
	if n, _ := fmt.Sscanf(path, "/day/%d-%d-%d", &y, &m, &d); n == 3 {
		return &page{title: "No events", text: fmt.Sprint("No events on ", y, m, d), links: []string{fmt.Sprintf("/cal/%d/%d", y, m)}}
	}
	p := calendarByPath(path)
	if p != nil {
		fmt.Sscanf(path, "/cal/%d/%d", &y, &m)
		for d := range 28 {
			p.link("/day/%d-%d-%d", y, m, d+1)
		}
	}
	return p
}

// random makes tokens, the same in every run.
type random struct{ *rand.Rand }

func newRandom() random { return random{rand.New(rand.NewPCG(1, 2))} }

func (r random) token() string { return fmt.Sprintf("%016x", r.Uint64()) }

func (r random) word() string {
	w := ""
	for range 10 {
		w += string(rune('a' + r.IntN(26)))
	}
	return w
}

// sessionInQuery and sessionInPath are sites of 200 pages where every link
// carries another session.
func sessionInQuery() site {
	r := newRandom()
	return func(path string) *page {
		path, _, _ = strings.Cut(path, "?")
		return session(path, func(n int) string { return fmt.Sprintf("/page%d?sid=%s", n, r.token()) })
	}
}

func sessionInPath() site {
	r := newRandom()
	return func(path string) *page {
		if at := strings.Index(path, "/page"); at > 0 {
			path = path[at:]
		}
		return session(path, func(n int) string { return fmt.Sprintf("/s/%s/page%d", r.token(), n) })
	}
}

func session(path string, link func(n int) string) *page {
	n, ok := after(path, "/page")
	if path == "/" {
		n, ok = 0, true
	}
	if !ok {
		return nil
	}
	p := &page{title: "Shop", text: prose(n), real: fmt.Sprint("session", n)}
	for i := range 10 {
		p.links = append(p.links, link((n*3+i)%200))
	}
	return p
}

func infiniteDepth(path string) *page {
	return &page{title: "A", text: "A", links: []string{path + "a/"}}
}

// relativeNav is a menu of links that miss their first slash.
func relativeNav(path string) *page {
	p := &page{title: "Menu", text: "About Contact Imprint Jobs Press"}
	for _, w := range []string{"about/", "contact/", "imprint/", "jobs/", "press/"} {
		p.links = append(p.links, path+w)
	}
	return p
}

// maze answers every path with 5 new ones.
func maze(link func() string, text func() string) site {
	return func(path string) *page {
		p := &page{title: "Not found", text: text()}
		for range 5 {
			p.links = append(p.links, link())
		}
		return p
	}
}

func soft404() site {
	r := newRandom()
	return maze(func() string { return "/" + r.token() }, func() string { return "Nothing here" })
}

func wordMaze() site {
	r := newRandom()
	return maze(func() string { return "/maze/" + r.word() }, func() string { return "Nothing here" })
}

func numberMaze() site {
	r := newRandom()
	return maze(func() string { return fmt.Sprint("/item?id=", r.IntN(1_000_000_000)) }, func() string { return "Nothing here" })
}

// mazeOfShapes invents directories as well.
func mazeOfShapes() site {
	r := newRandom()
	return maze(func() string { return "/" + r.word() + "/" + r.word() }, func() string { return "Nothing here" })
}

// tarpit writes new texts under new titles.
func tarpit() site {
	r := newRandom()
	m := maze(func() string { return "/maze/" + r.word() + "/" + r.word() }, func() string { return prose(r.Int()) })
	return func(path string) *page {
		p := m(path)
		p.title = r.word()
		return p
	}
}

// facets has 60 products and 10 filters of 4 values, each page linking to those
// with one filter more or less.
func facets(path string) *page {
	if n, ok := after(path, "/product/"); ok {
		return article("product", n)
	}
	query, ok := strings.CutPrefix(path, "/list")
	if !ok {
		return nil
	}
	chosen := map[string]string{}
	for _, kv := range strings.Split(strings.TrimPrefix(query, "?"), "&") {
		if k, v, ok := strings.Cut(kv, "="); ok {
			chosen[k] = v
		}
	}
	sum := 0
	for k, v := range chosen {
		sum += 4*int(k[0]-'a') + int(v[4]-'0')
	}
	p := &page{title: "List", text: "Filtered by " + strings.ReplaceAll(query, "=", " "), real: ""}
	for f := range 10 {
		for v := range 4 {
			q := ""
			for g := range 10 {
				name := string(rune('a' + g))
				switch value, has := chosen[name]; {
				case g == f:
					q += fmt.Sprintf("&%s=%s%d", name, "blue", v)
				case has:
					q += "&" + name + "=" + value
				}
			}
			p.links = append(p.links, "/list?"+q[1:])
		}
	}
	for i := range 6 {
		p.link("/product/%d", (6*sum+i)%60)
	}
	return p
}
