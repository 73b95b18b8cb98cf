// The buttons beside each part, its note, and how far the review is.

const SIGNS = { accepted: "✓", rejected: "✗", noted: "✎" };
const CHOICES = [["accepted", "Accept", "a"], ["rejected", "Reject", "r"], ["noted", "Note", "n"]];

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function addControls(part) {
  const buttons = CHOICES.map(([choice, label, key]) => {
    const button = make("button", { type: "button", textContent: SIGNS[choice], title: `${label} (${key})` });
    button.dataset.choice = choice;
    button.setAttribute("aria-label", `${label} ${part.name}`);
    return button;
  });
  part.controls = make("span", { className: "do" }, ...buttons);
  part.element.prepend(part.controls);
  showDecision(part);
}

function showDecision(part) {
  const decision = decisionOf(part);
  part.element.querySelector(":scope > .d")?.remove();
  part.element.dataset.c = decision?.choice ?? "";
  if (decision) {
    const words = [decision.choice, decision.note].filter(Boolean).join(": ");
    part.element.append(make("p", { className: "d", textContent: `${SIGNS[decision.choice]} ${words}` }));
  }
  for (const button of part.controls?.children || []) {
    const isNote = button.dataset.choice === "noted";
    const pressed = isNote ? Boolean(decision?.note) : decision?.choice === button.dataset.choice;
    button.setAttribute("aria-pressed", pressed);
  }
}

function choose(part, choice) {
  choosePart(part);
  if (choice === "noted") return writeNote(part);
  const decision = decisionOf(part);
  const note = decision?.note ?? "";
  if (decision?.choice !== choice) return decide(part, choice, note);
  decide(part, note ? "noted" : "withdrawn", note);
}

function writeNote(part) {
  const open = part.element.querySelector(".note textarea");
  if (open) return open.focus();
  const decision = decisionOf(part);
  const field = make("textarea", { rows: 2, value: decision?.note ?? "" });
  field.setAttribute("aria-label", `Note on ${part.name}`);
  const keep = make("button", { type: "button", textContent: "Keep note" });
  const cancel = make("button", { type: "button", textContent: "Cancel" });
  const note = make("div", { className: "note" }, field, keep, cancel);
  keep.onclick = () => keepNote(part, note, field.value.trim());
  cancel.onclick = () => closeNote(part, note);
  field.onkeydown = (event) => {
    if (event.key === "Escape") closeNote(part, note);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) keep.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  part.element.append(note);
  bringUp(note, part.article.results);
  field.focus();
}

function keepNote(part, note, words) {
  closeNote(part, note);
  const decision = decisionOf(part);
  if (words === (decision?.note ?? "")) return;
  const choice = decision && decision.choice !== "noted" ? decision.choice : words ? "noted" : "withdrawn";
  decide(part, choice, words);
}

function closeNote(part, note) {
  note.remove();
  part.element.tabIndex = -1;
  part.element.focus({ preventScroll: true });
}

function showProgress() {
  let all = 0;
  let decided = 0;
  for (const article of articles) {
    const mine = article.parts.filter(decisionOf).length;
    all += article.parts.length;
    decided += mine;
    article.entry.querySelector(".done").textContent =
      mine ? `, ${mine} of ${article.parts.length} decided` : "";
  }
  byId("progress").textContent = `${decided} of ${all} decided${saved ? "" : ", not yet saved"}`;
  byId("save").classList.toggle("due", !saved);
}
