// The articles of the page, their parts, and which of them is shown.

const root = document.documentElement;
const LETTERS = {
  f: "fact f", p: "project ", e: "event ", c: "campaign ", g: "finding ",
  s: "sentence en ", z: "sentence zh ", t: "point en ", y: "point zh ",
};
const articles = [...document.querySelectorAll("article")].map(readArticle);
const shown = { article: null, part: null };

function byId(id) {
  return document.getElementById(id);
}

function say(words) {
  byId("say").textContent = words;
}

function readArticle(element, index) {
  const article = {
    element, index,
    id: element.dataset.id,
    entry: document.querySelectorAll("nav.list > ol > li")[index],
    results: element.querySelector(".results"),
    source: element.querySelector(".source"),
    ready: false,
  };
  article.parts = [...article.results.querySelectorAll("li[id]")].map((li) => readPart(li, article));
  return article;
}

function readPart(element, article) {
  const [, letter, rest] = /^\d+([a-z])(.*)$/.exec(element.id);
  const meta = element.querySelector(".m");
  return {
    element, article,
    name: LETTERS[letter] + rest,
    isProblem: element.matches(".x, .w"),
    place: meta?.firstChild?.nodeType === Node.TEXT_NODE ? meta.firstChild.data.replace(/ ·\s*$/, "").trim() : "",
    status: letter === "f" ? meta.querySelector("b").textContent : "",
    targets: new Set([...element.querySelectorAll("a[href]")].flatMap(targetsOf)),
  };
}

function targetsOf(link) {
  return link.dataset.t ? link.dataset.t.split(" ") : [link.getAttribute("href").slice(1)];
}

async function unpack() {
  const bytes = Uint8Array.from(atob(byId("data").textContent), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const told = JSON.parse(await new Response(stream).text());
  articles.forEach((article, n) => takeIn(article, told[n]));
}

function takeIn(article, told) {
  article.told = told;
  const parts = new Map(article.parts.map((part) => [part.element.id, part]));
  article.parts.forEach((part, n) => {
    part.words = told.words.slice(16 * n, 16 * n + 16);
    part.evidence = told.evidence[n];
    part.facts = (told.facts[part.element.id] || []).map((id) => parts.get(id)).filter(Boolean);
  });
  for (const part of article.parts) part.facets = facetsOf(part);
}

function facetsOf(part) {
  const facts = [part, ...part.facts];
  const targets = facts.flatMap((one) => [...one.targets]);
  return {
    places: new Set(facts.map((one) => one.place).filter(Boolean)),
    statuses: new Set(facts.map((one) => one.status).filter(Boolean)),
    kinds: new Set(targets.map((id) => part.article.told.kinds[id]).filter(Boolean)),
  };
}

function openArticle(article) {
  if (shown.article === article) return;
  clearLight();
  for (const other of articles) {
    other.element.classList.toggle("on", other === article);
    other.entry.querySelector("a").toggleAttribute("aria-current", other === article);
  }
  shown.article = article;
  choosePart(null);
  if (!article.ready) prepare(article);
  article.results.scrollTop = 0;
  article.entry.scrollIntoView({ block: "nearest" });
  markHits();
}

function prepare(article) {
  article.ready = true;
  linkSource(article);
  for (const part of article.parts) addControls(part);
  addRawWords(article);
  addRepairs(article);
}

function choosePart(part) {
  shown.part?.element.classList.remove("at");
  shown.part = part;
  part?.element.classList.add("at");
}

function goTo(part) {
  openArticle(part.article);
  part.element.hidden = false;
  choosePart(part);
  part.element.tabIndex = -1;
  part.element.focus({ preventScroll: true });
  bringUp(part.element, part.article.results);
  lightPart(part);
  showEvidence(part, true);
  writeAddress();
}

function visibleParts(article) {
  return article.parts.filter((part) => !part.element.hidden);
}

function stepPart(by) {
  const parts = visibleParts(shown.article);
  const at = parts.indexOf(shown.part);
  const next = parts[at < 0 ? (by > 0 ? 0 : parts.length - 1) : at + by];
  if (next) goTo(next);
  else stepArticle(by, true);
}

function stepArticle(by, toPart = false) {
  const open = articles.filter((one) => !one.entry.hidden);
  const at = open.indexOf(shown.article);
  const next = at < 0 ? open[0] : open[at + by];
  if (!next) return say(by > 0 ? "That was the last article." : "That was the first article.");
  openArticle(next);
  const parts = visibleParts(next);
  if (toPart && parts.length) return goTo(by > 0 ? parts[0] : parts[parts.length - 1]);
  writeAddress(true);
  next.element.querySelector("header").focus({ preventScroll: true });
}

function bringUp(element, pane) {
  const [box, frame] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
  const top = Math.max(frame.top, 0) + 8;
  const bottom = Math.min(frame.bottom, window.innerHeight, drawerTop(pane)) - 8;
  if (box.top >= top && box.bottom <= bottom) return;
  element.scrollIntoView({ block: "center" });
}

// On narrow screens the source may lie over the results.
function drawerTop(pane) {
  const isCovered = root.classList.contains("split") && pane.matches(".results");
  return isCovered ? shown.article.source.getBoundingClientRect().top : Infinity;
}
