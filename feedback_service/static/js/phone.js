// The open phone looks for new texts every two seconds while somebody can see it.
// Without JavaScript a link does the same.
const EVERY_MS = 2000;
const list = document.querySelector("[data-phone-texts]");
const screen = document.querySelector("[data-phone-screen]");

/** Show the texts in `html`, leaving those that stand there already as they are: a reader hears only new ones. */
function show(html) {
  const fresh = document.createElement("ol");
  fresh.innerHTML = html;
  const before = [...list.children];
  const after = [...fresh.children];
  let same = 0;
  while (same < before.length && same < after.length && before[same].isEqualNode(after[same])) same += 1;
  if (same === before.length && same === after.length) return;
  const wasAtEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
  before.slice(same).forEach((item) => item.remove());
  list.append(...after.slice(same));
  if (wasAtEnd) toEnd();
}

function toEnd() {
  screen.scrollTop = screen.scrollHeight;
}

async function look() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(list.dataset.phoneTexts, { headers: { Accept: "text/html" } });
    if (answer.ok) show(await answer.text());
  } catch {
    // The service is away for a moment; the next look is in two seconds.
  }
}

toEnd();
setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
