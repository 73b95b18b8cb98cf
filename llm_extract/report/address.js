// The address says what is shown, so that a link to it can be shared: #article/part?filters.

let isMoving = false;

function addressNow() {
  const place = [shown.article?.id ?? "", shown.part?.name.replaceAll(" ", "-")];
  const told = Object.entries(filter).filter(([, value]) => value);
  const query = new URLSearchParams(told.map(([name, value]) => [name, value === true ? "1" : value]));
  const path = place.filter(Boolean).map(encodeURIComponent).join("/");
  return `#${path}${told.length ? `?${query}` : ""}`;
}

function writeAddress(isNew = false) {
  const address = addressNow();
  if (isMoving || address === location.hash) return;
  try {
    history[isNew ? "pushState" : "replaceState"](null, "", address);
  } catch {
    return;
  }
}

function readAddress() {
  isMoving = true;
  const [path, query = ""] = location.hash.slice(1).split("?");
  const [id, name] = path.split("/").map(decoded);
  const told = new URLSearchParams(query);
  for (const key of Object.keys(filter)) {
    filter[key] = typeof filter[key] === "boolean" ? told.has(key) : told.get(key) ?? "";
  }
  writeFilters();
  applyFilters();
  showPlace(id, name);
  isMoving = false;
}

function decoded(words) {
  try {
    return decodeURIComponent(words);
  } catch {
    return "";
  }
}

function showPlace(id, name) {
  const within = id && byId(id)?.closest("article");
  const article = within ? articleOf(within) : articles.find((one) => one.id === id);
  const first = article || articles.find((one) => !one.entry.hidden) || articles[0];
  if (!first) return;
  openArticle(first);
  const part = within ? partAt(byId(id)) : first.parts.find((one) => one.name.replaceAll(" ", "-") === name);
  if (part) goTo(part);
}
