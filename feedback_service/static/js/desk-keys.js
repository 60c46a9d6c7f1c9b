// Single keys lead to the decisions; they only ever open and focus a form, never send one; where the list says
// `data-follow` they follow a link. They can be turned off (WCAG 2.1.4) and do nothing while something is being typed.

const SETTING = "desk-keys";

/** `more` leads from further keys to what they do; each returns whether it did anything. */
export function startKeys(panel, more = {}) {
  if (!panel) return;
  const toggle = panel.querySelector("[data-keys-on]");
  panel.hidden = false;
  toggle.checked = remembered() !== "off";
  toggle.addEventListener("change", () => remember(toggle.checked ? "on" : "off"));
  const targets = new Map([...panel.querySelectorAll("[data-key]")].map((each) => [each.dataset.key, each.dataset]));
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (event.key === "?") {
      panel.open = !panel.open;
      if (panel.open) panel.querySelector("summary").focus();
    } else if (targets.has(event.key)) {
      const { target, follow } = targets.get(event.key);
      if (lead(document.getElementById(target), follow !== undefined)) event.preventDefault();
    } else if (Object.hasOwn(more, event.key) && more[event.key]()) {
      event.preventDefault();
    }
  });
}

function lead(target, follow) {
  if (!target) return false;
  if (follow) {
    target.click();
    return true;
  }
  if (target.tagName === "DETAILS") target.open = true;
  // Who asks for what lies behind a label wants to see it.
  target.closest(".desk-veil")?.setAttribute("open", "");
  const first = "button, textarea, input:not([type=hidden]), select, a[href]";
  const focusable = target.matches(first) ? target : target.querySelector(first);
  focusable?.focus();
  target.scrollIntoView({ block: "nearest" });
  return Boolean(focusable);
}

function isTyping(target) {
  if (target.matches("textarea, select, [contenteditable]")) return true;
  return target.matches("input") && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

function remembered() {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem(SETTING, value);
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
}
