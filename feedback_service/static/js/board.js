// The live board: applies numbered events in order, catches up after an absence, and says how it stands.
// A gap means "ask again", never a guess.

import { connect } from "./board-connection.js";
import { daysSince, wording } from "./board-entry.js";
import { remove, replaceAll, show } from "./board-list.js";

// One event can put many boards behind: each asks for a fresh page at a random moment of its own.
const CATCH_UP_MS = 2000; // at most, where events are missing
const FILL_UP_MS = 5000; // at most, where the page only lacks entries at its end
const RETRY_MS = [2000, 6000];
const list = document.getElementById("board");
const bar = document.querySelector("[data-live]");
const stateText = document.querySelector("[data-live-state]");
const pauseButton = document.querySelector("[data-live-pause]");
const newsText = document.querySelector("[data-live-news]");
const newLink = document.querySelector("[data-live-new]");

let last = Number(list.dataset.last);
let paused = false;
let resyncing = false;
let resyncTimer = null;
let resyncDue = Infinity; // when the timer rings, as performance.now() counts
let resyncWanted = false; // due while paused
const held = new Map(); // events by number: paused, or one before them is missing, or a fresh page is on its way
let pulse = null;
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

/** The number of the latest event that is applied or held: what comes after it is still to be sent. */
const known = () => Math.max(last, ...held.keys());

function receive(event) {
  if (event.sequence <= last) return;
  // What was taken off must go at once, whatever else waits.
  if (event.type === "entry_withdrawn") remove(event.entry.id);
  held.set(event.sequence, event);
  applyHeld();
}

function applyHeld() {
  if (paused || resyncing) return;
  while (held.has(last + 1)) {
    last += 1;
    if (apply(held.get(last)) === "lacking") resyncWithin(0, FILL_UP_MS);
    held.delete(last);
  }
  list.dataset.last = last;
  if (held.size) resyncWithin(0, CATCH_UP_MS);
}

function apply(event) {
  if (event.type === "entry_withdrawn") return remove(event.entry.id);
  const outcome = show(event.entry);
  if (outcome === "new" && event.type === "entry_published") announce(1);
  return outcome;
}

/** Ask for a fresh page at a random moment between the two, unless that happens earlier anyway. */
function resyncWithin(least, most) {
  const delay = least + Math.random() * (most - least);
  list.dataset.awaits = "page";
  if (performance.now() + delay >= resyncDue) return;
  clearTimeout(resyncTimer);
  resyncDue = performance.now() + delay;
  resyncTimer = setTimeout(resync, delay);
}

async function resync() {
  clearTimeout(resyncTimer);
  resyncDue = Infinity;
  if (paused) resyncWanted = true;
  if (paused || resyncing) return;
  resyncing = true;
  const page = await freshPage();
  resyncing = false;
  resyncWanted = paused; // Pause may have been pressed while the page was on its way.
  if (paused) return;
  if (page) takeOver(page);
  else resyncWithin(...RETRY_MS);
}

async function freshPage() {
  try {
    const answer = await fetch(`/api/v1/board${location.search}`, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function takeOver(page) {
  replaceAll(page);
  delete list.dataset.awaits;
  last = page.last;
  for (const number of held.keys()) if (number <= last) held.delete(number);
  applyHeld();
}

/** The server cannot say what happened since. The page to come holds all that was sent until now. */
function fallBehind() {
  held.clear();
  resyncWithin(0, CATCH_UP_MS);
}

function receivePulse(latest) {
  pulse = latest;
  if (!paused) showPulse();
}

function showPulse() {
  const write = (name, value) => { document.querySelector(`[data-meter="${name}"]`).textContent = value; };
  write("waiting", pulse.waiting);
  write("longest", daysSince(pulse.waiting_since));
  write("answered", pulse.answered);
}

function goOn() {
  if (pulse) showPulse();
  if (resyncWanted) resync();
  else applyHeld();
}

pauseButton.addEventListener("click", () => {
  paused = !paused;
  showState();
  if (!paused) goOn();
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
connect({
  known,
  onState: setConnection,
  onEvent: receive,
  onPulse: receivePulse,
  onBehind: fallBehind,
});
