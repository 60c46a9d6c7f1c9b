// Suggestions one after the other without the mouse: after each the page comes back to the next one, and the
// arrows walk up and down the list. Without this script every suggestion is two buttons, and nothing is missing.

export function startSuggestions(section) {
  if (!section) return;
  const rows = [...section.querySelectorAll("li")];
  const buttons = rows.map((row) => [...row.querySelectorAll("button")]);
  if (location.hash === "#suggestions") onceLoaded(() => (buttons[0]?.[0] ?? section.querySelector("h2")).focus());
  section.addEventListener("keydown", (event) => {
    const row = rows.indexOf(event.target.closest("li"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (row < 0 || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = buttons[row + step];
    if (!next) return;
    event.preventDefault();
    next[buttons[row].indexOf(event.target)].focus();
  });
}

// The browser goes to the part that the address names once everything is there, and takes the focus away again.
function onceLoaded(act) {
  if (document.readyState === "complete") act();
  else window.addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(act)), { once: true });
}
