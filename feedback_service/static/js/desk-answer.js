// The form of an answer: templates go in where the cursor is, blanks are walked one by one, and the checklist
// follows what is typed. Without this script a button adds the template, and the checklist comes with the page.

import { startDraft } from "./desk-draft.js";
import { startTemplates } from "./desk-templates.js";

const PAUSE_MS = 600;

document.querySelectorAll("[data-answer]").forEach((panel) => {
  const form = panel.closest("form");
  startTemplates(form);
  startDraft(form);
  followChecklist(form, panel.querySelector("[data-checklist]"), panel.querySelector("[data-checklist-news]"));
});

function followChecklist(form, holder, news) {
  let waiting = null;
  let latest = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  });

  async function ask() {
    const mine = ++latest;
    let html = null;
    try {
      const answer = await fetch(holder.dataset.checklist, { method: "POST", body: new FormData(form) });
      html = answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      html = null; // The next key asks again.
    }
    if (html && mine === latest) show(html);
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-points]");
    const old = holder.querySelector("[data-points]");
    if (!fresh || !old) return;
    // Said aloud only when something about it changed, not with every letter.
    const said = (part) => [part.dataset.done, ...[...part.querySelectorAll(".desk-caution")].map((each) => each.textContent.trim())].join(". ");
    if (said(old) !== said(fresh)) news.textContent = said(fresh);
    old.replaceWith(fresh);
  }
}
