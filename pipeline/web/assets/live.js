// Keeps a page current. The server says only that something changed; the page
// is then asked for again and its parts that are marked data-live are replaced.
(() => {
  "use strict";
  if (!window.EventSource) return;
  const parts = () => document.querySelectorAll("[data-live][id]");
  let seen = document.body.dataset.edition || "";
  let busy = false, again = false;

  async function refresh() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { "Accept": "text/html" }, cache: "no-cache" });
      if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (e) {
      // The server is away for a moment: the stream comes back and says hello.
      seen = "";
    }
    busy = false;
    if (again) { again = false; refresh(); }
  }

  function replace(fresh) {
    for (const old of parts()) {
      const now = fresh.getElementById(old.id);
      if (!now || now.isEqualNode(old)) continue;
      const focus = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const scrolled = [...old.querySelectorAll(".scroll,.log")].map((e) => [e.scrollLeft, e.scrollTop]);
      const put = document.importNode(now, true);
      old.replaceWith(put);
      put.querySelectorAll(".scroll,.log").forEach((e, i) => {
        if (scrolled[i]) [e.scrollLeft, e.scrollTop] = scrolled[i];
      });
      if (focus) for (const a of put.querySelectorAll("a[href]")) {
        if (a.getAttribute("href") === focus) { a.focus({ preventScroll: true }); break; }
      }
    }
  }

  function heard(event) {
    const newer = document.getElementById("newer");
    const shown = newer && newer.dataset.report; // a report as of a day tells of none
    if (newer && (shown ? event.lastEventId && event.lastEventId !== shown : event.type === "published")) newer.hidden = false;
    if (event.data === seen) return;
    const first = seen === "" && event.type === "hello" && !document.body.dataset.edition;
    seen = event.data;
    if (!first && parts().length) refresh();
  }

  // A browser has six connections to a host for all its pages, so only a page
  // that is seen holds one. When it is seen again, hello tells what it missed.
  let stream = null;
  function attend() {
    const wanted = document.visibilityState === "visible";
    if (wanted && !stream) {
      stream = new EventSource("/events");
      for (const kind of ["hello", "change", "published", "alive"]) stream.addEventListener(kind, heard);
      stream.addEventListener("error", lost);
    } else if (!wanted && stream) {
      stream.close();
      stream = null;
    }
  }
  // A browser asks again by itself when a connection breaks, but not after an
  // answer that is no stream, such as a proxy's while the server starts again.
  function lost(event) {
    if (event.target !== stream || stream.readyState !== EventSource.CLOSED) return;
    stream = null;
    setTimeout(attend, 5000);
  }
  document.addEventListener("visibilitychange", attend);
  window.addEventListener("pagehide", () => { if (stream) { stream.close(); stream = null; } });
  window.addEventListener("pageshow", attend);
  attend();
})();
