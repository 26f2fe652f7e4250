// Tells the page around a frame how high its content is, whenever that changes; `around` is the
// pixels above and below it now. What embeds the frame listens, or keeps the height it began with.
function tellHeight(content, around = () => 0) {
  let told;
  const tell = () => {
    const height = Math.ceil(content.getBoundingClientRect().height) + around();
    if (height !== told) window.parent.postMessage({ surveyHeight: (told = height) }, "*");
  };
  const watch = new ResizeObserver(tell);
  watch.observe(content);
  // Styles that come late move the content without changing its size.
  watch.observe(content.parentElement);
  return () => watch.disconnect();
}
