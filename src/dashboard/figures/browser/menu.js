// What a reader does with a figure: its table, its picture, its link, the whole screen. None of it
// is needed before the first click, so it is fetched then; plot.js and picture.js stand above it.

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// By the label of the button that was pressed. `chart` is the component's: its `figure`, its `whole`
// element with a line for its `status`, the `library`; it calls `changed` whenever the figure changed.
export const offers = {
  Table(chart, button) {
    const table = part(chart, "table", button, (made) => {
      Object.assign(made, { role: "region", tabIndex: 0 });
      chart.changed = () => made.hidden || fillTable(made, chart);
    });
    const open = toggle(table, button);
    noteTable(placeOf(chart.figure), open);
    if (!open) return;
    fillTable(table, chart);
    table.scrollIntoView({ block: "nearest" }); // a press that shows nothing seems to do nothing
  },

  Download(chart, button) {
    const panel = part(chart, "panel", button, (made) => fillPanel(made, chart, button));
    if (toggle(panel, button)) panel.scrollIntoView({ block: "nearest" });
  },

  async "Copy link"(chart) {
    const link = new URL(chart.figure.link, document.baseURI).href;
    try {
      await navigator.clipboard.writeText(link);
      say(chart, "Link copied");
    } catch {
      // The clipboard is closed to pages without TLS and to some frames.
      window.prompt("Link to this figure", link);
    }
  },

  "Full screen"(chart, button) {
    const { title, subtitle, base, note, source } = chart.figure.words;
    const words = (tag, text) => (text ? [make(tag, { textContent: text })] : []);
    const close = make("button", { type: "button", textContent: "Close", className: "close" });
    const head = make("header", {}, close, ...words("h2", title), ...words("p", subtitle));
    const under = [base, note, begun("Source:", source)];
    const foot = make("footer", {}, ...under.flatMap((text) => words("p", text)));
    const dialog = make("dialog", { className: "survey-chart-full", ariaLabel: title });
    const home = chart.whole.parentElement;
    home.append(dialog);
    dialog.append(head, chart.whole, foot);
    close.onclick = () => dialog.close();
    // What the server answers with would stand behind the dialog, out of sight and out of reach.
    dialog.onclick = ({ target }) =>
      chart.figure.actions.includes(target.textContent) && dialog.close();
    dialog.onclose = () => {
      home.append(chart.whole);
      dialog.remove();
      button.focus();
    };
    dialog.showModal();
  },
};

// The part of a figure that a button shows and hides, made when it is first shown.
function part(chart, name, button, fill) {
  let found = chart.whole.querySelector(`:scope > .${name}`);
  if (!found) {
    found = make("div", { className: name, hidden: true, id: `${chart.alt.id}-${name}` });
    fill(found);
    chart.whole.append(found);
    button.setAttribute("aria-controls", found.id);
  }
  return found;
}

function toggle(part, button) {
  part.hidden = !part.hidden;
  button.ariaExpanded = String(!part.hidden);
  return !part.hidden;
}

function say(chart, sentence) {
  chart.status.textContent = sentence;
  clearTimeout(chart.quiet);
  chart.quiet = setTimeout(() => (chart.status.textContent = ""), 4000);
}

// ---- pictures ------------------------------------------------------------------------------------

function fillPanel(panel, chart, opener) {
  const dark = make("input", { type: "checkbox" });
  const sizes = Object.entries(PRESETS).map(([name, preset]) => {
    const size = `${preset.width} × ${preset.height}${preset.grows ? " or taller" : ""}`;
    const text = make("span", {}, preset.label, make("small", { textContent: size }));
    const formats = ["PNG", "SVG"].map((format) =>
      make("button", {
        type: "button",
        textContent: format,
        ariaLabel: `${preset.label}, ${format}`,
        onclick: () => takePicture(chart, name, format.toLowerCase(), dark.checked),
      }),
    );
    return make("div", { className: "size" }, text, ...formats);
  });
  const csv = make("button", { type: "button", textContent: "CSV", onclick: () => chart.tell("CSV") });
  const numbers = make("div", { className: "size" }, make("span", {}, "Data"), csv);
  const copy = make("button", {
    type: "button", textContent: "Copy image", onclick: () => copyPicture(chart, dark.checked),
  });
  panel.replaceChildren(numbers, make("div", { className: "size" }, make("span", {}, "Clipboard"), copy), ...sizes, make("label", {}, dark, " on dark"));
  chart.whole.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.preventDefault();
    toggle(panel, opener);
    opener.focus();
  });
}

