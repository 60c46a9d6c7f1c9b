// The strip that says who needs a second person to reach somebody: current on every page, said once when it is new.

import { live } from "./desk-live.js";

const holder = document.querySelector("[data-glass]");
const news = document.querySelector("[data-glass-news]");
let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const answer = await fetch(holder.dataset.fragment, { cache: "no-store" }).catch(() => null);
  if (answer?.ok && !answer.redirected) show(await answer.text());
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-glass-part]");
  const old = holder.querySelector("[data-glass-part]");
  if (!fresh || fresh.dataset.state === old.dataset.state) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : null;
  old.replaceWith(fresh);
  if (focused) (document.getElementById(focused) ?? document.getElementById("maincontent"))?.focus();
  news.textContent = fresh.dataset.news;
}

if (holder) live("glass", refresh);
