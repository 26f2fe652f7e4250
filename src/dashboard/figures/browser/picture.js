// A figure as a picture of its own: title, subtitle, plot, base, note, source, reference and, where
// it applies, the notice that the data are synthetic; all inside, wrapped to the size asked for.
// The same on every page, in the reader's own browser, and on the server (exports/studio.py).

const SMALLEST = 0.75; // of the preset's letters; rows that need less are left out, and counted
const LARGEST = 1.4;
const LEAST_WIDTH = 640; // pixels a plot is laid out for; its texts are set for as many
const LOOSER = 0.45; // of the plot's height, that its rows may part where there is room,
const PARTED = 20; // each by so many pixels at most

// Gives { picture, width, height }: the SVG as text, and its size in pixels. The same figure at the
// same preset gives the same text, wherever the same fonts are.
async function compose(Plotly, figure, preset, mode = "light", { transparent = false } = {}) {
  const theme = { mode, colors: PALETTE[mode], font: PICTURE_FONT };
  const { words, plot, height } = preset.tells ? arrangeTold(figure, preset) : arrange(figure, preset);
  const { width } = preset;
  const { data, layout } = dress(figure, { width: plot.width, theme, most: plot.most });
  if (plot.part) partRows(data, layout, plot);

  const svg = await Plotly.toImage(
    { data, layout, config: { staticPlot: true } },
    { format: "svg", width: layout.width, height: layout.height, imageDataOnly: true },
  );
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const name = nameOf(figure, width);
  tidy(drawn, name);
  turnTexts(drawn);
  trimTexts(drawn);
  drawn.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
  const place = {
    x: plot.left ?? words.edge,
    y: plot.top,
    width: layout.width * plot.scale,
    height: layout.height * plot.scale,
  };
  for (const [key, value] of Object.entries(place)) drawn.setAttribute(key, value.toFixed(1));

  const { background } = theme.colors;
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title" ` +
    `aria-describedby="${name}-desc" font-family="${PICTURE_FONT}">` +
    `<title id="${name}-title">${xml(figure.words.title)}</title>` +
    `<desc id="${name}-desc">${xml(figure.words.alt)}</desc>` +
    (transparent ? "" : `<rect width="100%" height="100%" fill="${background}"/>`) +
    written(words.over, words.edge, words.edge, width, theme.colors) +
    (words.beside ? written(words.beside, words.edge, words.besideTop, width, theme.colors) : "") +
    new XMLSerializer().serializeToString(drawn) +
    written(words.under, words.edge, height - words.edge - tall(words.under), width, theme.colors) +
    "</svg>";
  return { picture, width, height };
}

// ---- where everything stands ---------------------------------------------------------------------

// The plot is scaled as a whole, and the words under it with it: up where there is room, down where
// there is not. Where even the smallest letters leave too little, the rows that fit are shown. Where
// there is more than enough, rows part.
function arrange(figure, preset) {
  const ends = figure.layout.meta?.rows ?? [];
  const natural = figure.height;
  const { height, letters, grows } = preset;
  const least = letters * SMALLEST;
  const inner = preset.width - 2 * edgeOf(preset);
  const largest = Math.min(letters * LARGEST, inner / LEAST_WIDTH);
  let words = wordsOf(figure, preset, 1);
  let scale = letters;
  let most = Infinity;
  if (!grows) {
    for (const part of [1, 0.9, 0.8, SMALLEST]) {
      words = wordsOf(figure, preset, part);
      scale = Math.min(largest, words.room(height) / natural);
      if (scale >= letters * part) break;
    }
    if (scale < least && ends.length > 1) {
      scale = least;
      const fit = wordsOf(figure, preset, SMALLEST, ends.length - 1).room(height) / scale;
      most = Math.max(1, ends.filter((end) => end <= fit).length);
      words = wordsOf(figure, preset, SMALLEST, most);
      scale = Math.min(largest, words.room(height) / ends[most - 1]);
    }
  }
  const shown = Math.min(most, ends.length);
  const own = most < ends.length ? ends[most - 1] : natural;
  const whole = grows ? Math.max(height, Math.ceil(height - words.room(height) + own * scale)) : height;
  const room = words.room(whole);
  const between = Math.max(0, shown - 1);
  const loose = Math.min(room / scale - own, own * LOOSER) / between;
  const part = between && Math.max(0, Math.min(PARTED, Math.floor(loose)));
  const plot = { scale, most, part, width: Math.floor(inner / scale), height: own + part * between };
  const spare = Math.max(0, room - plot.height * scale);
  plot.top = words.edge + tall(words.over) + words.gap + spare / 3;
  return { words, plot, height: whole };
}

