// Who has what open, drawn on the rows of the queue and beside the decisions of an item, and what happened to the
// item that is open here. The desk tells of it over the page's socket; where that is blocked the page asks.

import { connection, live } from "./desk-live.js";

const words = document.querySelector("[data-claim-words]").dataset;
const here = document.querySelector("[data-claims-here]");
let claims = null;

function draw() {
  if (claims) document.querySelectorAll("[data-claims]").forEach(drawOne);
}

// Only what differs is touched, so that nothing is said twice and the observer below comes to rest.
function drawOne(place) {
  const lines = claims.filter((each) => each.reference === place.dataset.claims).map(inWords).filter(Boolean);
  const drawn = [...place.children].map((each) => each.textContent);
  if (lines.length === drawn.length && lines.every((each, index) => each.text === drawn[index])) return;
  place.replaceChildren(
    ...lines.map(({ text, taken }) => {
      const line = document.createElement("span");
      line.textContent = text;
      if (taken) line.className = "desk-held__taken";
      return line;
    }),
  );
}

function inWords({ who, name, deliberate: taken }) {
  if (String(who) === words.me) return taken ? { text: words.mine, taken } : null;
  return { text: (taken ? words.taken : words.opened).replace("{name}", () => name), taken };
}

function told(message) {
  claims = message.claims;
  draw();
}

async function ask() {
  if (here) overtaken();
  if (connection().connected) return;
  const query = here ? `?${new URLSearchParams({ open: here.dataset.claimsHere })}` : "";
  const answer = await fetch(`${words.source}${query}`, { cache: "no-store" }).catch(() => null);
  if (answer?.ok && !answer.redirected) told(await answer.json());
}

// What a colleague did meanwhile is said at once, not only when something is sent.
async function overtaken() {
  const { standing, version } = here.dataset;
  const answer = await fetch(`${standing}?${new URLSearchParams({ version })}`, { cache: "no-store" }).catch(() => null);
  if (answer?.status !== 200 || answer.redirected) return;
  const found = await answer.json();
  const notice = here.querySelector("[data-overtaken]");
  const list = notice.querySelector("[data-overtaken-news]");
  if (list.children.length === found.news.length) return;
  list.replaceChildren(...found.news.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  notice.querySelector("[data-overtaken-decided]").hidden = !found.decided;
  notice.querySelector("[data-overtaken-changed]").hidden = found.decided;
  notice.hidden = false;
  document.querySelectorAll(".desk-item form[action]").forEach((form) => greyOut(form, found.allowed));
}

function greyOut(form, allowed) {
  const [, reference, action] = new URL(form.action).pathname.match(/\/items\/([^/]+)\/([^/]+)$/) ?? [];
  if (!reference || action === "claim") return;
  form.classList.toggle("desk-overtaken", !allowed.includes(action));
  [...form.elements].filter((each) => each.tagName === "BUTTON").forEach((each) => {
    each.disabled = !allowed.includes(action);
  });
}

const sayWhatIsOpen = () => { if (here) connection().emit("open", { reference: here.dataset.claimsHere }); };

connection().on("claims", told);
connection().on("connect", sayWhatIsOpen);
if (connection().connected) sayWhatIsOpen();
const queue = document.getElementById("queue");
if (queue) new MutationObserver(draw).observe(queue, { childList: true, subtree: true });
live("together", ask);
