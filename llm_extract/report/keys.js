// The keyboard: one key for each step of a review, none of them while something is typed.

const KEYS = {
  j: () => stepPart(1),
  k: () => stepPart(-1),
  a: () => shown.part && choose(shown.part, "accepted"),
  r: () => shown.part && choose(shown.part, "rejected"),
  n: () => shown.part && choose(shown.part, "noted"),
  u: undoLast,
  o: () => stepArticle(1),
  ArrowRight: () => stepArticle(1),
  ArrowLeft: () => stepArticle(-1),
  s: () => (wide.matches ? shown.article?.source.focus() : showSource()),
  "/": () => {
    if (!wide.matches) showView("list");
    byId("q").focus();
    byId("q").select();
  },
  "?": () => byId("help").showModal(),
  Escape: leaveAll,
};

function leaveAll() {
  root.classList.remove("split");
  choosePart(null);
  clearLight();
  writeAddress();
}

function isTyping(target) {
  return target.closest("textarea, select, input:not([type=checkbox])") !== null;
}

function pressKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const step = KEYS[event.key];
  if (!step || !shown.article) return;
  event.preventDefault();
  step();
}
