package web_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"jevons/pipeline/watch"
	"jevons/pipeline/web"
)

// browser starts a headless Chromium, or skips the test where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser looks at the pages without -short")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium here: install the package chromium to test the pages in a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("disable-dev-shm-usage", true))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// heard is what a page said and asked for while it was open.
type heard struct {
	mu       sync.Mutex
	trouble  []string
	requests []string
}

func listen(t *testing.T, ctx context.Context) *heard {
	h := &heard{}
	err := chromedp.Listen(ctx, func(ev any) {
		h.mu.Lock()
		defer h.mu.Unlock()
		switch e := ev.(type) {
		case *runtime.EventConsoleAPICalled:
			h.trouble = append(h.trouble, fmt.Sprintf("console %s: %v", e.Type, e.Args))
		case *runtime.EventExceptionThrown:
			h.trouble = append(h.trouble, "exception: "+e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
				h.trouble = append(h.trouble, "log: "+e.Entry.Text+" "+e.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			h.requests = append(h.requests, e.Request.URL)
		}
	})
	if err != nil {
		t.Fatalf("listen to the browser: %v", err)
	}
	return h
}

// take returns what was heard and forgets it.
func (h *heard) take() (trouble, requests []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	trouble, requests = h.trouble, h.requests
	h.trouble, h.requests = nil, nil
	return trouble, requests
}

// checks is run on each page; it returns what is wrong with it.
const checks = `(() => {
  const bad = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) bad.push("the page scrolls sideways: " + root.scrollWidth + " > " + root.clientWidth + " " + [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".scroll")).slice(0, 3).map((e) => e.tagName + "." + e.className));
  if (!root.lang) bad.push("no language");
  if (!document.title.trim()) bad.push("no title");
  if (document.querySelectorAll("main").length !== 1) bad.push("not one main");
  if (document.querySelectorAll("h1").length !== 1) bad.push("not one h1");
  let level = 0;
  for (const h of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const n = Number(h.tagName[1]);
    if (n > level + 1) bad.push("heading " + h.tagName + " after level " + level + ": " + h.textContent);
    if (!h.textContent.trim()) bad.push("empty heading");
    level = n;
  }
  const ids = new Set();
  for (const e of document.querySelectorAll("[id]")) {
    if (ids.has(e.id)) bad.push("id twice: " + e.id);
    ids.add(e.id);
  }
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls"])
    for (const e of document.querySelectorAll("[" + name + "]"))
      for (const id of e.getAttribute(name).split(/\s+/)) if (!ids.has(id)) bad.push(name + " of nothing: " + id);
  for (const a of document.querySelectorAll("a[href^='#']"))
    if (a.getAttribute("href") !== "#" && !ids.has(a.getAttribute("href").slice(1))) bad.push("link to nothing: " + a.getAttribute("href"));
  for (const e of document.querySelectorAll("a,button,summary")) if (!(e.getAttribute("aria-label") || e.textContent).trim()) bad.push("nameless " + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll("img")) if (!e.hasAttribute("alt")) bad.push("no alt: " + e.src);
  for (const e of document.querySelectorAll("svg")) if (e.getAttribute("aria-hidden") !== "true" && e.getAttribute("role") !== "img") bad.push("svg without role");
  for (const e of document.querySelectorAll("nav,[role=region]")) if (!e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) bad.push("nameless " + e.tagName);
  for (const e of document.querySelectorAll("th")) if (!e.getAttribute("scope")) bad.push("th without scope: " + e.textContent);
  for (const e of document.querySelectorAll("table")) if (!e.caption) bad.push("table without caption");
  for (const e of document.querySelectorAll("time")) if (isNaN(Date.parse(e.dateTime))) bad.push("time without datetime: " + e.outerHTML);
  for (const e of document.querySelectorAll("[aria-sort]")) if (!/^(ascending|descending)$/.test(e.getAttribute("aria-sort"))) bad.push("aria-sort " + e.getAttribute("aria-sort"));
  const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const under = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
  const told = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let t; (t = walker.nextNode());) {
    const e = t.parentElement;
    if (!t.data.trim() || e.closest("svg,script,style,title,.skip,.unseen,[hidden]") || !e.checkVisibility()) continue;
    const s = getComputedStyle(e), a = light(parse(s.color)), b = light(under(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.66 && Number(s.fontWeight) >= 700;
    if (ratio < (large ? 3 : 4.5)) { const k = e.tagName + "." + e.className; if (!told.has(k)) { told.add(k); bad.push("contrast " + ratio.toFixed(2) + " of " + k + ": " + t.data.trim().slice(0, 40)); } }
    if (parseFloat(s.fontSize) < 11) bad.push("letters of " + s.fontSize + ": " + t.data.trim().slice(0, 40));
  }
  return bad;
})()`

// screens are the sizes and modes that each page is looked at in.
var screens = []struct {
	wide, high int64
	mode       string
}{{1280, 900, "light"}, {1280, 900, "dark"}, {390, 844, "light"}, {390, 844, "dark"}}

func TestPagesInABrowser(t *testing.T) {
	ctx := browser(t)
	s := site(t, config(demoDir(t), newFake()))
	server := serve(t, s)
	h := listen(t, ctx)
	call(t, ctx, network.Enable, network.EnableParams{})
	call(t, ctx, log.Enable, cdp.Empty{})
	call(t, ctx, runtime.Enable, cdp.Empty{})
	all := []string{"/nothing"}
	for p := range pages {
		all = append(all, p)
	}
	slices.Sort(all)
	for _, path := range all {
		for _, sc := range screens {
			if only := os.Getenv("JEVONS_PAGE"); only != "" && !strings.HasPrefix(path, only) {
				continue
			}
			call(t, ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: sc.wide, Height: sc.high, DeviceScaleFactor: 1, Mobile: sc.wide < 500})
			call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: sc.mode}}})
			open(t, ctx, server.URL+path)
			bad := evaluate[[]string](t, ctx, checks)
			trouble, requests := h.take()
			for _, x := range trouble {
				if path != "/nothing" || !strings.Contains(x, "404") {
					bad = append(bad, x)
				}
			}
			for _, r := range requests {
				if !strings.HasPrefix(r, server.URL+"/") && !strings.HasPrefix(r, "data:") {
					bad = append(bad, "asked for "+r)
				}
			}
			for _, x := range bad[:min(len(bad), 8)] {
				t.Errorf("%s at %d px, %s: %s", path, sc.wide, sc.mode, x)
			}
			picture(t, ctx, path, fmt.Sprintf("%d-%s", sc.wide, sc.mode))
		}
	}
}

