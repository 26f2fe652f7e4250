// The static site's own script. It chooses among what was computed when the site was made, and
// draws it with the dashboard's own painter, which is loaded for the first choice.

const site = JSON.parse(document.getElementById("site").textContent);
const view = document.getElementById("view");
const form = document.getElementById("controls");
const WIDE = matchMedia("(min-width: 640px)");

class Refused extends Error {}

// ---- the address: the same as the dashboard's, read as strictly --------------------------------

const further = (name) => name.startsWith(site.further); // a filter by any question's answers
const own = (name) => site.names.includes(name) || name in site.renamed.filters || further(name);

function read(search) {
  const given = {};
  for (const [written, value] of new URLSearchParams(search)) {
    if (!own(written)) continue; // newsletters and networks add their own
    const same = site.names.includes(written) || further(written);
    const name = same ? written : site.renamed.filters[written];
    (given[name] ??= []).push(value);
  }
  const length = ([name, values]) => name.length + values.join("").length;
  const total = Object.entries(given).reduce((sum, one) => sum + length(one), 0);
  if (total > site.longest) throw new Refused(site.says.too_long);
  for (const one of given.v ?? [])
    if (!site.versions.includes(one)) throw new Refused(fill(site.says.version, shown(one)));
  for (const [name, values] of Object.entries(given))
    if (values.length > 1) throw new Refused(fill(site.says.twice, shown(name), values.length));
  const one = (name, usual) => given[name]?.[0] ?? usual;
  const state = { year: one("year", site.newest), where: {} };
  known("year", state.year, site.years);
  state.compare = one("compare", "");
  if ("compare" in given) {
    const { filters, questions } = site.renamed;
    state.compare = filters[state.compare] ?? questions[state.compare] ?? state.compare;
    const named = site.filters[state.compare]; // a filter of the folded ones is its question here
    if (named && !site.comparisons.includes(state.compare)) state.compare = named.question;
    if (site.apart[state.compare]) throw new Refused(site.apart[state.compare]);
    known("comparison", state.compare, site.comparisons);
    const why = site.unasked[`${state.year}|${state.compare}`];
    if (why) throw new Refused(why);
  }
  state.of = one("of", site.denominators[0]);
  known("denominator", state.of, site.denominators);
  state.weights = one("weights", site.weights[0]);
  known("weights", state.weights, site.weights);
  state.question = one("question", "");
  if ("question" in given) {
    state.question = site.renamed.questions[state.question] ?? state.question;
    if (!site.filters[state.question]) known("question", state.question, site.questions);
    else state.question = site.filters[state.question].question;
  }
  for (const [name, { question, codes }] of Object.entries(site.filters)) {
    if (!(name in given)) continue;
    const renamed = site.renamed.choices[question] ?? {};
    const wanted = new Set(one(name).split(",").map((code) => renamed[code] ?? code));
    for (const code of [...wanted].sort()) known(`choice of '${question}'`, code, codes);
    state.where[name] = codes.filter((code) => wanted.has(code));
  }
  state.figure = one("figure", "");
  state.further = Object.entries(given).filter(([name]) => further(name));
  return state;
}

function write(state, { exact = false, question = state.question } = {}) {
  const parts = exact || state.year !== site.newest ? [["year", state.year]] : [];
  for (const name of Object.keys(site.filters))
    if (state.where[name]?.length) parts.push([name, state.where[name].join(",")]);
  for (const [name, [value]] of state.further ?? []) parts.push([name, value]);
  if (state.compare) parts.push(["compare", state.compare]);
  if (state.of !== site.denominators[0]) parts.push(["of", state.of]);
  if (state.weights !== site.weights[0]) parts.push(["weights", state.weights]);
  const seen = parts.map(([name, value]) => `${name}=${value}`);
  if (question) seen.push(`question=${question}`);
  return seen.join("&");
}

const versioned = (query) => (query ? `${query}&v=${site.versions.at(-1)}` : "");

const fill = (text, ...values) => values.reduce((said, value) => said.replace("{}", () => value), text);

function shown(value) {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  const text = quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function known(what, value, allowed) {
  if (allowed.includes(value)) return;
  const close = nearest(value, allowed);
  const most = site.most_listed;
  const listed = allowed.slice(0, most).join(", ");
  const rest = allowed.length > most ? ` and ${allowed.length - most} more` : "";
  throw new Refused(`Unknown ${what} ${shown(value)}.` +
    (close ? ` Did you mean ${shown(close)}?` : "") + ` Known: ${listed}${rest}.`);
}

// The name that a value is a word of, else resembles most: twice the letters in matching runs, of all letters.
function nearest(value, allowed) {
  const text = value.slice(0, 200).toLowerCase();
  const names = [...new Map(allowed.map((name) => [name.toLowerCase(), name])).entries()];
  const worded = names.find(([low]) => low.split("_").includes(text));
  if (worded) return worded[1];
  const likeness = names.map(([low, name]) => [(2 * matching(low, text)) / (low.length + text.length), low, name]);
  const close = likeness.filter(([ratio]) => ratio >= 0.6);
  close.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? 1 : -1));
  return close[0]?.[2];
}