// Room between the rows, each of which keeps to itself as it is.
function partRows(data, layout, { part, height }) {
  const ends = layout.meta.rows.slice(0, -1);
  const down = (y) => (y === null ? null : y + part * ends.filter((end) => y > end).length);
  for (const trace of data) if (Array.isArray(trace.y)) trace.y = trace.y.map(down);
  layout.height = height;
  layout.yaxis = { ...layout.yaxis, range: [height, 0] };
}

// ---- one thing told: cards and slides -------------------------------------------------------------

const SENTENCE = [34, 20]; // the sentence's letters, the largest and the smallest, in the preset's;
const LINES = 3; // it has so many lines at most, then whatever it needs
const NUMBER = 84;
const SIDE = 0.27; // of the width, for the number and its evidence
const MOST_NOTED = 2; // lines of a note, fewer where a row would have no room
const MORE_NOTES = "More notes with the figure.";
const ROWS = [8, 6]; // so many rows are shown whole; of more, only the first

// A sentence, its number with interval and base beside the first rows, and below them where it is
// from. Without a number the title is the sentence, and the plot has the width.
function arrangeTold(figure, preset) {
  const { letters, width, height } = preset;
  const edge = edgeOf(preset);
  const inner = width - 2 * edge;
  const { title, subtitle, base, source } = figure.words;
  const { sentence = title, number, evidence } = figure.highlight ?? {};
  const lines = (text, size, color, weight, before, room) => {
    const px = size * letters;
    const wrapped = text ? wrap(text, room, px, PICTURE_FONT, weight) : [];
    return { lines: wrapped, px, color, weight, before, text, height: wrapped.length && wrapped.length * px * 1.3 + before };
  };
  const block = (text, size, color, weight = 400, before = 0, room = inner - 2) =>
    lines(text, size, color, weight, before * letters, room);
  const told = fitting(SENTENCE, LINES, (size) => block(sentence, size, "text", 700));
  const about = sentence.startsWith(title) ? subtitle : [title, subtitle].filter(Boolean).join(" · ");
  const over = [told, block(about, 13, "quiet", 400, 6)];

  const high = width <= height; // then the number stands above the plot
  const side = number ? (high ? inner : inner * SIDE) : 0;
  const besides = (largest) =>
    number
      ? [
          fitting([largest, 24], 1, (size) => block(number, size, "accent", 700, 0, side)),
          ...evidence.split(" · ").map((part) => block(part, 14, "text", 400, 4, side)),
        ]
      : [];
  const reference = figure.reference ? `Figure\u00a0${figure.reference}` : "";
  const from = [begun("Source:", source), reference].filter(Boolean).join(" · ");
  const rows = figure.layout.meta?.rows ?? [];
  let noted = MOST_NOTED;
  const under = (shown) => {
    const cut = shown < rows.length ? `Showing the first ${shown} of ${rows.length} rows.` : "";
    return [
      block([base, cut].filter(Boolean).join(" · "), 12, "text", 400, 10),
      noteOf(figure, noted, (text) => block(text, 12, "quiet", 400, 2)),
      block(from, 12, "quiet", 400, 2),
      block(figure.synthetic ? SYNTHETIC : "", 12, "text", 700, 2),
    ];
  };
  const gap = 16 * letters;
  const left = edge + (side && !high ? side + 2 * gap : 0);
  const wide = width - edge - left;
  const below = edge + tall(over) + gap;
  let beside = besides(NUMBER);
  for (let size = NUMBER; size > 24 && !high && tall(beside) > height - edge - tall(under(1)) - gap - below; size -= 4)
    beside = besides(size);
  const top = below + (high && number ? tall(beside) + gap : 0);
  const room = (shown) => height - edge - tall(under(shown)) - gap - top;

  const largest = Math.min(letters * LARGEST, wide / LEAST_WIDTH);
  const least = Math.min(largest, letters * SMALLEST);
  const end = (shown) => (shown < rows.length ? rows[shown - 1] : figure.height);
  let shown = rows.length > ROWS[0] ? ROWS[1] : Math.max(1, rows.length);
  while (shown > 1 && end(shown) * least > room(shown)) shown -= 1;
  while (noted > 1 && end(shown) * least > room(shown)) noted -= 1;
  const scale = Math.min(largest, room(shown) / end(shown));
  const between = shown - 1;
  const loose = between ? Math.min(room(shown) / scale - end(shown), end(shown) * LOOSER) / between : 0;
  const part = Math.max(0, Math.min(PARTED, Math.floor(loose)));
  const most = shown < rows.length ? shown : Infinity;
  const plot = { scale, most, part, left, width: Math.floor(wide / scale), height: end(shown) + part * between };
  const spare = Math.max(0, room(shown) - plot.height * scale);
  plot.top = top + spare / 3;
  const besideTop = high ? top - gap - tall(beside) : top + Math.max(0, room(shown) - tall(beside)) / 3;
  return { words: { over, beside, besideTop, under: under(shown), edge }, plot, height };
}

