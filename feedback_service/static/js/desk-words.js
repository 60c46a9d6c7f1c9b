// Choosing words: one stop for the tab key in each message, arrows walk, Shift and an arrow choose on the
// way, the space bar chooses one, Enter asks what the chosen ones are; a mouse drags. Touch stays with single
// taps, dragging there scrolls.

export function startWords(groups, status) {
  groups.forEach(walk);
  groups.forEach(drag);
  const kind = document.getElementById("redact-kind");
  askOnEnter(groups, kind);
  const tell = () => {
    const count = document.querySelectorAll("[data-words] input:checked").length;
    // Within reach while there is something to hide, out of the way of reading before.
    status.parentElement.classList.toggle("desk-hide--chosen", count > 0);
    status.textContent = count ? status.dataset.some.replace("{count}", count) : status.dataset.none;
  };
  document.addEventListener("change", tell);
  tell();
}

// From the words to what they are, and from there to hiding them: without it, Enter would send the form at once.
function askOnEnter(groups, kind) {
  groups.forEach((group) => group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[name=word]")) return;
    event.preventDefault();
    if (!document.querySelector("[data-words] input:checked")) event.target.click();
    kind.focus();
  }));
  kind.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    kind.form.requestSubmit(document.getElementById("hide-words"));
  });
}

const boxesIn = (group) => [...group.querySelectorAll("input[name=word]")];

function walk(group) {
  const boxes = boxesIn(group);
  let range = null; // where Shift was first held, and what was chosen before
  boxes.forEach((box, index) => { box.tabIndex = index ? -1 : 0; });
  group.addEventListener("focusin", (event) => {
    if (!boxes.includes(event.target)) return;
    boxes.forEach((box) => { box.tabIndex = box === event.target ? 0 : -1; });
  });
  group.addEventListener("keydown", (event) => {
    const here = boxes.indexOf(event.target);
    if (here < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Shift") return;
    const to = destination(boxes, here, event.key, getComputedStyle(group).direction);
    if (!event.shiftKey || to === null) range = null;
    if (to === null) return;
    event.preventDefault();
    if (event.shiftKey) {
      range ??= { start: here, before: boxes.map((box) => box.checked) };
      choose(boxes, range.before, range.start, to, true);
    }
    boxes[to].focus();
  });
}

function destination(boxes, here, key, direction) {
  const forward = direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const backward = direction === "rtl" ? "ArrowRight" : "ArrowLeft";
  if (key === forward) return Math.min(boxes.length - 1, here + 1);
  if (key === backward) return Math.max(0, here - 1);
  if (key === "Home") return 0;
  if (key === "End") return boxes.length - 1;
  if (key === "ArrowDown") return inLine(boxes, here, 1);
  if (key === "ArrowUp") return inLine(boxes, here, -1);
  return null;
}

// The word nearest to this one in the line below or above.
function inLine(boxes, here, step) {
  const middle = (box) => box.getBoundingClientRect();
  const from = middle(boxes[here]);
  let line = null;
  let best = here;
  let distance = Infinity;
  for (let index = here + step; index >= 0 && index < boxes.length; index += step) {
    const rect = middle(boxes[index]);
    if (Math.abs(rect.top - from.top) < from.height / 2) continue;
    line ??= rect.top;
    if (Math.abs(rect.top - line) > from.height / 2) break;
    const away = Math.abs(rect.left + rect.width / 2 - from.left - from.width / 2);
    if (away < distance) [best, distance] = [index, away];
  }
  return best;
}

// Everything from one word to the other, the rest as it was before.
function choose(boxes, before, from, to, checked) {
  const [first, last] = from < to ? [from, to] : [to, from];
  boxes.forEach((box, index) => { box.checked = index >= first && index <= last ? checked : before[index]; });
  boxes[to].dispatchEvent(new Event("change", { bubbles: true }));
}

function drag(group) {
  const boxes = boxesIn(group);
  const boxAt = (target) => target.closest?.(".desk-word")?.querySelector("input");
  let start = -1;
  let before = [];
  let moved = false;
  group.addEventListener("pointerdown", (event) => {
    const box = boxAt(event.target);
    if (!box || event.pointerType === "touch" || event.button !== 0) return;
    start = boxes.indexOf(box);
    before = boxes.map((each) => each.checked);
    moved = false;
    group.classList.add("desk-dragging");
  });
  group.addEventListener("pointerover", (event) => {
    const box = boxAt(event.target);
    if (start < 0 || !box) return;
    const to = boxes.indexOf(box);
    moved ||= to !== start;
    if (!moved) return;
    choose(boxes, before, start, to, !before[start]);
  });
  window.addEventListener("pointerup", () => {
    start = -1;
    group.classList.remove("desk-dragging");
  });
  // The click that ends a drag on the word where it began must not undo it.
  group.addEventListener("click", (event) => {
    if (moved && boxAt(event.target)) event.preventDefault();
    moved = false;
  }, true);
}
