// Choosing rows of the queue: the box, x on the row that has the focus, Shift for everything in between. What was
// chosen stays chosen while rows are brought up to date, at the version that was chosen: what changes after that
// comes back as changed.

const queue = document.getElementById("queue");
const bar = document.querySelector("[data-bulk]");
const chosen = new Map(); // reference → value of its box when it was chosen
let last = null;

const boxes = () => [...queue.querySelectorAll("input[name=item]")];
const referenceOf = (box) => box.value.split(":")[0];

function set(box, isChosen) {
  box.checked = isChosen;
  if (isChosen) chosen.set(referenceOf(box), chosen.get(referenceOf(box)) ?? box.value);
  else chosen.delete(referenceOf(box));
}

function choose(box, isChosen, isRange) {
  const all = boxes();
  const from = all.findIndex((each) => referenceOf(each) === last);
  const to = all.indexOf(box);
  const [first, end] = isRange && from >= 0 ? [Math.min(from, to), Math.max(from, to)] : [to, to];
  all.slice(first, end + 1).forEach((each) => set(each, isChosen));
  last = referenceOf(box);
  tell();
}

function tell() {
  const count = bar.querySelector("[data-bulk-count]");
  const text = chosen.size ? count.dataset.some.replace("{count}", chosen.size) : count.dataset.none;
  if (count.textContent !== text) count.textContent = text;
  bar.classList.toggle("desk-bulk--chosen", chosen.size > 0);
  bar.querySelector("[data-bulk-none]").hidden = !chosen.size;
}

function restore() {
  for (const box of boxes()) {
    const value = chosen.get(referenceOf(box));
    if (value && (!box.checked || box.value !== value)) Object.assign(box, { value, checked: true });
  }
}

if (bar) {
  boxes().filter((box) => box.checked).forEach((box) => set(box, true)); // the browser went back to this page
  let shift = false;
  queue.addEventListener("click", (event) => { shift = event.shiftKey; }, true);
  queue.addEventListener("change", (event) => {
    if (event.target.matches("input[name=item]")) choose(event.target, event.target.checked, shift);
  });
  queue.addEventListener("keydown", (event) => {
    if (!["x", "X"].includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const box = event.target.closest("[data-reference]")?.querySelector("input[name=item]");
    if (!box) return;
    event.preventDefault();
    choose(box, event.key === "X" || !box.checked, event.key === "X");
  });
  bar.querySelector("[data-bulk-none]").addEventListener("click", () => {
    boxes().forEach((box) => set(box, false));
    chosen.clear();
    tell();
    document.getElementById("bulk-go").focus();
  });
  new MutationObserver(restore).observe(queue, { childList: true, subtree: true });
  tell();
}
