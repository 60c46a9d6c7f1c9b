// What the text with an answer costs, beside where it is written. The server works it out from the very
// text that would go, a moment after the last key; without this script a line says what one text costs.

const PAUSE_MS = 500;

document.querySelectorAll("[data-cost]").forEach(watch);

function watch(panel) {
  const form = panel.closest("form");
  let waiting = null;
  let latest = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  });
  if ([...form.querySelectorAll("textarea")].some((field) => field.value.trim())) ask();

  async function ask() {
    const mine = ++latest;
    let found = null;
    try {
      const answer = await fetch(panel.dataset.cost, { method: "POST", body: new FormData(form) });
      found = answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      found = null; // The next key asks again.
    }
    if (mine === latest && found?.summary) show(panel, found);
  }
}

function show(panel, found) {
  const summary = panel.querySelector("[data-cost-summary]");
  const warning = panel.querySelector("[data-cost-warning]");
  const body = panel.querySelector("[data-cost-body]");
  const news = panel.querySelector("[data-cost-news]");
  // Said aloud only when it costs more or less than before, not with every letter.
  if (summary.textContent !== found.summary || warning.textContent !== found.warning) {
    news.textContent = [found.summary, found.warning].filter(Boolean).join(" ");
  }
  summary.textContent = found.summary;
  warning.textContent = found.warning;
  warning.hidden = !found.warning;
  body.querySelector("p").textContent = found.body;
  body.hidden = !found.body;
}
