// Which parts are shown.

const filter = { q: "", problems: false, undecided: false, place: "", kind: "", status: "" };

function readFilters() {
  filter.q = byId("q").value.trim();
  for (const name of ["problems", "undecided"]) filter[name] = byId(name).checked;
  for (const name of ["place", "kind", "status"]) filter[name] = byId(name).value;
}

function writeFilters() {
  byId("q").value = filter.q;
  for (const name of ["problems", "undecided"]) byId(name).checked = filter[name];
  for (const name of ["place", "kind", "status"]) {
    byId(name).value = filter[name];
    if (byId(name).value !== filter[name]) byId(name).value = filter[name] = "";
  }
}

function isFiltered() {
  return Object.values(filter).some(Boolean);
}

// Places are told from the inside out: what is in Luzhou ends with its name.
function isWithin(places, place) {
  return [...places].some((one) => one === place || one.endsWith(`, ${place}`));
}

function passes(part) {
  const { places, kinds, statuses } = part.facets;
  return (!filter.problems || part.isProblem)
    && (!filter.undecided || !decisionOf(part))
    && (!filter.place || isWithin(places, filter.place))
    && (!filter.kind || kinds.has(filter.kind))
    && (!filter.status || statuses.has(filter.status))
    && (!filter.q || hasWords(part, filter.q));
}

function applyFilters() {
  const count = { parts: 0, all: 0, articles: 0, source: 0 };
  for (const article of articles) filterArticle(article, count);
  const told = `${count.parts} of ${count.all} parts, ${count.articles} of ${articles.length} articles`;
  byId("shown").textContent = count.source ? `${told}; ${count.source} times in the sources` : told;
  byId("clear").hidden = !isFiltered();
  if (shown.part?.element.hidden) choosePart(null);
  markHits();
}

function filterArticle(article, count) {
  let left = 0;
  for (const part of article.parts) {
    const stays = passes(part);
    part.element.hidden = !stays;
    left += stays;
  }
  for (const section of article.results.querySelectorAll("section")) {
    const parts = section.querySelectorAll("li");
    section.hidden = isFiltered() && ![...parts].some((li) => li.id && !li.hidden);
  }
  const only = { ...filter, q: "" };
  const isSearch = filter.q && !Object.values(only).some(Boolean);
  const hits = isSearch ? countInSource(article, filter.q) : 0;
  article.entry.hidden = isFiltered() && !left && !hits;
  count.parts += left;
  count.all += article.parts.length;
  count.articles += !article.entry.hidden;
  count.source += hits;
}

function filtersChanged() {
  readFilters();
  applyFilters();
  writeAddress();
}

function clearFilters() {
  Object.assign(filter, { q: "", problems: false, undecided: false, place: "", kind: "", status: "" });
  writeFilters();
  applyFilters();
  writeAddress();
  byId("q").focus();
}
