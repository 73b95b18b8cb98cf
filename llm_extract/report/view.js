// Panes, colours, dialogs, repaired words and printing.

const wide = matchMedia("(min-width: 64rem)");

function isSplit() {
  return wide.matches || root.dataset.view === "source" || root.classList.contains("split");
}

function showView(view) {
  root.dataset.view = view;
  root.classList.remove("split");
  for (const button of document.querySelectorAll(".tabs button")) {
    button.setAttribute("aria-pressed", button.dataset.view === view);
  }
}

function showSource() {
  if (wide.matches || root.dataset.view === "source") return;
  showView("results");
  root.classList.add("split");
}

function showResults() {
  if (!wide.matches && !root.classList.contains("split")) {
    showView("results");
    root.classList.add("split");
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
}

function nameTheme() {
  byId("theme").textContent = isDark() ? "Light" : "Dark";
}

function turnTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
}

function turnRaw() {
  const isOn = root.classList.toggle("raw-shown");
  byId("raw").setAttribute("aria-pressed", isOn);
}

function addRawWords(article) {
  for (const [n, [, differences]] of Object.entries(article.told.paragraphs)) {
    if (!differences) continue;
    const { element } = article.paragraphs[n];
    const clean = textNodes(element).map((node) => node.data).join("");
    const raw = make("p", { className: "raw" }, make("b", { textContent: "raw ", lang: "en" }));
    raw.append(rawWords(clean, differences));
    element.after(raw);
  }
}

// Differences are: characters that stay, those that go (one if not said), what stood for them.
function rawWords(clean, differences) {
  const characters = [...clean];
  const told = differences.split("|");
  let [raw, at] = ["", 0];
  for (let n = 0; n < told.length; n += 2) {
    const [stay, go = "1"] = told[n].split("-").map(Number);
    raw += characters.slice(at, at + stay).join("");
    raw += told[n + 1].replace(/\\(.)/g, (_, one) => (one === "p" ? "|" : one));
    at += stay + Number(go);
  }
  return raw + characters.slice(at).join("");
}

function addRepairs(article) {
  const { repairs } = article.told;
  if (!repairs.length) return;
  const list = make("dl");
  for (const [name, count, left, edits] of repairs) {
    list.append(make("dt", { textContent: `${name}: ${count}` }));
    for (const [before, after, note, chosen] of edits) {
      const why = [note, chosen ? "one of several readings" : ""].filter(Boolean).join("; ");
      list.append(make("dd", {}, make("del", { textContent: before, lang: "zh" }), " ",
        make("ins", { textContent: after, lang: "zh" }), " ", make("small", { textContent: why })));
    }
    if (left && edits.length) list.append(make("dd", { textContent: `and ${left} more` }));
  }
  const summary = make("summary", { textContent: "How the file was repaired", lang: "en" });
  article.source.append(make("details", { className: "repairs" }, summary, list));
}

function printPage(all) {
  byId("printing").close();
  const more = all ? articles : [];
  for (const article of more) if (!article.ready) prepare(article);
  root.classList.toggle("print-all", all);
  window.print();
}
