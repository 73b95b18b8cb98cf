// Figures and the words they rest on: lit up together, in both directions.

const evidence = window.Highlight ? new Highlight() : null;
if (evidence) CSS.highlights.set("evidence", evidence);
const light = { pinned: null, lit: [], turn: 0, mouse: "" };

function linkSource(article) {
  article.links = new Map();
  for (const link of article.results.querySelectorAll("a[href]")) {
    for (const id of targetsOf(link)) {
      if (!article.links.has(id)) article.links.set(id, []);
      article.links.get(id).push(link);
    }
  }
  for (const mark of article.source.querySelectorAll("a[id]")) {
    const first = article.links.get(mark.id)?.[0];
    if (first) mark.href = `#${first.closest("[id]").id}`;
  }
  const paragraphs = [...article.source.querySelectorAll(".body p")];
  let end = -1;
  article.paragraphs = paragraphs.map((element, n) => {
    const start = article.told.paragraphs[n]?.[0] ?? end + 1;
    end = start + textNodes(element).reduce((sum, node) => sum + node.length, 0);
    return { element, start, end };
  });
}

function textNodes(element) {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (nodes.nextNode()) {
    if (!nodes.currentNode.parentElement.closest("del, sup, button, .raw")) found.push(nodes.currentNode);
  }
  return found;
}

function lightFigures(article, ids) {
  clearLit();
  for (const id of ids) {
    const mark = byId(id);
    if (mark) light.lit.push(mark);
    light.lit.push(...(article.links?.get(id) || []));
  }
  for (const one of light.lit) one.classList.add("lit");
}

function lightPart(part) {
  lightFigures(part.article, part.targets);
}

function clearLit() {
  for (const one of light.lit) one.classList.remove("lit");
  light.lit = [];
}

function clearLight() {
  light.pinned = null;
  clearLit();
  evidence?.clear();
}

function rangesOf(article, start, end) {
  const ranges = [];
  for (const one of article.paragraphs) {
    if (one.end <= start || one.start >= end) continue;
    let at = one.start;
    for (const node of textNodes(one.element)) {
      const [from, to] = [Math.max(start - at, 0), Math.min(end - at, node.length)];
      at += node.length;
      if (from >= to || node.parentElement.closest(".lit")) continue;
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, to);
      ranges.push(range);
    }
  }
  return ranges;
}

function showEvidence(part, scroll = false) {
  evidence?.clear();
  const [start, length] = part.evidence || [];
  const ranges = start === undefined ? [] : rangesOf(part.article, start, start + length);
  for (const range of ranges) evidence?.add(range);
  const first = byId([...part.targets][0]) || ranges[0]?.startContainer.parentElement;
  if (scroll && first) bringUpSource(first, part.article);
}

function bringUpSource(element, article) {
  if (element.closest(".source") && isSplit()) bringUp(element, article.source);
}

function figureAt(node) {
  const link = node.closest?.("a[href], .source a[id]");
  return link?.closest("article") ? link : null;
}

function idsOf(figure) {
  return figure.closest(".source") ? [figure.id] : targetsOf(figure);
}

function articleOf(node) {
  return articles[Number(node.closest("article").dataset.n) - 1];
}

function partAt(node) {
  const li = node.closest?.(".results li[id]");
  return li ? articleOf(li).parts.find((part) => part.element === li) : null;
}

// What slides under a mouse that rests is not pointed at.
function isAtRest(event) {
  return event.type === "mouseover" && light.mouse === `${event.clientX} ${event.clientY}`;
}

function noteMouse(event) {
  light.mouse = `${event.clientX} ${event.clientY}`;
}

function point(event) {
  if (isAtRest(event)) return;
  const figure = figureAt(event.target);
  if (figure) return lightFigures(articleOf(figure), idsOf(figure));
  const part = partAt(event.target);
  if (!part) return leave();
  lightPart(part);
  showEvidence(part);
}

function leave() {
  if (light.pinned) lightFigures(light.pinned.article, light.pinned.ids);
  else if (shown.part) {
    lightPart(shown.part);
    showEvidence(shown.part);
  } else clearLight();
}

function chooseFigure(figure) {
  const article = articleOf(figure);
  const ids = idsOf(figure);
  const again = light.pinned?.ids.join() === ids.join();
  light.pinned = { article, ids };
  lightFigures(article, ids);
  if (figure.closest(".source")) return toResults(article, figure, again);
  const part = partAt(figure);
  if (part) {
    choosePart(part);
    showEvidence(part);
    writeAddress();
  }
  showSource();
  const mark = byId(ids[0]);
  if (mark) bringUp(mark, article.source);
  bringUp(figure, article.results);
  say(mark ? `Source: ${sentenceOf(mark)}` : "");
}

function sentenceOf(mark) {
  const words = textNodes(mark.closest("p, h3")).map((node) => node.data).join("");
  const at = words.indexOf(mark.textContent);
  const before = words.slice(0, at).split(/[。！？；]/).pop();
  return before + words.slice(at).split(/[。！？；]/)[0];
}

function toResults(article, figure, again) {
  const links = (article.links.get(figure.id) || []).filter((one) => !one.closest("[hidden]"));
  const parts = new Set(links.map((one) => one.closest("li, header")));
  light.turn = again ? light.turn + 1 : 0;
  const next = [...parts][light.turn % parts.size];
  if (!next) return say(`${figure.textContent}: what rests on it is hidden by the filters.`);
  showResults();
  choosePart(partAt(next));
  bringUp(next, article.results);
  say(`${parts.size} ${parts.size === 1 ? "part rests" : "parts rest"} on ${figure.textContent}.`);
  writeAddress();
}
