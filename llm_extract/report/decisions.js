// What the reviewer decided: kept in this browser, saved as a file, read back from one.

const kept = new Map();
const changed = new Map();
const undone = [];
let saved = true;

function keyOf(part) {
  return `${part.article.id}\n${part.name}`;
}

function readKept() {
  for (const article of articles) {
    for (const part of article.parts) {
      const { c: choice, n: note = "", d: decided = "" } = part.element.dataset;
      if (choice) kept.set(keyOf(part), { choice, note, decided });
    }
  }
}

function decisionOf(part) {
  const one = changed.get(keyOf(part)) || kept.get(keyOf(part));
  return one && one.choice !== "withdrawn" ? one : null;
}

function decide(part, choice, note) {
  undone.push([part, changed.get(keyOf(part))]);
  put(part, { choice, note, decided: new Date().toISOString() });
  say(`${part.name} ${choice}.`);
}

function put(part, decision) {
  const was = kept.get(keyOf(part));
  const same = was ? was.choice === decision.choice && was.note === decision.note
    : decision.choice === "withdrawn";
  if (same) changed.delete(keyOf(part));
  else changed.set(keyOf(part), { ...decision, words: part.words });
  changesMade([part]);
}

function changesMade(parts) {
  saved = changed.size === 0;
  remember();
  for (const part of parts) showDecision(part);
  showProgress();
}

function undoLast() {
  const last = undone.pop();
  if (!last) return say("Nothing to undo.");
  const [part, before] = last;
  if (before) changed.set(keyOf(part), before);
  else changed.delete(keyOf(part));
  changesMade([part]);
  goTo(part);
  say(`Taken back: ${part.name}.`);
}

function withdraw(part) {
  if (decisionOf(part)) decide(part, "withdrawn", "");
}

function asFile() {
  const decisions = [];
  for (const [key, { choice, note, words, decided }] of changed) {
    const [article, part] = key.split("\n");
    decisions.push({ article, part, words, choice, note, decided });
  }
  return JSON.stringify({ format: 1, decisions }, null, 1);
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([asFile()], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  saved = true;
  showProgress();
  say(`${changed.size} decisions saved as decisions.json.`);
}

async function load(file) {
  try {
    const { format, decisions } = JSON.parse(await file.text());
    if (format !== 1 || !Array.isArray(decisions)) throw new Error("not a file of decisions");
    const held = takeDecisions(decisions);
    say(`${held} of ${decisions.length} decisions taken from ${file.name}.`);
  } catch (error) {
    say(`${file.name} cannot be used: ${error.message}`);
  }
}

function takeDecisions(decisions) {
  const parts = new Map(articles.flatMap((one) => one.parts.map((part) => [keyOf(part), part])));
  let held = 0;
  for (const { article, part: name, words, choice, note = "", decided = "" } of decisions) {
    const part = parts.get(`${article}\n${name}`);
    const known = ["accepted", "rejected", "noted", "withdrawn"].includes(choice);
    if (!part || part.words !== words || !known) continue;
    put(part, { choice, note: String(note), decided: String(decided) });
    held += 1;
  }
  return held;
}

function storeKey() {
  return `llm-extract ${articles.map((one) => one.told.words.slice(0, 16)).join("")}`;
}

// Pages opened from a file may not be allowed to keep anything.
function remember() {
  try {
    if (changed.size) localStorage.setItem(storeKey(), asFile());
    else localStorage.removeItem(storeKey());
  } catch {
    return;
  }
}

function recall() {
  try {
    const file = localStorage.getItem(storeKey());
    if (file) takeDecisions(JSON.parse(file).decisions);
  } catch {
    return;
  }
}
