// What stands where in a picture: every line of text, measured as it is drawn.
(picture) => {
  document.body.innerHTML = picture;
  const all = document.body.firstElementChild;
  const whole = all.getBoundingClientRect();
  const plot = all.querySelector("svg").getBoundingClientRect();
  const lines = [];
  for (const text of all.querySelectorAll("text")) {
    const parts = text.querySelectorAll("tspan.line");
    for (const part of parts.length ? parts : [text]) {
      if (!part.textContent.trim()) continue;
      // The letters, without the spaces that keep them from their marks.
      const range = document.createRange();
      const [node] = part.childNodes;
      const letters = node.data;
      range.setStart(node, letters.length - letters.trimStart().length);
      range.setEnd(node, letters.trimEnd().length);
      const box = range.getBoundingClientRect();
      const { left, right, top, bottom } = box;
      const matrix = text.getScreenCTM();
      const size = parseFloat(getComputedStyle(part).fontSize) * Math.hypot(matrix.a, matrix.b);
      lines.push({ text: part.textContent, left, right, top, bottom, size });
    }
  }
  document.body.replaceChildren();
  return { width: whole.width, height: whole.height, lines,
    plot: { top: plot.top, bottom: plot.bottom, left: plot.left, right: plot.right } };
}
