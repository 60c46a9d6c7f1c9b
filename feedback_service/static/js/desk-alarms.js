// The banner of unread alarms stays current on every page of the desk: told over Socket.IO that something
// changed, or asking every ten seconds where websockets are blocked, it fetches itself anew. Nothing here
// can hide it. Where it cannot be kept current the page says so: no banner must never only mean no news.

import { freshener } from "./desk-fresh.js";
import { live } from "./desk-live.js";

const TOLD = "desk-alarms-told";
const holder = document.querySelector("[data-alarms]");
const news = document.querySelector("[data-alarm-news]");
let stopPolling = () => {};
let signedOut = false;

const part = () => holder.querySelector("[data-alarm-part]");

async function fetched() {
  try {
    const answer = await fetch(holder.dataset.fragment, { cache: "no-store" });
    signedOut = answer.redirected;
    if (signedOut) stopPolling();
    trouble(signedOut ? "signed-out" : answer.ok ? null : "offline");
    return answer.ok && !signedOut ? await answer.text() : null;
  } catch {
    trouble("offline");
    return null; // The next ring or poll tries again.
  }
}

function trouble(kind) {
  document.querySelectorAll("[data-alarm-trouble]").forEach((each) => {
    each.hidden = each.dataset.alarmTrouble !== kind;
  });
}

function show(html) {
  const fresh = parsed(html).querySelector("[data-alarm-part]");
  const old = part();
  if (!fresh || fresh.dataset.state === old.dataset.state) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : null;
  old.replaceWith(fresh);
  // Whoever was on a button that is gone stays at the top, not nowhere.
  if (focused !== null) (document.getElementById(focused) ?? fresh.querySelector("a") ?? start()).focus();
  tell();
  updateList();
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

function start() {
  const main = document.getElementById("maincontent");
  main.tabIndex = -1;
  return main;
}

// Said once for each alarm and each escalation, not again on the next page.
function tell() {
  const now = part().dataset.state.split(" ").filter(Boolean);
  const told = remembered();
  if (now.some((each) => !told.includes(each))) news.textContent = part().dataset.news;
  else if (!now.length) news.textContent = "";
  remember(now);
}

// The page of alarms lists what the banner shows and more.
async function updateList() {
  const list = document.querySelector("[data-alarm-list]");
  if (!list || list.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  const fresh = answer?.ok && parsed(await answer.text()).querySelector("[data-alarm-list]");
  if (!fresh) return;
  for (const open of list.querySelectorAll("details[open]")) {
    fresh.querySelector(`details[data-reference="${open.dataset.reference}"]`)?.setAttribute("open", "");
  }
  list.replaceWith(fresh);
}

function remembered() {
  try {
    return (sessionStorage.getItem(TOLD) ?? "").split(" ");
  } catch {
    return [];
  }
}

function remember(now) {
  try {
    sessionStorage.setItem(TOLD, now.join(" "));
  } catch {
    // Private windows may refuse; it is then said once on each page.
  }
}

if (holder) {
  tell();
  stopPolling = live("alarms", freshener(fetched, show), () => signedOut);
}