// picture writes what is seen into the folder JEVONS_SHOTS, where it is set.
func picture(t *testing.T, ctx context.Context, path, kind string) {
	dir := os.Getenv("JEVONS_SHOTS")
	if dir == "" {
		return
	}
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9.]+`).ReplaceAllString(path, "_"), "_")
	shoot := chromedp.FullScreenshot(100)
	if strings.Contains(path, "claims") {
		shoot = chromedp.CaptureScreenshot()
	}
	png, err := chromedp.Run(ctx, shoot)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name[:min(len(name), 40)]+"-"+kind+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAChangeIsSeenWithoutReload(t *testing.T) {
	ctx := browser(t)
	f := newFake()
	dir := copyFolder(t, demoDir(t))
	server := serve(t, site(t, config(dir, f)))
	open(t, ctx, server.URL+"/")
	evaluate[bool](t, ctx, `window.notReloaded = true; document.querySelector("#datasets a[href='/datasets/bls.cpi']").focus(); true`)
	f.waitForReader(t, ctx, 2) // beside the site itself
	f.change("recovered", "bls.cpi", func(s *watch.State) {
		for i := range s.Datasets {
			if s.Datasets[i].Name == "bls.cpi" {
				s.Datasets[i].Standing, s.Datasets[i].Why = watch.Fresh, "recovered as <b>new</b>"
			}
		}
	})
	t.Logf("a change is seen after %.0f ms", within(t, ctx, 2*time.Second, `document.body.textContent.includes("recovered as <b>new</b>")`))
	if !evaluate[bool](t, ctx, `window.notReloaded === true && document.querySelectorAll("b").length === 0`) {
		t.Error("the page was loaded again, or took text for markup")
	}
	if got := evaluate[string](t, ctx, `document.activeElement.getAttribute("href") || ""`); got != "/datasets/bls.cpi" {
		t.Errorf("the focus went to %q", got)
	}
	// The report is not replaced under the reader's eyes; a link appears.
	open(t, ctx, server.URL+"/claims")
	f.waitForReader(t, ctx, 3)
	if err := republish(dir, 1); err != nil {
		t.Fatal(err)
	}
	f.change("published", "", nothing)
	within(t, ctx, time.Minute, `document.getElementById("newer").checkVisibility()`) // once it is drawn
}

// A page that was not seen while a newer report came tells of it when it is seen again.
func TestAReportMissedMeanwhileIsToldOf(t *testing.T) {
	ctx := browser(t)
	f := newFake()
	dir := copyFolder(t, demoDir(t))
	s := site(t, config(dir, f))
	server := serve(t, s)
	open(t, ctx, server.URL+"/claims")
	f.waitForReader(t, ctx, 2)
	before := ask(s, "/claims").Header().Get("ETag")
	evaluate[bool](t, ctx, `window.dispatchEvent(new Event("pagehide"))`)
	if err := republish(dir, 1); err != nil {
		t.Fatal(err)
	}
	for ask(s, "/claims").Header().Get("ETag") == before && ctx.Err() == nil {
		evaluate[int](t, ctx, "1")
	}
	if evaluate[bool](t, ctx, `document.getElementById("newer").checkVisibility()`) {
		t.Error("it reads events while it is not seen")
	}
	evaluate[bool](t, ctx, `window.dispatchEvent(new Event("pageshow"))`)
	within(t, ctx, 20*time.Second, `document.getElementById("newer").checkVisibility()`)
	open(t, ctx, server.URL+"/charts")
	f.waitForReader(t, ctx, 4)
	if evaluate[bool](t, ctx, `document.getElementById("newer").checkVisibility()`) {
		t.Error("the page of the newest report tells of a newer one")
	}
}

// A browser gives a stream up that is answered with an error, as a proxy does
// while the server starts again; the page comes back for it.
func TestAPageOutlivesAnErrorOfItsStream(t *testing.T) {
	ctx := browser(t)
	f := newFake()
	s := site(t, config(t.TempDir(), f))
	var refused atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" && refused.CompareAndSwap(false, true) {
			http.Error(w, "nobody is there", http.StatusBadGateway)
			return
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.CloseClientConnections)
	open(t, ctx, server.URL+"/")
	within(t, ctx, 5*time.Second, `document.readyState === "complete"`)
	f.change("recovered", "bls.cpi", func(s *watch.State) { s.Busy = "something new" })
	within(t, ctx, 20*time.Second, `document.body.textContent.includes("something new")`)
	if !refused.Load() {
		t.Error("no stream was refused")
	}
}

// serve serves a site until the test ends. The site ends first, and with it the
// streams of events, which the server would wait for.
func serve(t testing.TB, s *web.Site) *httptest.Server {
	server := httptest.NewUnstartedServer(nil)
	server.Config = web.Server(s, slog.New(slog.DiscardHandler))
	server.Start()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return server
}

// within waits in the page until something holds there, and tells after how many
// milliseconds it did.
func within(t *testing.T, ctx context.Context, limit time.Duration, what string) float64 {
	t.Helper()
	took, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`new Promise((done) => {
  const began = performance.now();
  const look = () => { const took = performance.now() - began; `+what+` ? done(took) : took > `+fmt.Sprint(limit.Milliseconds())+` ? done(-1) : setTimeout(look, 10); };
  look();
})`, chromedp.EvalAwaitPromise))
	if err != nil || took < 0 {
		t.Fatalf("%s does not hold within %v: %v", what, limit, err)
	}
	return took
}

func call[P, R any](t *testing.T, ctx context.Context, c cdp.Command[P, R], p P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, c, p); err != nil {
		t.Fatalf("%s: %v", c.Method, err)
	}
}

func open(t *testing.T, ctx context.Context, url string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("main"))); err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
}

func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("evaluate: %v", err)
	}
	return got
}

// waitForReader waits until so many pages have come to read the events. Pages that
// were left may read on for a while.
func (f *fake) waitForReader(t *testing.T, ctx context.Context, n int) {
	t.Helper()
	for ctx.Err() == nil {
		f.mu.Lock()
		came := f.came
		f.mu.Unlock()
		if came >= n {
			return
		}
		evaluate[int](t, ctx, "1")
	}
	t.Fatal("no page reads the events")
}
