// The component: one instance for each figure. It keeps what is drawn and changes it in place.

const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false };
const SLICE = 20; // ms of drawing, begun figures apart, before the browser may paint and answer
const IDLE = 1000; // ms after which a figure out of view is drawn although nobody is idle

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
  chart.act = (label) => setTriggerValue("action", label);
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
    plot: make("div", { className: "plot", role: "img" }),
    alt: make("p", { className: "unseen", id: `${id}-alt` }),
    message: make("p", { className: "message", hidden: true }),
    menu: make("div", { className: "menu", role: "group" }),
    panel: make("div", { className: "panel", hidden: true, id: `${id}-panel` }),
    table: make("div", { className: "table", hidden: true, tabIndex: 0, id: `${id}-table` }),
    status: make("p", { className: "status", role: "status" }),
  };
  chart.plot.setAttribute("aria-describedby", chart.alt.id);
  const { plot, alt, message, menu, panel, table, status } = chart;
  chart.whole = make("section", { className: "survey-chart" });
  chart.whole.append(plot, alt, message, menu, status, panel, table);
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
    if (!chart.table.hidden) fillTable(chart);
  }
  ask(chart);
}

function fail(chart, error, sentence = "This figure could not be drawn; the others are not affected.") {
  if (error) console.error(error);
  chart.text = undefined; // the same data, sent again, are tried again
  chart.stale = false;
  window.Plotly?.purge(chart.plot);
  chart.message.textContent = sentence;
  chart.message.hidden = false;
  chart.plot.hidden = chart.menu.hidden = chart.panel.hidden = chart.table.hidden = true;
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
    chart.message.hidden = true;
    chart.plot.hidden = chart.menu.hidden = false;
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

function fillMenu(chart) {
  const { link, actions, words } = chart.figure;
  const labels = JSON.stringify([Boolean(link), actions]);
  chart.menu.setAttribute("aria-label", `Take away: ${words.title}`);
  if (labels === chart.labels) return; // keep the buttons, and the focus on one of them
  chart.labels = labels;
  const button = (label, onclick, of) => {
    const made = make("button", { type: "button", textContent: label, onclick });
    if (of) {
      made.setAttribute("aria-expanded", "false");
      made.setAttribute("aria-controls", of.id);
    }
    return made;
  };
  const table = button("Table", () => toggle(chart.table, table) && fillTable(chart), chart.table);
  const picture = button("Picture", () => toggle(chart.panel, picture), chart.panel);
  chart.menu.replaceChildren(
    table,
    picture,
    button("CSV", () => save(chart, new Blob([csvOf(chart.figure)], { type: "text/csv;charset=utf-8" }), "csv")),
    ...(link ? [button("Copy link", () => copyLink(chart))] : []),
    button("Full screen", () => fullScreen(chart)),
    ...actions.map((label) => button(label, () => chart.act(label))),
  );
  const dark = make("input", { type: "checkbox" });
  chart.panel.replaceChildren(
    ...Object.entries(PRESETS).map(([name, preset]) => {
      const formats = ["PNG", "SVG"].map((format) => {
        const made = button(format, () => takePicture(chart, name, format.toLowerCase(), dark.checked));
        made.setAttribute("aria-label", `${preset.label}, ${format}`);
        return made;
      });
      const size = `${preset.width} × ${preset.height}${preset.grows ? " or taller" : ""}`;
      const text = make("span", {}, preset.label, make("small", { textContent: size }));
      return make("div", { className: "size" }, text, ...formats);
    }),
    make("label", {}, dark, " on dark"),
  );
  chart.whole.onkeydown = (event) => {
    if (event.key !== "Escape" || chart.panel.hidden) return;
    event.preventDefault();
    toggle(chart.panel, picture);
    picture.focus();
  };
}

function toggle(part, button) {
  part.hidden = !part.hidden;
  button.setAttribute("aria-expanded", String(!part.hidden));
  return !part.hidden;
}

function say(chart, sentence) {
  chart.status.textContent = sentence;
  clearTimeout(chart.quiet);
  chart.quiet = setTimeout(() => (chart.status.textContent = ""), 4000);
}

function save(chart, blob, ending) {
  const href = URL.createObjectURL(blob);
  make("a", { href, download: `${chart.figure.id}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  say(chart, "Saved");
}

async function takePicture(chart, name, format, dark) {
  const preset = PRESETS[name];
  try {
    const made = await compose(await library(), chart.figure, preset, dark ? "dark" : "light");
    const blob =
      format === "svg"
        ? new Blob([made.picture], { type: "image/svg+xml" })
        : await rasterise(made, preset.density);
    save(chart, blob, `${name}.${format}`);
  } catch (error) {
    console.error(error);
    say(chart, error.message === "too tall"
      ? "This figure is too tall for a PNG; take it as SVG or CSV."
      : "The picture could not be made.");
  }
}

async function copyLink(chart) {
  const link = new URL(chart.figure.link, document.baseURI).href;
  try {
    await navigator.clipboard.writeText(link);
    say(chart, "Link copied");
  } catch {
    // The clipboard is closed to pages without TLS and to some frames.
    window.prompt("Link to this figure", link);
  }
}

function fullScreen(chart) {
  const { title, subtitle, base, note, source } = chart.figure.words;
  const words = (tag, text) => (text ? [make(tag, { textContent: text })] : []);
  const close = make("button", { type: "button", textContent: "Close", className: "close" });
  const head = make("header", {}, close, ...words("h2", title), ...words("p", subtitle));
  const under = [base && begun("Base:", base), note, source && begun("Source:", source)];
  const foot = make("footer", {}, ...under.flatMap((text) => words("p", text)));
  const dialog = make("dialog", { className: "survey-chart-full" });
  dialog.setAttribute("aria-label", title);
  const opener = document.activeElement;
  chart.root.append(dialog);
  dialog.append(head, chart.whole, foot);
  close.onclick = () => dialog.close();
  dialog.onclose = () => {
    chart.root.append(chart.whole);
    dialog.remove();
    opener.focus();
  };
  dialog.showModal();
}

// ---- the numbers ---------------------------------------------------------------------------------

const NUMBER = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const COUNT = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const SIGNED = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0, signDisplay: "exceptZero" });
const WRITTEN = {
  text: String,
  count: (value) => COUNT.format(value),
  percent: (value) => `${value > 0 && value < 0.005 ? "<1" : COUNT.format(100 * value)}\u00a0%`,
  points: (value) => `${SIGNED.format(100 * value)}\u00a0points`,
  number: (value) => NUMBER.format(value),
};

function fillTable(chart) {
  const { table, words } = chart.figure;
  const cell = (value, at) => {
    const unit = table.columns[at][1];
    const text = value === null ? "–" : typeof value === "number" ? WRITTEN[unit](value) : value;
    const made = make(at ? "td" : "th", { textContent: text });
    if (!at) made.scope = "row";
    if (unit !== "text") made.className = "number";
    return made;
  };
  const head = table.columns.map(([heading, unit]) =>
    make("th", { textContent: heading, scope: "col", className: unit === "text" ? "" : "number" }),
  );
  const body = table.rows.map((row) => make("tr", {}, ...row.map(cell)));
  chart.table.setAttribute("role", "region");
  chart.table.setAttribute("aria-label", `Table: ${words.title}`);
  chart.table.replaceChildren(
    make("table", {}, make("caption", { textContent: words.title }),
      make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)),
  );
}

function csvOf({ csv, table }) {
  if (csv !== null) return csv;
  const cell = (value) => {
    if (typeof value !== "string") return value ?? "";
    // A spreadsheet would run a text that begins like a formula.
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const lines = [table.columns.map(([heading]) => heading), ...table.rows];
  return lines.map((row) => row.map(cell).join(",") + "\r\n").join("");
}
