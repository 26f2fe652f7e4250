// The component: one instance for each figure. It keeps what is drawn and changes it in place. What
// only a click needs is in menu.js, fetched at the first one.

const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false };
const IDLE = 1000; // ms after which a figure out of view is drawn although nobody is idle
const OPENS = ["Table", "Download", "⋯"]; // what these show stays until they are pressed again

// Below a drawing that scrolls inside itself: the browser knows by itself what a press on it does.
const MORE = '<details class="more"><summary><span>Show all rows</span>' +
  "<span>Show fewer rows</span></summary></details>";

const charts = new Map(); // by the element that Streamlit keeps for the component
document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));

// Once a visit. A failure is forgotten, so that the next change of a figure tries again.
let loading;
function library() {
  loading ??= import(new URL(LIBRARY, import.meta.url).href).then(() => window.Plotly);
  loading.catch(() => (loading = undefined));
  return loading;
}

// Streamlit calls this when the data or the theme changed, and on some runs that changed nothing.
// It must not throw: Streamlit would show an error until the reader leaves the page. What was sent is
// read when its turn to be drawn comes, so that what is in view does not wait for what is not, and no
// figure stands under words of another view.
export default function ({ data, parentElement: root, setTriggerValue }) {
  library(); // loads while the rest is made ready
  const chart = charts.get(root) ?? mount(root);
  chart.tell = (label) => setTriggerValue("action", label);
  chart.sent = data;
  chart.unpacked = undefined;
  ask(chart);
  // Streamlit also calls this for calls that were overtaken: only leave with the element.
  return () => root.isConnected || unmount(root);
}

