// The search: a box, and below it what it finds, grouped. The index is fetched once, when the box is
// first used; ranking happens here and nowhere else. A hit is a link, so it opens as links do.

// From the best: each of the first three for a name of its own, and one later for another word. What
// is asked in words that stand apart (a tool and what is asked about it) comes after all of these.
const [EXACT, BEGINS, WORD, WORDS, INSIDE, APART, TYPO, SOME] = [0, 2, 4, 6, 7, 8, 9, 99];
const ENOUGH = 0.6; // of what the best has, where no hit has every word
const MOST = 4; // hits of a group, and ways of a hit
const IN_ALL = 12;

// Letters and digits of any script, without accents and case; what joins them is a blank, like “&”
// and “and”.
export const plain = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}+#]+/gu, " ").trim()
    .replaceAll(" and ", " ");

// What a question is asked with says nothing of what it is about.
const ASKING = new Set("a an are by did do does has have how in is of on the to was were what when where which who whose why".split(" "));
const telling = (text) => {
  const words = text.split(" ");
  const rest = words.filter((word) => !ASKING.has(word));
  return rest.length ? rest : words;
};

const tight = (text) => text.replaceAll(" ", "");

export function prepare({ groups, ways, entries }) {
  const form = (name) => {
    const text = plain(name);
    return { text, tight: tight(text), words: text.split(" ") };
  };
  const lead = ways.map(([label, to]) => ({ label, to, words: form(label).words }));
  return {
    groups,
    entries: entries.map((one) => {
      const own = one.names.map(form).filter(({ text }) => text);
      const known = one.also.map(form).filter(({ text }) => text);
      const led = one.ways.map((at) => lead[at]);
      const words = new Set([...own, ...known, ...led].flatMap((name) => name.words));
      return { ...one, own, known, ways: led, words: [...words] };
    }),
  };
}

// A word begins with what is asked; one asked in the plural may stand in the singular.
const single = (word) => (word.length > 3 ? word.replace(/s$/, "") : word);
const has = (words, asked) => words.some((word) => word.startsWith(single(asked)));

function rankOf(name, asked, also) {
  if (!name.text) return Infinity;
  if (name.text === asked.text || name.tight === asked.tight) return EXACT + also;
  if (name.text.startsWith(asked.text)) return BEGINS + also;
  if (` ${name.text}`.includes(` ${asked.text}`)) return WORD + also;
  if (asked.words.every((word) => has(name.words, word))) return WORDS;
  if (asked.text.length > 1 && name.tight.includes(asked.tight)) return INSIDE;
  return Infinity;
}

// Letters left out, added, changed or swapped; more than `most` count as endless.
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let [before, row] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length] <= most ? row[b.length] : Infinity;
}

// Short words have no room for a slip.
const slips = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

function typosOf(name, asked) {
  let sum = 0;
  for (const word of asked.words) {
    sum += Math.min(...name.words.map((one) => distance(word, one, slips(word))));
    if (sum === Infinity) break;
  }
  return Math.min(sum, distance(asked.tight, name.tight, slips(asked.tight)));
}

// Hits in the order of their worth: { entry, rank }. Of equal ones tools come first, as groups are
// ordered, then shorter names, which say nearly nothing else.
export function find(index, query) {
  const text = plain(query);
  if (!text) return [];
  const asked = { text, tight: tight(text), words: telling(text) };
  const least = (names, rank) => Math.min(Infinity, ...names.map(rank));
  const ranked = (rank) =>
    index.entries.map((entry) => ({ entry, rank: rank(entry) })).filter((hit) => hit.rank < Infinity);
  let hits = ranked(({ own, known }) =>
    Math.min(
      least(own, (name) => rankOf(name, asked, 0)),
      least(known, (name) => rankOf(name, asked, 1)),
    ),
  );
  if (!hits.length) hits = ranked(({ words, own }) => (asked.words.every((one) => has(words, one)) ? APART + besides(own, asked) : Infinity));
  if (!hits.length)
    hits = ranked(({ own, known }) => TYPO + least([...own, ...known], (name) => typosOf(name, asked)));
  if (!hits.length && asked.words.length > 1) hits = withSome(index, asked);
  return hits.sort(
    (a, b) =>
      a.rank - b.rank || a.entry.group - b.entry.group || a.entry.title.length - b.entry.title.length,
  );
}

