// From a figure as Python sends it to what Plotly draws: colors by the page's theme, the
// size by the room there is. It knows nothing of the page but its style. LIBRARY, PALETTE, TEMPLATE,
// PRESETS, SYNTHETIC, STYLE and MENU stand above it when it is served: dashboard/charts.py puts them
// there.

// What names a figure's place on its page in the address, whatever of it the reader has chosen.
const placeOf = ({ id, place }) => place || id.split(".")[0];

const PICTURE_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif";

// The same rule as palette.holds_colors: elsewhere "text" or "muted" may be anybody's label.
const COLOR_KEY = /(color|colors|colorscale|colorway)$/;

function paint(value, colors, isColor = false) {
  if (typeof value === "string") return isColor ? named(value, colors) : value;
  if (Array.isArray(value)) return value.map((item) => paint(item, colors, isColor));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, paint(item, colors, COLOR_KEY.test(key))]),
  );
}

function named(name, colors) {
  const [plain, percent] = name.split("/");
  const color = colors[plain];
  if (!color) return name;
  if (!percent) return color;
  const [red, green, blue] = rgb(color);
  return `rgba(${red}, ${green}, ${blue}, ${percent / 100})`;
}

// The browser reads any way of writing a color that the theme may use.
const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function rgb(color) {
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data];
}

// The page's own colors and letters. What Streamlit's theme has no word for comes from PALETTE.
function themeOf(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const background = of("background-color") || "#ffffff";
  const [red, green, blue] = rgb(background);
  const mode = 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  const colors = { ...PALETTE[mode], background };
  for (const [name, variable] of [["text", "text-color"], ["accent", "primary-color"]]) {
    if (of(variable)) colors[name] = of(variable);
  }
  const series = of("chart-categorical-colors").split(",");
  if (series.length === 10) series.forEach((c, at) => (colors[`series-${at + 1}`] = c.trim()));
  return { mode, colors, font: of("font") || PICTURE_FONT };
}

function widthOf(text, size, font, weight = 400) {
  brush.font = `${weight} ${size}px ${font}`;
  return brush.measureText(text).width;
}

// What Plotly draws at a width. `most`: only so many rows from the top, where the figure says in
// its layout's meta where each of its rows ends (in pixels, the unit of its y axis).
function dress(figure, { width, theme, most = Infinity }) {
  const { data, layout } = paint({ data: figure.data, layout: figure.layout }, theme.colors);
  layout.template = { layout: paint(TEMPLATE, theme.colors) };
  layout.font = { family: theme.font, ...layout.font };
  Object.assign(layout, { width, height: figure.height, autosize: false, uirevision: figure.id });
  const ends = layout.meta?.rows ?? [];
  if (most < ends.length) {
    layout.height = ends[most - 1] + (layout.margin?.t ?? 0) + (layout.margin?.b ?? 0);
    layout.yaxis = { ...layout.yaxis, range: [ends[most - 1], 0] };
    return { data: data.map((trace) => cutBelow(trace, ends[most - 1])), layout };
  }
  return { data, layout };
}

// A trace without what lies below `end`. Lines are cut between their gaps: one that reaches from
// above ends there.
function cutBelow(trace, end) {
  const { y } = trace;
  if (!Array.isArray(y)) return trace;
  const keep = y.map((value) => value !== null && value <= end);
  if (trace.mode === "lines") {
    let from = 0;
    for (let at = 0; at <= y.length; at++) {
      if (at < y.length && y[at] !== null) continue;
      keep.fill(keep.slice(from, at).some(Boolean), from, at + 1);
      from = at + 1;
    }
  }
  const cut = (value) => {
    if (Array.isArray(value)) return value.length === y.length ? value.filter((_, at) => keep[at]) : value;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
  };
  const left = cut(trace);
  if (trace.mode === "lines") left.y = left.y.map((value) => (value === null ? null : Math.min(value, end)));
  return left;
}

const escapeTags = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

// A text in lines that fit. A word wider than a line (or a language without spaces) is broken
// wherever it must be.
function wrap(text, width, size, font, weight = 400) {
  const fits = (line) => widthOf(line, size, font, weight) <= width;
  const lines = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (fits(longer)) {
        line = longer;
        continue;
      }
      if (line) lines.push(line);
      line = "";
      for (const letter of word) {
        if (line && !fits(line + letter)) {
          lines.push(line);
          line = "";
        }
        line += letter;
      }
    }
    lines.push(line);
  }
  return lines;
}
