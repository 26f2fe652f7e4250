// Draws the pictures of a whole report in the reader's own browser and hands them to the page, so
// that the server needs no browser. plot.js and picture.js stand above it.

const jobs = new Set(); // begun: Streamlit calls again for what is drawn already

export default async function ({ data, setTriggerValue }) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const { job, preset, figures } = await new Response(stream).json();
  if (jobs.has(job)) return;
  jobs.add(job);
  const pictures = [];
  try {
    await import(new URL(LIBRARY, import.meta.url).href);
    for (const figure of figures) pictures.push(await drawn(figure, PRESETS[preset]));
    setTriggerValue("made", { job, pictures });
  } catch (error) {
    console.error(error);
    setTriggerValue("made", { job, pictures: [], failed: true });
  }
}

async function drawn(figure, preset) {
  try {
    const made = await compose(window.Plotly, figure, preset);
    const png = await rasterise(made, Math.min(2, preset.density)).then(base64, () => null);
    return { svg: made.picture, png };
  } catch (error) {
    console.error(error); // the others are not affected
    return { svg: null, png: null };
  }
}