// The largest letters at which a text has at most so many lines.
function fitting([largest, smallest], most, block) {
  for (let size = largest; size > smallest; size -= 2) {
    const made = block(size);
    if (made.lines.length <= most) return made;
  }
  return block(smallest);
}

// The note's first sentences, as many as the lines hold, or the beginning of the first; the figure
// that the reference names has all.
function noteOf(figure, most, block) {
  const note = [figure.words.note, figure.words.about_years].filter(Boolean).join(" ");
  const whole = block(note);
  if (whole.lines.length <= most) return whole;
  const sentences = note.split(/(?<=[.!?]) (?=\p{Lu})/u);
  const words = sentences[0].split(" ");
  const shorter = [
    ...sentences.map((_, cut) => sentences.slice(0, -1 - cut).join(" ")).filter(Boolean),
    ...words.map((_, cut) => `${words.slice(0, -1 - cut).join(" ")}…`).slice(0, -1),
  ];
  for (const text of shorter) {
    const made = block(`${text} ${MORE_NOTES}`);
    if (made.lines.length <= most) return made;
  }
  return block(MORE_NOTES);
}

const edgeOf = (preset) => Math.round(28 * preset.letters);

// The blocks of text above and below the plot, in lines. `part`: how large the letters below are, of
// those that the preset asks for. `shown`: so many rows fit, and no more.
function wordsOf(figure, preset, part, shown = Infinity) {
  const edge = edgeOf(preset);
  const inner = preset.width - 2 * edge;
  const { title, subtitle, base, source } = figure.words;
  const note = [figure.words.note, figure.words.about_years].filter(Boolean).join(" ");
  const block = (letters) => (text, size, color, weight = 400, before = 0) => {
    const px = size * letters;
    const lines = text ? wrap(text, inner - 2, px, PICTURE_FONT, weight) : [];
    const height = lines.length && lines.length * px * 1.35 + before * letters;
    return { lines, px, color, weight, before: before * letters, height, text };
  };
  const more = (figure.layout.meta?.rows ?? []).length - shown;
  const cut = more > 0 ? `Showing the first ${shown} of ${shown + more} rows.` : "";
  const head = block((preset.letters * (1 + part)) / 2);
  const foot = block(preset.letters * part);
  const over = preset.bare ? [] : [head(title, 20, "text", 700), head(subtitle, 14, "quiet", 400, 2)];
  const reference = figure.reference ? `Figure\u00a0${figure.reference}` : "";
  const under = [
    foot(preset.bare ? "" : base, 12, "text", 400, 10),
    foot([preset.bare ? "" : note, cut].filter(Boolean).join(" "), 12, "quiet", 400, 2),
    foot([begun("Source:", source), reference].filter(Boolean).join(" · "), 12, "quiet", 400, 2),
    foot(figure.synthetic && !preset.bare ? SYNTHETIC : "", 12, "text", 700, 2),
  ];
  const gap = 12 * preset.letters;
  const room = (height) => height - 2 * edge - tall(over) - tall(under) - gap;
  return { over, under, edge, gap, room };
}

const tall = (blocks) => blocks.reduce((sum, each) => sum + each.height, 0);

const begun = (word, text) => (!text || text.startsWith(word) ? text : `${word} ${text}`);

// ---- texts ---------------------------------------------------------------------------------------

