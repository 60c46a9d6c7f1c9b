// The list of entries on the page: what the server would show now, kept so by events, without moving
// what a person is reading.

import { drawEntry, markOverdue } from "./board-entry.js";

const list = document.getElementById("board");
const olderLink = document.querySelector("[data-older-link]");
const empty = document.querySelector("[data-empty]");
const size = Number(list.dataset.size);
const before = list.dataset.before ? Number(list.dataset.before) : Infinity;
let older = list.dataset.older ? Number(list.dataset.older) : null;

const positionOf = (item) => Number(item.dataset.position);
const itemFor = (id) => document.getElementById(`entry-${id}`);

/** Whether the page's filters and the stretch of the board that it shows include the entry. */
function belongs(entry) {
  const { borough, stage } = list.dataset;
  if (borough && entry.borough?.slug !== borough) return false;
  if (stage && entry.stage !== stage) return false;
  return entry.position < before && (older === null || entry.position >= older);
}

/** Make a change and scroll so that what is on the screen stays where it is.
 *  At the very top nobody is reading down the list yet, and what is new may show itself. */
function withoutMoving(change) {
  const anchor = window.scrollY > 2
    ? [...list.children].find((item) => item.getBoundingClientRect().bottom > 0)
    : null;
  const top = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
}

function place(item) {
  const next = [...list.children].find((other) => positionOf(other) < positionOf(item));
  list.insertBefore(item, next ?? null);
}

/** Draw the entry in its place, instead of its older self. The focus stays with it. */
function put(entry) {
  const old = itemFor(entry.id);
  const item = drawEntry(entry);
  const hadFocus = old?.contains(document.activeElement);
  if (old && positionOf(old) === entry.position) old.replaceWith(item);
  else {
    old?.remove();
    place(item);
  }
  if (hadFocus) item.querySelector("a").focus({ preventScroll: true });
  return item;
}

function tidy() {
  empty.hidden = list.children.length > 0;
  olderLink.hidden = older === null;
  if (older !== null) {
    const query = new URLSearchParams(location.search);
    query.set("before", older);
    olderLink.href = `?${query}`;
  }
}

function trim() {
  // A fresh page holds `size` entries; the last one goes, unless it is on the screen.
  while (list.children.length > size) {
    if (list.lastElementChild.getBoundingClientRect().top < window.innerHeight && window.scrollY > 2) break;
    list.lastElementChild.remove();
    older = positionOf(list.lastElementChild);
  }
}

/** "lacking" when the page has fewer entries than a fresh one would show, else "none". */
const outcomeOfLeaving = () => (older !== null && list.children.length < size ? "lacking" : "none");

/** Show the entry as it is now. Returns "new" or "changed"; where it does not belong, "lacking" or "none". */
export function show(entry) {
  const old = itemFor(entry.id);
  const isNew = !old;
  if (!belongs(entry)) {
    if (old) withoutMoving(() => old.remove());
    tidy();
    return outcomeOfLeaving();
  }
  withoutMoving(() => {
    const item = put(entry);
    if (isNew) item.classList.add("entry--new");
    trim();
  });
  tidy();
  return isNew ? "new" : "changed";
}

/** Take the entry off. Returns "lacking" or "none". */
export function remove(id) {
  const item = itemFor(id);
  if (item) withoutMoving(() => item.remove());
  tidy();
  return outcomeOfLeaving();
}

const isCurrent = (item, entry) => positionOf(item) === entry.position && item.dataset.updated === entry.updated_at;

/** Make the list what the server says a fresh page holds: `{entries, older}`. What is already as it
 *  should be is not touched, so that nobody loses the words that they have selected. */
export function replaceAll(page) {
  withoutMoving(() => {
    const keep = new Set(page.entries.map((entry) => `entry-${entry.id}`));
    for (const item of [...list.children]) if (!keep.has(item.id)) item.remove();
    for (const entry of page.entries) {
      const item = itemFor(entry.id);
      if (item && isCurrent(item, entry)) markOverdue(item, entry);
      else put(entry);
    }
    older = page.older;
  });
  tidy();
}
