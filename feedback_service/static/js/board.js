// The live board: applies numbered events in order, catches up after an absence, and says how it stands.
// A gap means "ask again", never a guess.

import { connect } from "./board-connection.js";
import { daysSince, wording } from "./board-entry.js";
import { remove, replaceAll, show } from "./board-list.js";

const RETRY_MS = 4000;
const list = document.getElementById("board");
const bar = document.querySelector("[data-live]");
const stateText = document.querySelector("[data-live-state]");
const pauseButton = document.querySelector("[data-live-pause]");
const newsText = document.querySelector("[data-live-news]");
const newLink = document.querySelector("[data-live-new]");

let last = Number(list.dataset.last);
let paused = false;
let resyncing = false;
let resyncWanted = false; // asked for while paused
let waiting = []; // events held back while paused or while a fresh page is on its way
let unseen = 0;
let connection = "connecting";

function showState() {
  const state = paused ? "paused" : connection;
  bar.hidden = false;
  bar.dataset.state = state;
  stateText.textContent = wording[state];
  pauseButton.textContent = paused ? wording.go_on : wording.pause;
  document.documentElement.dataset.board = state;
}

function setConnection(next) {
  connection = next;
  showState();
}

function announce(count) {
  unseen += count;
  const text = wording.news.replace("{count}", unseen);
  newsText.textContent = text;
  newLink.textContent = text;
  newLink.hidden = window.scrollY <= 2;
}

function receive(event) {
  if (paused || resyncing) {
    waiting.push(event);
    // What was taken off must go at once, whatever else waits.
    if (event.type === "entry_withdrawn") remove(event.entry.id);
    return;
  }
  if (event.sequence <= last) return;
  if (event.sequence !== last + 1) {
    waiting.push(event);
    resync();
    return;
  }
  last = event.sequence;
  list.dataset.last = last;
  if (event.type === "entry_withdrawn") {
    if (remove(event.entry.id)) resync();
  } else if (show(event.entry) === "new" && event.type === "entry_published") announce(1);
}

function releaseWaiting() {
  const held = waiting.sort((one, other) => one.sequence - other.sequence);
  waiting = [];
  if (resyncWanted) resync();
  held.forEach(receive);
}

async function resync() {
  resyncWanted = paused;
  if (paused || resyncing) return;
  resyncing = true;
  try {
    const answer = await fetch(`/api/v1/board${location.search}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = await answer.json();
    replaceAll(page);
    last = page.last;
    list.dataset.last = last;
  } catch {
    setTimeout(resync, RETRY_MS * (0.5 + Math.random()));
    return;
  } finally {
    resyncing = false;
  }
  if (!paused) releaseWaiting();
}

function showPulse(pulse) {
  const write = (name, value) => { document.querySelector(`[data-meter="${name}"]`).textContent = value; };
  write("waiting", pulse.waiting);
  write("longest", daysSince(pulse.waiting_since));
  write("answered", pulse.answered);
}

pauseButton.addEventListener("click", () => {
  paused = !paused;
  showState();
  if (!paused) releaseWaiting();
});
newLink.addEventListener("click", (event) => {
  event.preventDefault();
  window.scrollTo({ top: 0 });
  list.focus({ preventScroll: true });
});
window.addEventListener("scroll", () => {
  if (window.scrollY > list.offsetTop) return;
  unseen = 0;
  newLink.hidden = true;
}, { passive: true });

window.addEventListener("pageshow", (event) => { if (event.persisted) resync(); });

showState();
connect({ known: () => last, onState: setConnection, onEvent: receive, onPulse: showPulse, onBehind: resync });
