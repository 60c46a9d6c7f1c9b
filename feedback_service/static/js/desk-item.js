// The item page with a pointer and with keys. Without this script every word is a checkbox and every
// decision a form, and nothing is missing.

import { startWords } from "./desk-words.js";
import { startKeys } from "./desk-keys.js";
import { startGuard } from "./desk-unsent.js";
import { startSuggestions } from "./desk-suggestions.js";

document.querySelectorAll("[data-needs-script]").forEach((each) => { each.hidden = false; });
const groups = [...document.querySelectorAll("[data-words]")];
if (document.getElementById("hide-words")) startWords(groups, document.querySelector("[data-chosen]"));
startSuggestions(document.querySelector("[data-suggestions]"));
startKeys(document.querySelector("[data-shortcuts]"), { n: toNext });
startGuard(document.querySelector(".desk-item"));
const measured = new ResizeObserver((sizes) => sizes.forEach(({ target }) => {
  target.style.setProperty("--height", `${target.offsetHeight}px`);
}));
document.querySelectorAll(".desk-item__decisions, .desk-preview").forEach((each) => measured.observe(each));

// The button of the decision that is open, else of publishing, which opens the next one afterwards.
function toNext() {
  const button =
    document.querySelector(".desk-action[open] .desk-and-next") ?? document.querySelector("#publish .desk-and-next");
  button?.focus();
  button?.scrollIntoView({ block: "nearest" });
  return Boolean(button);
}