function matching(a, b) {
  let [size, i, j] = [0, 0, 0];
  for (let x = 0; x < a.length; x++)
    for (let y = 0; y < b.length; y++) {
      let run = 0;
      while (x + run < a.length && a[x + run] === b[y + run] && y + run < b.length) run++;
      if (run > size) [size, i, j] = [run, x, y];
    }
  if (!size) return 0;
  return size + matching(a.slice(0, i), b.slice(0, j)) + matching(a.slice(i + size), b.slice(j + size));
}

// ---- views ---------------------------------------------------------------------------------------

function keyOf({ year, where, compare }) {
  const whom = Object.keys(site.filters).filter((name) => where[name]?.length);
  const who = whom.map((name) => `${name}=${where[name].join(",")}`).join("&");
  return `${compare === "year" ? "" : year}|${who}|${compare}`;
}

const answers = (state) =>
  state.of === site.denominators[0] && state.weights === site.weights[0] && !state.figure &&
  !state.further?.length;

const files = new Map();
function load(name) {
  if (!files.has(name)) {
    const coming = fetch(`bundles/${name}.json`).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    });
    coming.catch(() => files.delete(name)); // the next choice tries again
    files.set(name, coming);
  }
  return files.get(name);
}

let painter;
const paint = () => (painter ??= import(new URL(site.painter, document.baseURI).href));

let turns = 0;
let now = site.first;
async function show(state) {
  const turn = ++turns;
  now = state;
  fillControls(state);
  const name = answers(state) && site.views[keyOf(state)];
  if (!name) return elsewhere(state);
  view.setAttribute("aria-busy", "true");
  try {
    const [bundle, { default: draw }] = await Promise.all([load(name), paint()]);
    if (turn === turns) lay(bundle, draw, state);
  } catch (error) {
    console.error(error);
    if (turn === turns) notice(site.says.not_loaded, "", state);
  }
  view.removeAttribute("aria-busy");
}

const roots = new Map(); // where figures are drawn, kept from view to view
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

function lay(bundle, draw, state) {
  const { content } = make("template", { innerHTML: bundle.html });
  const slots = [...content.querySelectorAll("[data-figure]")];
  const query = write(state, { exact: true, question: "" });
  const left = new Set(roots.keys());
  const drawn = slots.map((slot) => {
    const id = slot.dataset.figure;
    const place = id.split(".")[0]; // what is chosen follows the dot; the place stays
    if (!roots.has(place)) roots.set(place, { root: make("div") });
    left.delete(place);
    slot.replaceChildren(roots.get(place).root);
    return [id, roots.get(place)];
  });
  view.replaceChildren(content);
  tabs();
  for (const place of left) {
    roots.get(place).leave?.();
    roots.delete(place);
  }
  for (const [id, one] of drawn) {
    const figure = { ...bundle.figures[id], ...(WIDE.matches ? bundle.wide[id] : {}) };
    const reference = `${id}?${query}@${site.release}`;
    const released = /^[0-9a-f]{8}$/.test(site.release) ? `&release=${site.release}` : "";
    const link = site.app
      ? `${site.app}figure?figure=${id}&${versioned(query)}${released}`
      : `${location.href.split(/[?#]/)[0]}?${versioned(query)}#${id}`;
    const actions = [site.says.cite, ...(site.app ? [site.says.live] : [])];
    const act = (_, label) => does[label]?.(figure, reference, link, state);
    const data = JSON.stringify({ ...figure, reference, link, actions });
    one.leave = draw({ data, parentElement: one.root, setTriggerValue: act });
  }
  document.dispatchEvent(new Event("laid"));
  if (state.question) reveal(state.question);
}

function reveal(id) {
  const slot = view.querySelector(`[data-figure="${CSS.escape(id)}"]`);
  if (!slot) return;
  const panel = slot.closest(".panel-of");
  if (panel) document.getElementById(panel.getAttribute("aria-labelledby"))?.click();
  slot.scrollIntoView({ block: "start" });
}

// What a view cannot show is said in its place: never other numbers than the address promises.
function notice(title, text, state) {
  const parts = [make("h2", { textContent: title })];
  if (text) parts.push(make("p", { textContent: text }));
  if (state && site.app) {
    const href = `${site.app}${site.page}?${versioned(write(state))}`;
    parts.push(make("p", {}, make("a", { href, textContent: site.says.live })));
  }
  const again = make("button", { type: "button", textContent: site.says.newest });
  again.onclick = () => go(site.first);
  view.replaceChildren(make("div", { className: "problem" }, ...parts, again));
}

const elsewhere = (state) => notice(site.says.elsewhere, site.says.elsewhere_why, state);

function arrive() {
  try {
    const state = read(location.search);
    if (keyOf(state) === keyOf(now) && answers(state) && view.querySelector("[data-figure]")) {
      now = state;
      fillControls(state);
      if (state.question) reveal(state.question);
    } else show(state);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    turns++;
    now = site.nowhere;
    notice(site.says.refused, error.message);
  }
}

