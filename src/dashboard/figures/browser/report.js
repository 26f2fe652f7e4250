// Draws the pictures of a whole report in the reader's own browser and hands them to the page, so
// that the server needs no browser. plot.js and picture.js stand above it.

const jobs = new Set(); // begun: Streamlit calls again for what is drawn already

export default async function ({ data, setTriggerValue }) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const { job, presets, figures } = await new Response(stream).json();
  if (jobs.has(job)) return;
  jobs.add(job);
  const pictures = [];
  try {
    await import(new URL(LIBRARY, import.meta.url).href);
    for (const figure of figures) pictures.push(await drawnAt(figure, presets));
    setTriggerValue("made", { job, pictures });
  } catch (error) {
    console.error(error);
    setTriggerValue("made", { job, pictures: [], failed: true });
  }
}

// By the name of each size.
async function drawnAt(figure, presets) {
  const made = {};
  for (const [name, preset] of Object.entries(presets)) made[name] = await drawn(figure, preset);
  return made;
}

// What is handed over passes as text: twice as many dots as pixels are enough to print.
function fewer({ density, resolution }) {
  const part = Math.min(2, density) / density;
  return { density: density * part, resolution: resolution * part };
}

async function drawn(figure, preset) {
  try {
    const made = await compose(window.Plotly, figure, preset);
    const png = await rasterise(made, fewer(preset)).then(base64, () => null);
    return { svg: made.picture, png };
  } catch (error) {
    console.error(error); // the others are not affected
    return { svg: null, png: null };
  }
}
