// Templates for answers: the words go in at the cursor, the first blank is chosen so that typing replaces it, and a
// button leads from one blank to the next.

const BLANK = /\{\{[^{}]*\}\}/g;

const wasIn = new WeakSet();

export function startTemplates(form) {
  const panel = form.querySelector("[data-templates]");
  if (!panel) return;
  const select = panel.querySelector("select");
  const next = panel.querySelector("[data-next-blank]");
  const status = panel.querySelector("[data-blanks]");
  const fields = [...form.querySelectorAll("textarea")];

  panel.querySelector("[data-insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const chosen = select.selectedOptions[0];
    if (!chosen?.dataset.words) return select.focus();
    const field = form.elements[chosen.dataset.field];
    const end = insert(field, chosen.dataset.words);
    if (![...form.elements.kind].some((each) => each.checked)) choose(form.elements.kind, chosen.dataset.kind);
    select.value = "";
    lead(field, end - chosen.dataset.words.length);
  });
  fields.forEach((each) => each.addEventListener("focus", () => wasIn.add(each)));
  next.addEventListener("click", () => {
    const field = fields.find((each) => blanks(each).length);
    if (field) lead(field, field.selectionEnd);
  });
  form.addEventListener("input", tell);
  tell();

  function tell() {
    const count = fields.reduce((sum, each) => sum + blanks(each).length, 0);
    next.hidden = !count;
    status.textContent = count ? panel.dataset.left.replace("{count}", count) : "";
  }
}

const blanks = (field) => [...field.value.matchAll(BLANK)];

function insert(field, words) {
  // Where the cursor never was, the words go to the end of what is written.
  const [start, end] = wasIn.has(field) ? [field.selectionStart, field.selectionEnd] : [field.value.length, field.value.length];
  const before = field.value.slice(0, start);
  const gap = before.trim() && !before.endsWith("\n") ? "\n\n" : "";
  field.focus();
  field.setRangeText(gap + words, start, end, "end");
  const after = field.selectionEnd;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return after;
}

function choose(radios, value) {
  for (const each of radios) each.checked = each.value === value;
  radios[0].form.dispatchEvent(new Event("input", { bubbles: true }));
}

// The first blank after this place, or the very first where there is none after it.
function lead(field, from) {
  const found = blanks(field);
  const blank = found.find((each) => each.index >= from) ?? found[0];
  field.focus();
  if (blank) field.setSelectionRange(blank.index, blank.index + blank[0].length);
}