const xml = (text = "") => escapeTags(text).replace(/"/g, "&quot;");

const LETTERS = /\p{L}/u;
const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

// Whether a text runs from right to left: by its first letter, as browsers decide.
const runsLeft = (text) => FROM_RIGHT.test(text.match(LETTERS)?.[0] ?? "");

function written(blocks, edge, y, width, colors) {
  let out = "";
  for (const { lines, px, color, weight, before, text } of blocks) {
    if (lines.length) y += before;
    const from = runsLeft(text ?? "") ? `x="${width - edge}" direction="rtl"` : `x="${edge}"`;
    for (const line of lines) {
      out +=
        `<text ${from} y="${(y + px).toFixed(1)}" font-size="${+px.toFixed(2)}" ` +
        `font-weight="${weight}" fill="${colors[color]}">${xml(line)}</text>`;
      y += px * 1.35;
    }
  }
  return out;
}

// A text from right to left keeps its place: what was its start is now its end.
const OTHER_SIDE = { start: "end", end: "start", middle: "middle" };
function turnTexts(drawn) {
  for (const text of drawn.querySelectorAll("text")) {
    if (!runsLeft(text.textContent)) continue;
    text.setAttribute("direction", "rtl");
    text.style.textAnchor = OTHER_SIDE[text.style.textAnchor || text.getAttribute("text-anchor") || "start"];
  }
}

// Spaces at a text's edge keep it off its mark, in browsers. Other programs drop them, so that the
// text moves by their width and goes without.
const AT_EDGES = /^([ \u00a0]*)(.*?)([ \u00a0]*)$/s;
const MOVES = { start: ([before]) => before, end: ([, after]) => -after, middle: ([before, after]) => (before - after) / 2 };
function trimTexts(drawn) {
  const pen = document.createElement("canvas").getContext("2d");
  for (const text of drawn.querySelectorAll("text")) {
    const lines = [...text.querySelectorAll("tspan[x]")];
    const anchor = text.style.textAnchor || text.getAttribute("text-anchor") || "start";
    pen.font = `${text.style.fontWeight || 400} ${text.style.fontSize || "12px"} ${PICTURE_FONT}`;
    for (const line of lines.length ? lines : [text]) {
      const [, before, kept, after] = line.textContent.match(AT_EDGES);
      if (!kept || !(before || after) || line.childElementCount) continue;
      const widths = [before, after].map((spaces) => pen.measureText(spaces).width);
      const ends = runsLeft(kept) ? widths.reverse() : widths;
      const x = Number(line.getAttribute("x")) + MOVES[anchor](ends);
      line.setAttribute("x", +x.toFixed(1));
      line.textContent = kept;
    }
  }
}

// ---- the same bytes for the same figure ----------------------------------------------------------

// Begins every id in a picture, so that several may stand in one page.
const nameOf = (figure, width) =>
  `${figure.reference || figure.id}-${width}`.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^(?=\d)/, "f");

// Plotly numbers by chance and leaves empty groups: ids are renamed in the order they come in, what
// holds nothing is taken out.
function tidy(drawn, name) {
  for (const part of [...drawn.querySelectorAll("g, defs, path")].reverse()) {
    const empty = part.localName === "path" ? !part.getAttribute("d") : !part.childNodes.length;
    if (empty) part.remove();
  }
  const names = new Map();
  const all = [drawn, ...drawn.querySelectorAll("*")];
  for (const part of all) if (part.id) names.set(part.id, `${name}-${names.size + 1}`);
  const renamed = (id) => names.get(id) ?? id;
  for (const part of all) {
    for (const { name: key, value } of [...part.attributes]) {
      if (key === "id") part.id = renamed(value);
      else if (key === "class") part.setAttribute(key, value.replace(/\btrace[0-9a-f]{6}\b/, "").trim());
      else if (key.endsWith("href")) part.setAttribute(key, value.replace(/^#(.*)/, (_, id) => `#${renamed(id)}`));
      else if (key === "style" && !value) part.removeAttribute(key);
      else if (value.includes("url(")) {
        const whole = value.replace(/url\((["']?)[^)#]*#([^)"']+)\1\)/g, (_, quote, id) => `url(#${renamed(id)})`);
        part.setAttribute(key, whole);
      }
    }
  }
}

// ---- dots ----------------------------------------------------------------------------------------

// From SVG to PNG by way of a canvas, with as many dots as browsers can hold.
async function rasterise({ picture, width, height }, { density, resolution }) {
  const dots = Math.min(density, 16000 / height, Math.sqrt(6e7 / (width * height)));
  if (dots < 1) throw new Error("too tall");
  const url = URL.createObjectURL(new Blob([picture], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * dots);
    canvas.height = Math.round(height * dots);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return await resolved(blob, (resolution * dots) / density);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// A PNG that says how many of its dots print on an inch, without which programs guess: the chunk pHYs
// is put behind the header, which every PNG begins with and which has a fixed length.
const HEADER = 33;
async function resolved(blob, perInch) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const chunk = new DataView(new ArrayBuffer(21));
  const perMetre = Math.round(perInch / 0.0254);
  chunk.setUint32(0, 9);
  [..."pHYs"].forEach((letter, at) => chunk.setUint8(4 + at, letter.charCodeAt(0)));
  chunk.setUint32(8, perMetre);
  chunk.setUint32(12, perMetre);
  chunk.setUint8(16, 1);
  let sum = 0xffffffff;
  for (let at = 4; at < 17; at++) {
    sum ^= chunk.getUint8(at);
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  chunk.setUint32(17, ~sum >>> 0);
  return new Blob([bytes.subarray(0, HEADER), chunk.buffer, bytes.subarray(HEADER)], { type: "image/png" });
}

// For handing a picture on where only text passes.
const base64 = (blob) =>
  new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
