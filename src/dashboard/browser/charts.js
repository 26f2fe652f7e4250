// The component: one instance for each figure. It keeps what is drawn and changes it in place. What
// only a click needs is in menu.js and fetched at the first one.

const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false };
const SLICE = 20; // ms of drawing, begun figures apart, before the browser may paint and answer
const IDLE = 1000; // ms after which a figure out of view is drawn although nobody is idle

const OPENS = ["Table", "Picture"]; // what these buttons show stays until they are pressed again

const charts = new Map(); // by the element Streamlit keeps for the component
let numbered = 0;

let loading;
function library() {
  // Once a visit. A failure is forgotten, so that the next change of a figure tries again.
  loading ??= import(new URL(LIBRARY, import.meta.url).href)
    .then(() => window.Plotly)
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

// Streamlit calls this when the data or the theme changed, and on some runs that changed nothing.
// It must not throw: Streamlit would show an error until the reader leaves the page.
export default async function ({ data, parentElement: root, setTriggerValue }) {
  library().catch(() => {}); // load while the rest is made ready; drawing reports a failure
  addStyle();
  const chart = charts.get(root) ?? mount(root);
  chart.tell = (label) => setTriggerValue("action", label);
  const turn = (chart.turn = (chart.turn ?? 0) + 1);
  try {
    const text = await unpack(data);
    if (turn === chart.turn) update(chart, text); // otherwise a newer call has overtaken this one
  } catch (error) {
    fail(chart, error);
  }
  // Streamlit also calls this for calls that were overtaken: only leave with the element.
  return () => root.isConnected || unmount(root);
}

async function unpack(bytes) {
  // Two bytes of height for the loader, then compressed JSON.
  const stream = new Blob([bytes.slice(2)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

function addStyle() {
  if (document.getElementById("survey-chart-style")) return;
  document.head.append(make("style", { id: "survey-chart-style", textContent: STYLE }));
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function mount(root) {
  const id = `survey-chart-${++numbered}`;
  const chart = {
    root,
    library,
    plot: make("div", { className: "plot", role: "img" }),
    alt: make("p", { className: "unseen", id: `${id}-alt` }),
    message: make("p", { className: "message" }),
    menu: make("div", { className: "menu", role: "group" }),
    status: make("p", { className: "status", role: "status" }),
  };
  chart.plot.setAttribute("aria-describedby", chart.alt.id);
  const { plot, alt, message, menu, status } = chart;
  chart.whole = make("section", { className: "survey-chart" });
  chart.whole.append(plot, alt, message, menu, status);
  menu.onclick = ({ target }) => press(chart, target.closest("button"));
  root.replaceChildren(...root.querySelectorAll(":scope > style"), chart.whole);
  root.style.minHeight = "";
  charts.set(root, chart);
  resizes.observe(chart.whole);
  return chart;
}

function unmount(root) {
  const chart = charts.get(root);
  if (!chart) return;
  charts.delete(root);
  resizes.unobserve(chart.whole);
  window.Plotly?.purge(chart.plot);
}

function update(chart, text) {
  const look = JSON.stringify(themeOf(chart.root));
  if (text === chart.text && look === chart.look) return;
  chart.look = look;
  if (text !== chart.text) {
    chart.text = text;
    chart.figure = JSON.parse(text);
    if (chart.figure.message) return fail(chart, null, chart.figure.message);
    const { words, height } = chart.figure;
    chart.plot.setAttribute("aria-label", words.title);
    chart.alt.textContent = words.alt ?? "";
    chart.plot.style.minHeight ||= `${height}px`; // nothing jumps while it loads
    fillMenu(chart);
    chart.changed?.();
  }
  ask(chart);
}

function fail(chart, error, sentence = "This figure could not be drawn; the others are not affected.") {
  if (error) console.error(error);
  chart.text = undefined; // the same data, sent again, are tried again
  chart.stale = false;
  window.Plotly?.purge(chart.plot);
  chart.message.textContent = sentence;
  chart.whole.classList.add("failed"); // hides everything else
}

// ---- drawing: what is in view first and at once, the rest when the browser is idle --------------

let drawing = false;

function ask(chart) {
  chart.stale = true;
  if (!drawing) {
    drawing = true;
    setTimeout(drawAll); // after all figures of this run have been handed over
  }
}

async function drawAll() {
  try {
    let until = performance.now() + SLICE;
    for (let next = nearest(); next; next = nearest()) {
      if (performance.now() > until) {
        await (next.away > 0 ? idle() : breath());
        until = performance.now() + SLICE;
        next = nearest() ?? next; // the reader may have scrolled
      }
      await draw(next.chart);
    }
  } finally {
    drawing = false;
  }
}

// The stale figure nearest to what is on screen. One without width is in a closed tab or expander;
// it is drawn when it gets one.
function nearest() {
  let found;
  for (const chart of charts.values()) {
    if (!chart.stale) continue;
    const { top, bottom, width } = chart.whole.getBoundingClientRect();
    if (!width) continue;
    const away = Math.max(0, top - innerHeight, -bottom);
    if (!found || away < found.away || (away === found.away && top < found.top)) {
      found = { chart, away, top };
    }
  }
  return found;
}

const idle = () =>
  new Promise((go) =>
    window.requestIdleCallback ? requestIdleCallback(go, { timeout: IDLE }) : setTimeout(go, 50),
  );

const breath = () => (window.scheduler?.yield ? scheduler.yield() : new Promise((go) => setTimeout(go)));

// Paper is white and narrower than a screen; whatever is drawn while printing is drawn for it.
let printing = false;

function sheet(chart) {
  const width = chart.whole.clientWidth;
  const theme = themeOf(chart.root);
  if (!printing) return { width, theme };
  return { width: Math.min(width, 660), theme: { ...theme, colours: PALETTE.light } };
}

async function draw(chart) {
  const { width, theme } = sheet(chart);
  chart.stale = false;
  try {
    const Plotly = window.Plotly ?? (await library());
    const { data, layout } = dress(chart.figure, { width, theme });
    chart.width = width;
    chart.whole.classList.remove("failed");
    chart.plot.style.minHeight = `${layout.height}px`;
    await Plotly.react(chart.plot, data, layout, CONFIG);
  } catch (error) {
    fail(chart, error, window.Plotly ? undefined : "The library that draws the figures could not be loaded. Change a filter to try again, or reload the page.");
  }
}

const resizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = charts.get(target.closest("dialog")?.parentElement ?? target.parentElement);
    const width = target.clientWidth;
    if (chart?.figure && chart.text && width && (width !== chart.width || chart.stale)) ask(chart);
  }
});

// Nobody waits for what is below when a page is printed.
window.addEventListener("beforeprint", () => {
  printing = true;
  for (const chart of charts.values()) if (chart.text && chart.whole.clientWidth) draw(chart);
});
window.addEventListener("afterprint", () => {
  printing = false;
  for (const chart of charts.values()) if (chart.text) ask(chart);
});

// ---- the row below a figure: what a reader can do with it ----------------------------------------

function fillMenu({ menu, figure: { link, actions, words } }) {
  const labels = ["Table", "Picture", "CSV", ...(link ? ["Copy link"] : []), "Full screen", ...actions];
  menu.ariaLabel = `Take away: ${words.title}`;
  // Buttons that are the same stay, and with them the focus on one of them.
  if (labels.join() === [...menu.children].map((button) => button.textContent).join()) return;
  const button = (label) => make("button", { type: "button", textContent: label });
  menu.replaceChildren(...labels.map(button));
  for (const each of menu.children) if (OPENS.includes(each.textContent)) each.ariaExpanded = "false";
}

async function press(chart, button) {
  if (!button) return;
  const label = button.textContent;
  if (label === "CSV" || chart.figure.actions.includes(label)) return chart.tell(label);
  try {
    const { offers } = await import(new URL(MENU, import.meta.url));
    await offers[label](chart, button);
  } catch (error) {
    console.error(error);
    chart.status.textContent = "This could not be loaded. Reload the page.";
  }
}
