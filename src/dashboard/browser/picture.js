// A figure as a picture of its own: title, subtitle, plot, base, note, source and, where it
// applies, the notice that the data are synthetic; all inside, wrapped to the size asked for.
// Made in the reader's browser, so the server needs none.

const SMALLEST = 0.7; // of the preset's letters; rows that need less are left out, and counted
const LARGEST = 1.4;
const LEAST_WIDTH = 480; // pixels a plot is laid out for

async function compose(Plotly, figure, preset, mode = "light") {
  const colours = PALETTE[mode];
  const theme = { mode, colours, font: PICTURE_FONT };
  const { width, letters } = preset;
  const edge = Math.round(28 * letters);
  const inner = width - 2 * edge;
  const { title, subtitle, base, note, source } = figure.words;
  const block = (text, size, colour, weight = 400, before = 0) => {
    const px = size * letters;
    const lines = text ? wrap(text, inner, px, PICTURE_FONT, weight) : [];
    const height = lines.length && lines.length * px * 1.35 + before * letters;
    return { lines, px, colour: colours[colour], weight, before: before * letters, height };
  };
  const over = [block(title, 20, "text", 700), block(subtitle, 14, "quiet", 400, 2)];
  const under = (left) => [
    block(begun("Base:", base), 12, "text", 400, 6),
    block([note, left].filter(Boolean).join(" "), 12, "quiet", 400, 2),
    block(begun("Source:", source), 12, "quiet", 400, 2),
    block(figure.synthetic ? SYNTHETIC : "", 12, "text", 700, 2),
  ];
  const tall = (blocks) => blocks.reduce((sum, each) => sum + each.height, 0);
  const gap = 12 * letters;

  // The plot is scaled as a whole, so that nothing in it moves against anything else: up where
  // there is room, down where there is not, and then the rows that fit are shown.
  let below = under("");
  const room = () => preset.height - 2 * edge - tall(over) - tall(below) - gap;
  let { height: natural } = figure;
  let most = Infinity;
  let scale = letters;
  if (!preset.grows) {
    const ends = figure.layout.meta?.rows ?? [];
    const largest = Math.min(letters * LARGEST, inner / LEAST_WIDTH);
    scale = Math.min(largest, room() / natural);
    if (scale < letters * SMALLEST && ends.length) {
      scale = letters * SMALLEST;
      const around = natural - ends.at(-1);
      const left = (rows) => under(`The first ${rows} of ${ends.length} rows are shown.`);
      below = left(ends.length);
      most = Math.max(1, ends.filter((end) => (end + around) * scale <= room()).length);
      below = left(most);
      natural = ends[most - 1] + around;
    }
  }
  const taken = preset.height - room() + natural * scale;
  const height = preset.grows ? Math.max(preset.height, Math.ceil(taken)) : preset.height;
  const { data, layout } = dress(figure, { width: Math.floor(inner / scale), theme, most });

  const svg = await Plotly.toImage(
    { data, layout, config: { staticPlot: true } },
    { format: "svg", width: layout.width, height: layout.height, imageDataOnly: true },
  );
  const node = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const place = {
    x: edge,
    y: edge + tall(over) + gap,
    width: layout.width * scale,
    height: layout.height * scale,
  };
  node.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
  for (const [name, value] of Object.entries(place)) node.setAttribute(name, value.toFixed(1));

  const bottom = height - edge - tall(below);
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" font-family="${PICTURE_FONT}">` +
    `<title>${xml(title)}</title><desc>${xml(figure.words.alt)}</desc>` +
    `<rect width="100%" height="100%" fill="${colours.background}"/>` +
    written(over, edge, edge) +
    new XMLSerializer().serializeToString(node) +
    written(below, edge, bottom) +
    "</svg>";
  return { picture, width, height };
}

const begun = (word, text) => (!text || text.startsWith(word) ? text : `${word} ${text}`);

const xml = (text = "") => escapeTags(text).replace(/"/g, "&quot;");

function written(blocks, x, y) {
  let out = "";
  for (const { lines, px, colour, weight, before } of blocks) {
    if (lines.length) y += before;
    for (const line of lines) {
      out +=
        `<text x="${x}" y="${(y + px).toFixed(1)}" font-size="${px}" font-weight="${weight}" ` +
        `fill="${colour}">${xml(line)}</text>`;
      y += px * 1.35;
    }
  }
  return out;
}

// From SVG to PNG by way of a canvas, with as many dots as browsers can hold.
async function rasterise({ picture, width, height }, density) {
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
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