// The share of words that none of its own names has.
const besides = (own, { words }) =>
  Math.min(...own.map((name) => words.filter((word) => !has(name.words, word)).length / words.length));

// Where nothing has every word: what has most of them, a word counting the more the fewer have it.
function withSome({ entries }, asked) {
  const worth = new Map(entries.map((entry) => [entry, 0]));
  for (const word of asked.words) {
    let having = entries.filter(({ words }) => has(words, word));
    if (!having.length) having = entries.filter(({ words }) => words.some((one) => distance(word, one, slips(word)) < Infinity));
    for (const entry of having) worth.set(entry, worth.get(entry) + Math.log(1 + entries.length / having.length) ** 2);
  }
  const most = Math.max(...worth.values());
  const good = entries.filter((entry) => most && worth.get(entry) >= ENOUGH * most);
  return good.map((entry) => ({ entry, rank: SOME - worth.get(entry) / most }));
}

// The hits by group, the group of the best first; beside a name that is hit exactly, less of others.
export function grouped(index, query) {
  const hits = find(index, query);
  const words = telling(plain(query));
  const said = (way, { own }) =>
    words.filter((word) => has(way.words, word) && !own.some((name) => has(name.words, word))).length;
  const most = hits.length && hits[0].rank < BEGINS ? 2 : MOST;
  const groups = new Map();
  let left = IN_ALL;
  for (const { entry, rank } of hits) {
    const group = groups.get(entry.group) ?? { name: index.groups[entry.group], hits: [] };
    const full = group.hits.length >= (hits.length > most && sharesGroups(hits) ? most : IN_ALL);
    if (full || !left) continue;
    left--;
    const ways = rank < APART ? entry.ways : entry.ways.toSorted((a, b) => said(b, entry) - said(a, entry));
    const whole = rank < BEGINS || (rank < APART && hits.length <= MOST);
    group.hits.push({ ...entry, ways, whole, some: rank > SOME - 2 });
    groups.set(entry.group, group);
  }
  return [...groups.values()];
}

const sharesGroups = (hits) => hits.some(({ entry }) => entry.group !== hits[0].entry.group);

// ---- the box -------------------------------------------------------------------------------------

const indices = new Map(); // by the name of its file, each fetched once a visit
let made;
function fetched(name) {
  if (typeof name !== "string") return (made ??= prepare(name)); // sent along where no files are served
  if (!indices.has(name)) {
    const url = new URL(`app/static/${name}`, document.baseURI);
    const found = fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
    indices.set(name, found.then(prepare));
    indices.get(name).catch(() => indices.delete(name)); // the next word tries again
  }
  return indices.get(name);
}

let numbered = 0;
const boxes = new WeakMap();

export default function ({ data: bytes, parentElement: root }) {
  const data = unpack(bytes);
  const box = boxes.get(root) ?? mount(root);
  Object.assign(box, data);
  box.input.placeholder = box.label.textContent = data.title;
  return () => root.isConnected || document.removeEventListener("pointerdown", box.away);
}

