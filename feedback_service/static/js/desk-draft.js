// The draft of an answer keeps itself, a moment after the last key. Where a colleague saved another one meanwhile, both
// stay: theirs is shown, and nothing is saved over it until that is asked for. Without this script a button saves.

const PAUSE_MS = 2000;

export function startDraft(form) {
  const panel = form.querySelector("[data-draft]");
  const news = panel.querySelector("[data-draft-news]");
  const theirs = panel.querySelector("[data-draft-theirs]");
  const version = form.elements.draft;
  const written = () => [...form.querySelectorAll("textarea, input[type=text], input[type=date]")];
  let waiting = null;
  let busy = false;
  let again = false;

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
  theirs.querySelector("[data-draft-mine]").addEventListener("click", () => {
    theirs.hidden = true;
    save();
  });

  async function save() {
    if (!theirs.hidden) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const sent = new Map(written().map((field) => [field, field.value]));
    const { status, found } = await ask();
    busy = false;
    if (status === 200) kept(found, sent);
    else if (status === 409) overtaken(found.theirs);
    else news.textContent = panel.dataset.lost;
    if (again) {
      again = false;
      save();
    }
  }

  async function ask() {
    try {
      const options = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
      const answer = await fetch(panel.dataset.draft, options);
      return { status: answer.redirected ? 0 : answer.status, found: await answer.json() };
    } catch {
      return { status: 0, found: null }; // The next key tries again.
    }
  }

  // What is kept is not lost by leaving the page: the guard of unsent words looks at these.
  function kept(found, sent) {
    version.value = found.draft;
    for (const [field, value] of sent) {
      field.defaultValue = value;
      field.dataset.prefilled = "";
    }
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    news.textContent = found.draft ? panel.dataset.saved.replace("{time}", time) : "";
  }

  function overtaken(other) {
    version.value = other.draft;
    const line = theirs.querySelector("[data-draft-by]");
    line.textContent = other.by ? line.dataset.draftBy.replace("{name}", other.by) : line.dataset.draftGone;
    theirs.querySelector("[data-draft-words]").textContent = other.words;
    theirs.hidden = false;
    news.textContent = line.textContent;
  }
}