async function takePicture(chart, name, format, dark) {
  const { figure } = chart;
  const preset = PRESETS[name];
  try {
    const made = await compose(await chart.library(), figure, preset, dark ? "dark" : "light");
    const blob =
      format === "svg"
        ? new Blob([made.picture], { type: "image/svg+xml" })
        : await rasterise(made, preset);
    const href = URL.createObjectURL(blob);
    make("a", { href, download: `${figure.name || figure.id}_${name}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
    say(chart, "Saved");
  } catch (error) {
    console.error(error);
    say(chart, error.message === "too tall"
      ? "This chart is too tall for a PNG; use SVG or CSV."
      : "The image could not be created.");
  }
}

// Browsers take a picture that is still being made, as long as it is promised within the click.
// Open tables are in the address, where a link or a step back finds them; the view stays as it is.
function noteTable(place, open) {
  const address = new URL(location.href);
  const places = new Set((address.searchParams.get("table") ?? "").split(",").filter(Boolean));
  if (open) places.add(place);
  else places.delete(place);
  if (places.size) address.searchParams.set("table", [...places].join(","));
  else address.searchParams.delete("table");
  history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
}

async function copyPicture(chart, dark) {
  try {
    const made = chart.library().then((Plotly) =>
      compose(Plotly, chart.figure, PRESETS.report, dark ? "dark" : "light"));
    const blob = made.then((picture) => rasterise(picture, PRESETS.report));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
    say(chart, "Image copied");
  } catch (error) {
    console.error(error);
    say(chart, "This browser does not allow images to be copied; save the PNG.");
  }
}

// What sheets take for the beginning of a formula; a change in points is none.
const formula = (text) => /^[=+\-@＝＋－＠]/.test(text) && !/^[+-]\d+(\u00a0points?)?$/.test(text);

// What stands above a copied table, and below it: it goes on alone, so it says what it is of.
function aroundTable({ words, reference }) {
  const figure = reference ? `figure ${reference}` : "";
  return {
    above: [words.title, words.subtitle].filter(Boolean),
    below: [words.base, [words.source, figure].filter(Boolean).join(", ")].filter(Boolean),
  };
}

// As a table for documents, and tab by tab for sheets, where no label is run as a formula.
async function copyTable(chart, table) {
  const { above, below } = aroundTable(chart.figure);
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
  const quoted = (one) => (formula(one) ? `'${one}` : one);
  const lines = rows.map((row) => row.map(quoted).join("\t"));
  const text = [...above.map(quoted), ...lines, ...below.map(quoted)].join("\n");
  const kept = (one) => (formula(one) ? ` style='mso-number-format:"\\@"'` : "");
  const cell = (one, tag) => `<${tag}${kept(one)}>${escapeTags(one)}</${tag}>`;
  const cells = (row, n) => row.map((one) => cell(one, n ? "td" : "th"));
  const made = rows.map((row, n) => `<tr>${cells(row, n).join("")}</tr>`).join("");
  const [before, after] = [above, below].map((all) => all.map((one) => `<p>${escapeTags(one)}</p>`));
  const html = `${before.join("")}<table>${made}</table>${after.join("")}`;
  const kinds = { "text/plain": text, "text/html": html };
  try {
    const blobs = Object.entries(kinds).map(([type, content]) => [type, new Blob([content], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    say(chart, "Table copied");
  } catch (error) {
    console.error(error);
    say(chart, "This browser does not allow tables to be copied; save the CSV.");
  }
}

// ---- the numbers ---------------------------------------------------------------------------------

const DECIMAL = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const SIGNED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0, signDisplay: "exceptZero" });
const WRITTEN = {
  text: String,
  count: (value) => COUNT.format(value),
  percent: (value) => `${value > 0 && value < 0.005 ? "<1" : COUNT.format(100 * value)}%`,
  points: (value) => {
    const whole = Math.abs(Math.round(100 * value));
    if (!whole) return value ? "<1\u00a0point" : "no change";
    return `${SIGNED.format(100 * value)}\u00a0point${whole === 1 ? "" : "s"}`;
  },
  number: (value) => DECIMAL.format(value),
};

function fillTable(element, chart) {
  const { table, words } = chart.figure;
  // Remarks that nobody made are no column.
  const shown = [...table.columns.keys()].filter(
    (at) => !table.rows.length || table.rows.some((row) => row[at] !== ""),
  );
  const cell = (row, at, place) => {
    const [value, unit] = [row[at], table.columns[at][1]];
    const text = value === null ? "–" : typeof value === "number" ? WRITTEN[unit](value) : value;
    const made = make(place ? "td" : "th", { textContent: text });
    if (!place) made.scope = "row";
    if (unit !== "text") made.className = "number";
    return made;
  };
  const head = shown.map((at) => {
    const [heading, unit] = table.columns[at];
    const className = unit === "text" ? "" : "number";
    return make("th", { textContent: heading, scope: "col", className });
  });
  const body = table.rows.map((row) =>
    make("tr", {}, ...shown.map((at, place) => cell(row, at, place))),
  );
  element.ariaLabel = `Table: ${words.title}`;
  const made = make("table", {}, make("caption", { textContent: words.title }),
    make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  const copy = make("button", {
    type: "button", textContent: "Copy table", className: "copy", onclick: () => copyTable(chart, made),
  });
  element.replaceChildren(copy, made);
}
