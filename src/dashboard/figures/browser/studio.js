// What only the server's own browser does, with the painter of every page: see exports/studio.py.

async function take(figure, preset, mode, transparent, png) {
  const made = await compose(Plotly, figure, preset, mode, { transparent });
  if (png) made.png = await base64(await rasterise(made, preset));
  return made;
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
