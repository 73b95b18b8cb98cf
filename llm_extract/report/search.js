// Words looked for in results and sources, in Chinese and English.

const hits = window.Highlight ? new Highlight() : null;
if (hits) CSS.highlights.set("hits", hits);
const placesInChinese = new Map(
  [...byId("place").options].map((one) => [one.value, one.textContent]),
);

function folded(words) {
  return words.toLowerCase();
}

function hasWords(part, words) {
  part.text ??= folded(`${part.element.textContent} ${placesInChinese.get(part.place) ?? ""}`);
  return part.text.includes(folded(words));
}

function sourceText(article) {
  article.text ??= folded(textNodes(article.source.querySelector(".body")).map((one) => one.data).join(""));
  return article.text;
}

function countInSource(article, words) {
  return sourceText(article).split(folded(words)).length - 1;
}

// A figure in a sentence is a text node of its own, so that hits may span several.
function markHits() {
  hits?.clear();
  if (!hits || !filter.q || !shown.article) return;
  const pieces = [...shown.article.results.querySelectorAll("li:not([hidden]) > p, h2, header > p"),
    ...shown.article.source.querySelectorAll(".body p")];
  for (const piece of pieces) markHitsIn(piece, folded(filter.q));
}

function markHitsIn(piece, words) {
  const nodes = textNodes(piece);
  const text = folded(nodes.map((node) => node.data).join(""));
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    const range = new Range();
    const [start, from] = nodeAt(nodes, at);
    const [end, to] = nodeAt(nodes, at + words.length - 1);
    if (!start || !end) return;
    range.setStart(start, from);
    range.setEnd(end, to + 1);
    hits.add(range);
  }
}

function nodeAt(nodes, at) {
  for (const node of nodes) {
    if (at < node.length) return [node, at];
    at -= node.length;
  }
  return [null, 0];
}
