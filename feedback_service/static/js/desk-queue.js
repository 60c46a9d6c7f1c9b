// The queue stays current by itself: told over Socket.IO that something changed, or asking every ten
// seconds where websockets are blocked, it fetches its list anew and brings the rows up to date
// without moving what is being read or losing the focus.

import { freshener } from "./desk-fresh.js";
import { startKeys } from "./desk-keys.js";
import { live } from "./desk-live.js";

const holder = document.getElementById("queue");
const news = document.querySelector("[data-announcement]");
// A page that is on its way elsewhere, such as to the trust's own sign-out, is not called back;
// one that stays after all, for what it asked for was a file, is itself again soon.
const LEAVING_MS = 10_000;
let leftAt = -Infinity;
addEventListener("beforeunload", () => { leftAt = performance.now(); });

const part = () => holder.querySelector("[data-queue]");
const rowsIn = (within) => [...within.querySelectorAll("[data-reference]")];

async function fetched() {
  const { query: asked, after, state, shown } = part().dataset;
  const query = new URLSearchParams(asked);
  query.set("state", state);
  query.set("shown", shown);
  if (after) query.set("after", after);
  try {
    const answer = await fetch(`${holder.dataset.fragment}?${query}`, { cache: "no-store" });
    const isLeaving = performance.now() - leftAt < LEAVING_MS;
    if (!isLeaving && (answer.redirected || answer.status === 403)) location.reload();
    return answer.status === 200 && !answer.redirected ? await answer.text() : null;
  } catch {
    return null; // The next ring or poll tries again.
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-queue]");
  if (!fresh) return;
  const old = part();
  const had = old.querySelector("[data-rows]");
  if (had && fresh.querySelector("[data-rows]")) {
    keepingPlace(() => updateRows(old, fresh));
    updatePaging(old, fresh);
  } else if (had?.contains(document.activeElement)) rowsIn(old).forEach(markGone);
  else replaceList(old, fresh);
  updateCounts(old, fresh);
  Object.assign(part().dataset, { ...fresh.dataset });
}

// Everything but the tabs, so that the focus on one of them stays where it is.
function replaceList(old, fresh) {
  const isTabs = (each) => each.classList.contains("desk-tabs");
  const focused = document.activeElement;
  const hadFocus = old.contains(focused) && !focused.closest(".desk-tabs");
  [...old.children].filter((each) => !isTabs(each)).forEach((each) => each.remove());
  old.append(...[...fresh.children].filter((each) => !isTabs(each)));
  if (hadFocus) old.querySelector(".desk-row__link, [aria-current]").focus({ preventScroll: true });
  const rows = rowsIn(old);
  rows.forEach((row) => { row.querySelector(".desk-row__new").hidden = false; });
  if (rows.length) news.textContent = fresh.dataset.news;
}

function updateCounts(old, fresh) {
  for (const count of fresh.querySelectorAll("[data-count]")) {
    // A filter that somebody shared since the page was made has no place on it yet.
    const have = old.querySelector(`[data-count="${count.dataset.count}"]`);
    if (have) have.textContent = count.textContent;
  }
}

function updatePaging(old, fresh) {
  const [have, now] = [old, fresh].map((either) => either.querySelector(".desk-paging"));
  if (have?.contains(document.activeElement)) return;
  have?.remove();
  if (now) old.append(now);
}

function updateRows(old, fresh) {
  const list = old.querySelector("[data-rows]");
  const known = new Map(rowsIn(list).map((row) => [row.dataset.reference, row]));
  let before = null;
  let count = 0;
  const place = (row) => { before ? before.after(row) : list.prepend(row); };
  for (const row of rowsIn(fresh)) {
    const have = known.get(row.dataset.reference);
    known.delete(row.dataset.reference);
    if (have) {
      // A flag that was raised or cleared is the one thing that moves a row.
      const moves = isFlagged(have) !== isFlagged(row);
      if (have.dataset.version !== row.dataset.version || isGone(have)) bringUpToDate(have, row, moves ? place : null);
    } else {
      row.querySelector(".desk-row__new").hidden = false;
      place(row);
      count += 1;
    }
    before = have ?? row;
  }
  // Where the page is full, what follows its last row may have been pushed to the next page.
  const isPushedOff = (row) => Boolean(fresh.querySelector("[rel=next]") && follows(row, before));
  for (const row of known.values()) if (!isPushedOff(row)) markGone(row);
  for (const row of known.values()) if (isPushedOff(row) && !isInUse(row)) row.remove();
  if (count) news.textContent = fresh.dataset.news;
}

const isFlagged = (row) => row.classList.contains("desk-row--flagged");
const follows = (row, other) => other.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
const isGone = (row) => row.classList.contains("desk-row--gone");

/** Whether somebody may be reading the row or is about to open it. */
function isInUse(row) {
  const { top, bottom } = row.getBoundingClientRect();
  return row.contains(document.activeElement) || (top < window.innerHeight && bottom > 0);
}

function bringUpToDate(have, row, place) {
  const isNew = !have.querySelector(".desk-row__new").hidden;
  const hadFocus = have.contains(document.activeElement);
  have.className = row.className;
  have.dataset.version = row.dataset.version;
  have.replaceChildren(...row.childNodes);
  have.querySelector(".desk-row__new").hidden = !isNew;
  place?.(have);
  if (hadFocus) have.querySelector("a").focus({ preventScroll: true });
}

// What somebody else dealt with stays where it is until the page is loaded again: nothing slides away
// under the reader's eyes.
function markGone(row) {
  if (isGone(row)) return;
  row.classList.add("desk-row--gone");
  const note = document.createElement("span");
  note.className = "desk-row__gone";
  note.textContent = part().dataset.gone;
  row.querySelector(".desk-row__head").append(note);
}

function keepingPlace(change) {
  const rows = rowsIn(holder);
  const anchor =
    rows.find((row) => row.contains(document.activeElement)) ??
    rows.find((row) => row.getBoundingClientRect().bottom > 0);
  const top = anchor?.getBoundingClientRect().top;
  const isReading = window.scrollY > holder.offsetTop || holder.contains(document.activeElement);
  change();
  if (anchor && isReading) window.scrollBy(0, anchor.getBoundingClientRect().top - top);
}

// Keys act only while the focus is in the list, so that they are in nobody's way.
holder.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const links = rowsIn(holder).map((row) => row.querySelector("a"));
  const here = links.indexOf(document.activeElement);
  if (here < 0) return;
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, here + step))].focus();
});

startKeys(document.querySelector("[data-shortcuts]"));
live("desk", freshener(fetched, show));