function go(state) {
  const query = versioned(write(state));
  history.pushState(null, "", query ? `?${query}` : location.pathname);
  show(state);
}

// ---- what a reader does with a figure ----------------------------------------------------------

// A title within quotation marks: its own become single ones.
const within = (text) => text.replace(/"([^"]*)"/g, "‘$1’").replaceAll("“", "‘").replaceAll("”", "’");

const does = {
  CSV({ id, table, words }, reference) {
    const safe = (cell) => (typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : (cell ?? ""));
    const cell = (value) => `${safe(value)}`.replace(/^.*[",\r\n][^]*$/, (text) => `"${text.replaceAll('"', '""')}"`);
    // As in the app's files: every line says where it is from, and that data are demo data.
    const source = `${words.source.replace(/^Source: /, "")}, figure ${reference}`;
    const rows = [
      [...table.columns.map(([heading]) => heading), "source"],
      ...table.rows.map((row) => [...row, source]),
    ];
    const text = rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    make("a", { href, download: `${id}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  },
  [site.says.cite]({ words }, reference, link, { year }) {
    const text = site.citations[year]
      .replace("{title}", () => within(words.title))
      .replace("{reference}", () => reference)
      .replace("{link}", () => link);
    const close = make("button", { type: "button", textContent: "Close" });
    const box = make("dialog", { className: "cite", ariaLabel: site.says.cite }, make("p", { textContent: text }), close);
    close.onclick = () => box.close();
    box.onclose = () => box.remove();
    document.body.append(box);
    box.showModal();
  },
  [site.says.live]: (figure, reference, link) => location.assign(link),
};

// ---- controls ------------------------------------------------------------------------------------

function fillControls(state) {
  for (const { name, options } of form.querySelectorAll("select")) {
    const value = name in state ? state[name] : (state.where[name] ?? []).join(",");
    // A view of several groups came by an address; it is shown as it is called.
    const select = form.elements[name];
    if (![...options].some((option) => option.value === value)) select.add(new Option(value.replaceAll(",", ", "), value));
    select.value = value;
  }
  form.querySelector(".year").hidden = state.compare === "year";
  const query = versioned(write(state, { question: "" }));
  for (const link of document.querySelectorAll("a[data-view]"))
    link.search = query ? `?${query}` : "";
  const count = Object.values(state.where).filter((codes) => codes.length).length;
  document.querySelector("#drawer > summary").textContent = site.says.drawer + (count ? ` (${count})` : "");
}

form.addEventListener("change", ({ target: { name, value } }) => {
  const state = { ...now, where: { ...now.where }, question: "" };
  if (name in site.filters) state.where[name] = value ? value.split(",") : [];
  else state[name] = value;
  form.querySelector(".dropped").textContent = "";
  if (site.dropped[`${state.year}|${state.compare}`]) {
    form.querySelector(".dropped").textContent = site.dropped[`${state.year}|${state.compare}`];
    state.compare = "";
  }
  go(state);
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  go(site.first);
});
// What the words of a view offer: the reader's own group, and the way back.
view.addEventListener("click", (event) => {
  const way = event.target.closest("a[data-go]");
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey || location.protocol === "file:") return;
  event.preventDefault();
  go(read(way.search));
});
view.addEventListener("change", ({ target }) => {
  if (target.closest(".your-group")) go(read(new URL(target.value, location.href).search));
});
for (const place of [form, view])
  for (const kind of ["pointerover", "focusin"]) place.addEventListener(kind, paint, { once: true });

// The sections below the leading figures, one at a time.
let open = "";
function tabs() {
  const panels = [...view.querySelectorAll(".panel-of")];
  if (panels.length < 2) return;
  const row = make("div", { className: "tabs", role: "tablist" });
  const press = (wanted) => {
    open = wanted;
    panels.forEach((panel, at) => {
      const chosen = panel.dataset.heading === wanted;
      panel.classList.toggle("closed", !chosen);
      Object.assign(row.children[at], { ariaSelected: String(chosen), tabIndex: chosen ? 0 : -1 });
    });
  };
  panels.forEach((panel, at) => {
    const { heading } = panel.dataset;
    const id = `tab-${at}`;
    row.append(make("button", { type: "button", id, role: "tab", textContent: heading, onclick: () => press(heading) }));
    Object.assign(panel, { role: "tabpanel" });
    panel.setAttribute("aria-labelledby", id);
  });
  row.onkeydown = ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const next = row.children[(panels.findIndex((p) => p.dataset.heading === open) + step + panels.length) % panels.length];
    next.click();
    next.focus();
  };
  panels[0].before(row);
  press(panels.some((panel) => panel.dataset.heading === open) ? open : panels[0].dataset.heading);
}

if (location.protocol === "file:") {
  document.getElementById("unserved").hidden = false; // browsers let files fetch nothing
} else {
  form.hidden = false;
  document.documentElement.classList.add("served");
  document.getElementById("drawer").open = matchMedia("(min-width: 1024px)").matches;
  addEventListener("popstate", arrive);
  WIDE.addEventListener("change", () => roots.size && show(now));
  tabs();
  arrive();
}