function make(tag, traits, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function mount(root) {
  const id = `survey-search-${++numbered}`;
  const label = make("label", { for: id });
  const input = make("input", {
    id, type: "search", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": `${id}-hits`, "aria-autocomplete": "list",
  });
  const list = make("div", { id: `${id}-hits`, role: "listbox", "aria-label": "Search results", hidden: "" });
  const status = make("p", { class: "status", role: "status" });
  const whole = make("div", { class: "survey-search" }, label, input, list, status);
  root.replaceChildren(whole);
  const box = { input, label, list, status, at: -1 };
  input.oninput = () => search(box);
  input.onfocus = () => search(box); // with nothing asked, the index is on its way
  input.onkeydown = (event) => key(box, event);
  list.onclick = () => setTimeout(() => leave(box, true));
  box.away = ({ target }) => whole.contains(target) || leave(box);
  document.addEventListener("pointerdown", box.away);
  boxes.set(root, box);
  return box;
}

async function search(box) {
  const query = box.input.value;
  let index;
  try {
    index = await fetched(box.index);
    if (!query.trim()) return leave(box);
  } catch {
    return show(box, [], "The search could not be loaded. Try again.");
  }
  if (query === box.input.value) show(box, grouped(index, query), `No results for “${query}”`);
}

function show(box, groups, nothing) {
  let count = 0;
  const option = (way, ...words) => {
    const id = `${box.list.id}-${count++}`;
    return make("a", { id, role: "option", href: address(box, way.to), tabindex: "-1" }, ...words);
  };
  const drawn = groups.map(({ name, hits }, at) => {
    const id = `${box.list.id}-group-${at}`;
    const head = make("div", { id, class: "group", role: "presentation" }, name);
    return make("div", { role: "group", "aria-labelledby": id }, head, ...hits.flatMap((hit) => lines(hit, option)));
  });
  box.list.replaceChildren(...drawn);
  box.list.hidden = !groups.length;
  box.searched = box.input.value;
  box.options = [...box.list.querySelectorAll('[role="option"]')];
  const some = groups.some(({ hits }) => hits.some((hit) => hit.some));
  const told = some ? "No result has every word; these have some of them" : `${box.options.length} result${box.options.length === 1 ? "" : "s"}`;
  box.status.textContent = groups.length ? told : nothing;
  box.status.classList.toggle("unseen", Boolean(groups.length) && !some);
  box.input.ariaExpanded = String(Boolean(groups.length));
  mark(box, groups.length ? 0 : -1);
}

// A hit with one way is one line; an answer that questions share has a line for each of them.
function lines({ title, ways, whole }, option) {
  const small = (text) => make("small", {}, text);
  if (ways.length === 1) return [option(ways[0], title, ...(ways[0].label ? [small(ways[0].label)] : []))];
  const shown = whole ? ways : ways.slice(0, MOST);
  const more = ways.length - shown.length;
  return [
    make("div", { class: "shared", role: "presentation" }, `${title} · ${ways.length} questions`),
    ...shown.map((way) => option(way, small(way.label))),
    ...(more ? [make("div", { class: "shared", role: "presentation" }, small(`and ${more} more: search the whole name`))] : []),
  ];
}

// Where a way leads from here: with the view at hand, and on the codebook's page to the entry.
function address({ view, page }, to) {
  const [place, own = ""] = to.split("?");
  const asked = new URLSearchParams(own);
  const merged = new URLSearchParams(view);
  for (const [name, value] of asked) merged.set(name, value);
  if (own) merged.set("v", merged.get("v") ?? VERSION);
  const query = merged.toString().replaceAll("%2C", ",");
  return new URL((page && asked.has("question") ? page : place) + (query ? `?${query}` : ""), document.baseURI).href;
}

function mark(box, at) {
  box.options[box.at]?.removeAttribute("aria-selected");
  box.at = at;
  const one = box.options[at];
  one?.setAttribute("aria-selected", "true");
  one?.scrollIntoView({ block: "nearest" });
  if (one) box.input.setAttribute("aria-activedescendant", one.id);
  else box.input.removeAttribute("aria-activedescendant");
}

async function key(box, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") leave(box);
  else if (event.key === "Enter") {
    event.preventDefault();
    if (box.searched !== box.input.value) await search(box);
    box.options?.[Math.max(box.at, 0)]?.click();
  } else if (step && box.options?.length) {
    event.preventDefault();
    mark(box, (box.at + step + box.options.length) % box.options.length);
  }
}

function leave(box, chosen = false) {
  if (chosen) box.input.value = "";
  box.list.hidden = true;
  box.input.ariaExpanded = "false";
  box.options = [];
  mark(box, -1);
  box.status.textContent = "";
}
