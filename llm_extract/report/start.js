// What happens on what, and the first look.

function clickInMain(event) {
  const button = event.target.closest("button");
  if (button?.dataset.choice) return choose(partAt(button), button.dataset.choice);
  if (button?.matches(".close")) return root.classList.remove("split");
  const figure = figureAt(event.target);
  if (figure) {
    event.preventDefault();
    return chooseFigure(figure);
  }
  const part = partAt(event.target);
  if (!part || getSelection().toString() || event.target.closest("textarea, button")) return;
  light.pinned = null;
  choosePart(part);
  lightPart(part);
  showEvidence(part, true);
  writeAddress();
}

function clickInList(event) {
  const entry = event.target.closest("li");
  const article = articles.find((one) => one.entry === entry);
  if (!article) return;
  event.preventDefault();
  openArticle(article);
  showView("results");
  writeAddress(true);
}

function listen() {
  const main = document.querySelector("main");
  main.addEventListener("click", clickInMain);
  main.addEventListener("mouseover", point);
  main.addEventListener("focusin", point);
  document.addEventListener("mousemove", noteMouse);
  main.addEventListener("mouseleave", leave);
  document.querySelector("nav.list > ol").addEventListener("click", clickInList);
  document.addEventListener("keydown", pressKey);
  for (const name of ["problems", "undecided", "place", "kind", "status"]) {
    byId(name).addEventListener("change", filtersChanged);
  }
  byId("q").addEventListener("input", filtersChanged);
  addEventListener("hashchange", readAddress);
  addEventListener("popstate", readAddress);
  addEventListener("beforeunload", (event) => {
    if (!saved) event.preventDefault();
  });
  listenToTools();
}

function listenToTools() {
  const tools = {
    clear: clearFilters, save, undo: undoLast, theme: turnTheme, raw: turnRaw,
    load: () => byId("file").click(),
    keys: () => byId("help").showModal(),
    print: () => byId("printing").showModal(),
    "print-one": () => printPage(false),
    "print-all": () => printPage(true),
  };
  for (const [id, action] of Object.entries(tools)) byId(id).addEventListener("click", action);
  byId("file").addEventListener("change", async (event) => {
    if (event.target.files.length) await load(event.target.files[0]);
    event.target.value = "";
  });
  for (const button of document.querySelectorAll(".shut")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  for (const button of document.querySelectorAll(".tabs button")) {
    button.addEventListener("click", () => showView(button.dataset.view));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);
}

async function start() {
  await unpack();
  readKept();
  recall();
  showView("results");
  nameTheme();
  listen();
  showProgress();
  readAddress();
  root.dataset.ready = "yes";
}

start();