// Two bytes of height for the loader, then compressed JSON. Read by hand: a Blob or a Response would
// go through other threads, and a reader would wait for each of them.
async function unpack(bytes) {
  const { writable, readable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  writer.write(bytes.subarray(2)).catch(() => {}); // told by the reading side
  writer.close().catch(() => {});
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of readable) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

// A site without a server has read its files already, and hands over text.
const unpacked = (chart) =>
  (chart.unpacked ??= typeof chart.sent === "string" ? Promise.resolve(chart.sent) : unpack(chart.sent));

let numbered = 0;
function mount(root) {
  const whole = document.createElement("section");
  const id = `survey-chart-${++numbered}`;
  whole.className = "survey-chart";
  whole.innerHTML =
    '<header><h2></h2><button type="button" class="how" aria-label="Question wording" ' +
    'aria-expanded="false">?</button></header><p class="asked said" hidden></p><p class="said"></p>' +
    `<div class="plot" role="img" aria-describedby="${id}"></div>${MORE}<p class="unseen" id="${id}"></p>` +
    '<p class="message"></p><p class="said"></p><p class="said"></p>' +
    '<div class="menu" role="group"></div><p class="status" role="status"></p>';
  const [head, asked, over, plot, , alt, message, base, note, menu, status] = whole.children;
  const chart = { whole, head, asked, over, plot, alt, message, base, note, menu, status, library };
  whole.chart = chart;
  head.lastChild.onclick = ({ target }) => {
    asked.hidden = !asked.hidden;
    target.ariaExpanded = String(!asked.hidden);
  };
  menu.onclick = ({ target }) => press(chart, target.closest("button"));
  root.replaceChildren(whole);
  charts.set(root, chart);
  resizes.observe(whole);
  sights.observe(whole);
  return chart;
}

function unmount(root) {
  const chart = charts.get(root);
  if (!chart) return;
  charts.delete(root);
  resizes.unobserve(chart.whole);
  sights.unobserve(chart.whole);
  window.Plotly?.purge(chart.plot);
}

// What was sent last, and the words that go with it.
async function read(chart) {
  const { sent } = chart;
  if (sent === chart.read) return;
  const text = await unpacked(chart);
  if (sent !== chart.sent) return; // overtaken, and what came since has asked for its own turn
  chart.read = sent;
  if (text === chart.text) return;
  chart.text = text;
  chart.figure = JSON.parse(text);
  const { message, words, height, method } = chart.figure;
  chart.head.firstChild.textContent = words.title;
  chart.head.hidden = !method && !message; // then somebody else has named the figure
  if (message) return fail(chart, null, message);
  chart.plot.style.minHeight = `${height}px`; // nothing jumps while it is drawn
  chart.plot.ariaLabel = words.title;
  // One that scrolls inside itself is scrolled by keyboard, too.
  if (chart.whole.closest('[class*="st-key-tall"]')) chart.plot.tabIndex = 0;
  chart.alt.textContent = words.alt ?? "";
  if (method) say(chart, chart.figure);
  fillMenu(chart);
  chart.changed?.();
  if (!chart.followed) followAddress(chart);
  chart.followed = true;
}

// What the numbers are, of whom, and what to know besides.
function say(chart, { words: { subtitle, base, note = "" }, method, asked }) {
  chart.head.lastChild.hidden = !asked;
  chart.asked.textContent = asked;
  chart.over.textContent = subtitle;
  const how = Object.assign(document.createElement("a"), { href: method, target: "_blank" });
  how.textContent = "Methodology";
  chart.base.replaceChildren(`${base} · `, how);
  chart.note.textContent = note;
}

function fail(chart, error, sentence = "This chart could not be drawn; other charts are not affected.") {
  if (error) console.error(error);
  chart.read = chart.text = chart.drawn = undefined; // the same data, sent again, are tried again
  window.Plotly?.purge(chart.plot);
  chart.message.textContent = sentence;
  chart.whole.classList.add("failed"); // hides everything else
}

// ---- drawing: what is in view first and at once, the rest when the browser is idle --------------

let drawing = false;
let wake; // ends the wait for an idle browser
function ask(chart) {
  chart.stale = true;
  if (chart.near) wake?.();
  if (!drawing) soon(drawAll); // after all figures of this run have been handed over
  drawing = true;
}

// Where the figures are is told by observers: asking would make the browser lay the page out in the
// middle of Streamlit's changes, again and again.
async function drawAll() {
  try {
    while (stale().length) {
      if (!inView()) await Promise.allSettled(stale().map(unpacked)); // printing cannot wait for it
      if (!inView()) await idle(); // one may have come into view meanwhile
      const chart = inView() ?? elsewhere();
      if (!chart) return;
      await draw(chart);
      await breath(); // the reader may scroll meanwhile
    }
  } finally {
    drawing = false;
  }
}

// From the top of the page to its end.
const stale = () =>
  [...document.querySelectorAll(".survey-chart")].map(({ chart }) => chart).filter((c) => c.stale);
const inView = () => stale().find(({ near }) => near);

// The one next to what is on screen. One in a closed tab or expander is drawn when that opens: then
// its size or its place is told to have changed.
function elsewhere() {
  const away = ({ whole }) => {
    const { top, bottom } = whole.getBoundingClientRect();
    return Math.max(top - innerHeight, -bottom);
  };
  const shown = stale().filter(({ whole }) => whole.checkVisibility());
  return shown.sort((a, b) => away(a) - away(b))[0];
}

const soon = (run) =>
  window.scheduler?.postTask?.(run, { priority: "user-blocking" }) ?? setTimeout(run);
const breath = () => window.scheduler?.yield?.() ?? new Promise((go) => setTimeout(go));
const idle = () =>
  new Promise((go) => {
    wake = go;
    window.requestIdleCallback?.(go, { timeout: IDLE }) ?? setTimeout(go, 50);
  });

async function draw(chart) {
  chart.stale = false;
  try {
    await read(chart);
    const { width, theme } = sheet(chart);
    const look = JSON.stringify([width, theme]);
    if (!chart.text || !width || (chart.text === chart.drawn && look === chart.look)) return;
    Object.assign(chart, { drawn: chart.text, look });
    const Plotly = await library();
    const { data, layout } = dress(chart.figure, { width, theme });
    chart.whole.classList.remove("failed");
    await Plotly.react(chart.plot, data, layout, CONFIG);
  } catch (error) {
    fail(chart, error, window.Plotly ? undefined : "The chart library could not be loaded. Change a filter to try again, or reload the page.");
  }
}

// Paper is white and as wide as it is; whatever is drawn while printing is drawn for it.
const PAPER = 660;
let printing = false;
function sheet({ whole, width = whole.clientWidth }) {
  const theme = themeOf(whole);
  if (!printing) return { width, theme };
  return { width: width && PAPER, theme: { ...theme, colors: PALETTE.light } };
}

const resizes = new ResizeObserver((entries) => {
  for (const { target: { chart }, contentRect } of entries) {
    const width = Math.round(contentRect.width);
    if (width === chart.width) continue;
    chart.width = width;
    ask(chart);
  }
});
const sights = new IntersectionObserver((entries) => {
  for (const { target: { chart }, isIntersecting } of entries) {
    chart.near = isIntersecting;
    if (chart.stale) ask(chart);
  }
});

window.addEventListener("beforeprint", () => {
  printing = true;
  charts.forEach(draw); // at once: nobody waits for what is below when a page is printed
});
window.addEventListener("afterprint", () => {
  printing = false;
  charts.forEach(ask);
});

// ---- the row below a figure: what a reader can do with it ----------------------------------------

function fillMenu({ menu, figure: { link, actions, words } }) {
  const labels = [...OPENS, ...(link ? ["Copy link"] : []), "Full screen", ...actions];
  menu.ariaLabel = `Table, downloads and more: ${words.title}`;
  // Buttons stay, also those that say something else now, and with them the focus on one of them.
  while (menu.children.length > labels.length) menu.lastChild.remove();
  labels.forEach((label, at) => {
    const button = menu.children[at] ?? menu.appendChild(document.createElement("button"));
    button.hidden = at >= OPENS.length && !menu.whole;
    if (button.textContent === label) return;
    const ariaExpanded = OPENS.includes(label) ? "false" : null;
    button.dataset.label = label;
    const ariaLabel = label === "⋯" ? "More" : null;
    Object.assign(button, { type: "button", textContent: label, ariaExpanded, ariaLabel });
  });
}

// A table that the address names is open, and no other.
function followAddress(chart) {
  const table = chart.menu.querySelector('[data-label="Table"]');
  if (!chart.figure?.id || !table) return;
  const open = new URLSearchParams(location.search).get("table")?.split(",") ?? [];
  const wanted = open.includes(placeOf(chart.figure));
  if (wanted !== (table.ariaExpanded === "true")) press(chart, table);
}
window.addEventListener("popstate", () => charts.forEach(followAddress));

async function press(chart, button) {
  if (!button) return;
  const label = button.textContent;
  if (chart.figure.actions.includes(label)) return chart.tell(label);
  if (label === "⋯") {
    chart.menu.whole = !chart.menu.whole;
    button.ariaExpanded = String(chart.menu.whole);
    return fillMenu(chart);
  }
  try {
    const { offers } = await import(new URL(MENU, import.meta.url).href);
    await offers[label](chart, button);
  } catch (error) {
    console.error(error);
    chart.status.textContent = "This could not be loaded. Reload the page.";
  }
}
