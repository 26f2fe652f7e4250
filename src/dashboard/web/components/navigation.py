"""What the browser adds to going from page to page, which Streamlit has no option for.

A link inside the site opens in the same tab, without loading the page anew, so that what a reader
collected stays. A page and its view are one step of the browser's history. On a phone the drawer
closes once a page is chosen. The menu that a page is folded into is marked as current.
"""

import streamlit as st

_JS = """
export default function ({ data: menu }) {
  markMenu(menu);
  setTimeout(() => markMenu(menu), 500); // the menu may be drawn after this
  if (window.surveyNavigation) return;
  window.surveyNavigation = true;

  // Streamlit goes to a page and then writes its view: two steps where a reader took one.
  const push = history.pushState.bind(history);
  let turned = false;
  const step = () => (turned = false);
  history.pushState = (state, unused, url) => {
    const to = new URL(url ?? "", location.href);
    if (to.pathname !== location.pathname) {
      turned = true;
      push(state, unused, to);
    } else if (turned) {
      turned = false;
      history.replaceState(state, unused, to);
    } else push(state, unused, to);
  };
  for (const kind of ["pointerdown", "keydown", "popstate"]) addEventListener(kind, step, true);

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
    const here = to.pathname === location.pathname && to.search === location.search;
    if (here && to.hash) return;
    event.preventDefault();
    push(null, "", to);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  });
}

function markMenu(menu) {
  for (const button of document.querySelectorAll('[data-testid="stTopNavSection"]')) {
    const name = button.querySelector('[data-testid="stMarkdownContainer"]')?.textContent.trim();
    if (name === menu) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

function shutDrawer() {
  if (innerWidth >= 768) return;
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
"""

_CSS = """
[class*="st-key-survey-navigation"] {
  position: absolute;
}
"""

_NAVIGATION = st.components.v2.component(
    "survey_navigation", js=_JS, css=_CSS, isolate_styles=False
)


def guide_navigation(menu: str) -> None:
    """Ask the browser to do so from now on; `menu` is the folded menu that the page is in."""
    _NAVIGATION(key="survey-navigation", data=menu, height=1)
