"""What the browser adds to going from page to page, which Streamlit has no option for.

A link inside the site opens in the same tab, without loading the page anew, so that what a reader
collected stays. A page and its view are one step of the browser's history. On a phone the drawer
closes once a page is chosen, and a button above its filters shows every page. Back leads to the
place where a page was left. The menu that a page is folded into is marked as current.
"""

import streamlit as st

from dashboard.web.components.sent import UNPACK, packed

_JS = (
    UNPACK
    + """
export default function ({ data }) {
  const menu = unpack(data);
  offerPages();
  markMenu(menu);
  setTimeout(() => markMenu(menu), 500); // the menu may be drawn after this
  if (window.surveyNavigation) return;
  window.surveyNavigation = true;

  // Streamlit goes to a page and then writes its view: two steps where a reader took one.
  const push = history.pushState.bind(history);
  let turned = false;
  const places = new Map(); // pixels down, by address
  let here = location.href;
  let left = 0;
  let returning = null;
  const step = () => (turned = false);
  // The browser knows which tables are open, the server only of those that a page was opened with.
  const keepTables = (to) => {
    const parts = ({ search }) => search.slice(1).split("&").filter(Boolean);
    const isTable = (one) => one.startsWith("table=");
    const open = parts(location).filter(isTable);
    to.search = [...parts(to).filter((one) => !isTable(one)), ...open].join("&");
  };
  history.pushState = (state, unused, url) => {
    const to = new URL(url ?? "", location.href);
    const isOther = to.pathname !== location.pathname;
    if (isOther) places.set(location.href, left);
    else keepTables(to);
    if (turned && !isOther) history.replaceState(state, unused, to);
    else push(state, unused, to);
    turned = isOther;
    here = location.href;
  };
  for (const kind of ["pointerdown", "keydown", "popstate"]) addEventListener(kind, step, true);

  // Back and Forward lead to the place where a page was left, once what stands above is drawn.
  const main = () => document.querySelector('[data-testid="stMain"]');
  addEventListener("popstate", (event) => {
    if (!event.isTrusted) return; // a link inside the site, which leads to a page's top
    places.set(here, main()?.scrollTop ?? 0);
    here = location.href;
    const top = location.hash ? 0 : places.get(here) ?? 0;
    const mine = { until: performance.now() + 10000, since: 0 };
    returning = mine;
    const reach = (now) => {
      if (returning !== mine) return;
      const place = main();
      if (place) place.scrollTop = top;
      const running = document.querySelector('[data-test-script-state="running"]');
      const there = place && !running && Math.abs(place.scrollTop - top) < 2;
      mine.since = there ? mine.since || now : 0;
      if (now > mine.until || (there && now - mine.since > 1000)) returning = null;
      else requestAnimationFrame(reach);
    };
    requestAnimationFrame(reach);
  }, true);
  // Whoever does something meanwhile has gone on. A page is left from where that was done:
  // Streamlit scrolls to the top before it writes the next address.
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, () => (left = main()?.scrollTop ?? 0), true);
  for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(kind, () => (returning = null), { capture: true, passive: true });

  addEventListener("click", (event) => {
    const link = event.composedPath()[0]?.closest?.("a[href]");
    if (!link) return;
    if (link.closest('[data-testid="stSidebar"]')) shutDrawer();
    const kept = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || event.button || kept || link.hasAttribute("download")) return;
    const home = new URL(".", location.href);
    const to = new URL(link.href);
    const page = to.pathname.slice(home.pathname.length);
    if (to.origin !== home.origin || !to.pathname.startsWith(home.pathname)) return;
    if (page.includes("/")) return; // a file
    const stays = to.pathname === location.pathname && to.search === location.search;
    if (stays && to.hash) return;
    event.preventDefault();
    places.set(location.href, left);
    push(null, "", to);
    here = location.href;
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
    main()?.scrollTo(0, 0);
  });
}

function markMenu(menu) {
  for (const button of document.querySelectorAll('[data-testid="stTopNavSection"]')) {
    const name = button.querySelector('[data-testid="stMarkdownContainer"]')?.textContent.trim();
    if (name === menu) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// Filters stand first in the drawer; one tap shows the pages below them, however many there are.
function offerPages() {
  const head = document.querySelector('[data-testid="stSidebarHeader"]');
  if (!head || head.querySelector(".all-pages")) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "all-pages", textContent: "All pages" });
  button.onclick = () => {
    const pages = document.querySelector('[data-testid="stSidebarNav"]');
    pages?.scrollIntoView({ block: "start" });
    pages?.querySelector("a")?.focus({ preventScroll: true });
  };
  head.prepend(button);
}

function shutDrawer() {
  if (innerWidth >= 768) return;
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
"""
)

_CSS = """
[class*="st-key-survey-navigation"] {
  position: absolute;
}
.all-pages { display: none; }
@media (max-width: 640px) {
  .all-pages { display: block; min-height: 44px; padding: 0 .75rem; font: inherit; color: inherit;
    white-space: nowrap; cursor: pointer; background: var(--st-background-color, Canvas);
    border: 1px solid color-mix(in srgb, currentColor 30%, transparent); border-radius: .5rem; }
}
"""

_NAVIGATION = st.components.v2.component(
    "survey_navigation", js=_JS, css=_CSS, isolate_styles=False
)


def guide_navigation(menu: str) -> None:
    """Ask the browser to do so from now on; `menu` is the folded menu that the page is in."""
    _NAVIGATION(key="survey-navigation", data=packed(menu), height=1)
