// Distressing words start hidden. In the queue the key s shows and hides those of the row that has the focus; on an
// item, what was shown once stays shown in this tab, through every step of deciding it.

const queue = document.getElementById("queue");

queue?.addEventListener("keydown", (event) => {
  if (event.key !== "s" || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea")) return;
  const veil = event.target.closest("[data-reference]")?.querySelector(".desk-veil");
  if (!veil) return;
  event.preventDefault();
  veil.open = !veil.open;
});

for (const veil of document.querySelectorAll("[data-veil]")) {
  const name = `desk-veil-${veil.dataset.veil}`;
  try {
    if (sessionStorage.getItem(name)) veil.open = true;
    veil.addEventListener("toggle", () => {
      if (veil.open) sessionStorage.setItem(name, "shown");
      else sessionStorage.removeItem(name);
    });
  } catch {
    // Private windows may refuse; it then starts hidden on every page.
  }
}
