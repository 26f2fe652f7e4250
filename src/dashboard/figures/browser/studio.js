// What only the server's own browser does, with the painter of every page: see exports/studio.py.

async function take(figure, preset, mode, transparent, png) {
  const made = await compose(Plotly, figure, preset, mode, { transparent });
  if (png) made.png = await base64(await rasterise(made, preset));
  return made;
}

// The plot alone, for a page that has the words around it: in colors that the page's style names,
// as `var(--c-text)`, so that one drawing serves light and dark pages.
async function plotted(figure, width) {
  const names = Object.keys(PALETTE.light);
  const code = (at) => `#fe${(at + 16).toString(16)}01`;
  const colors = Object.fromEntries(names.map((name, at) => [name, code(at)]));
  const theme = { mode: "light", colors, font: PICTURE_FONT };
  const { data, layout } = dress(figure, { width, theme });
  const config = { staticPlot: true };
  const size = { format: "svg", width, height: layout.height, imageDataOnly: true };
  const svg = await Plotly.toImage({ data, layout, config }, size);
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const id = nameOf(figure, width);
  tidy(drawn, id);
  turnTexts(drawn);
  trimTexts(drawn);
  for (const background of drawn.querySelectorAll(".bg, .main-svg > rect")) background.remove();
  drawn.removeAttribute("style");
  const about = { viewBox: `0 0 ${width} ${layout.height}`, role: "img",
    "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-desc` };
  for (const [key, value] of Object.entries(about)) drawn.setAttribute(key, value);
  for (const [tag, text] of [["desc", figure.words.alt], ["title", figure.words.title]]) {
    const said = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.assign(said, { textContent: text, id: `${id}-${tag}` });
    drawn.prepend(said);
  }
  const named = (whole, at) => `var(--c-${names[at - 16] ?? "text"})`;
  return new XMLSerializer().serializeToString(drawn)
    .replace(/rgb\(254, (\d+), 1\)/g, (whole, at) => named(whole, Number(at)))
    .replace(/#fe([0-9a-f]{2})01/gi, (whole, at) => named(whole, parseInt(at, 16)));
}

// The picture alone on a page that is a little larger, to be printed and cut.
function lay(picture, title, width, height) {
  document.title = title;
  const page = `@page { size: ${width + 1}px ${height + 1}px; margin: 0 }`;
  document.body.innerHTML = `<style>${page}</style>${picture}`;
}

function clear() {
  document.title = "";
  document.body.replaceChildren();
}
