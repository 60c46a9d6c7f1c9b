// The item page holds many forms, and sending one loses what stands in the others: words typed, words
// chosen for hiding. The browser asks first, whether another form is sent or the page is left.

const TYPED = "textarea, input[type=text], input[type=date]";
const HOLDS = `${TYPED}, [name=word]`;

export function startGuard(within) {
  let sent = null;
  // The boxes of words belong to a form that they do not stand in.
  const holds = (form) => [...form.elements].filter((field) => field.matches(HOLDS)).some(isFilled);
  document.addEventListener("submit", (event) => { sent = event.target; });
  window.addEventListener("beforeunload", (event) => {
    if ([...within.querySelectorAll("form")].some((form) => form !== sent && holds(form))) event.preventDefault();
    // Whoever stays may leave another way.
    setTimeout(() => { sent = null; });
  });
}

function isFilled(field) {
  if (field.type === "checkbox") return field.checked;
  // A field that came with the words that are kept holds nothing new until they are changed.
  if ("prefilled" in field.dataset && field.value === field.defaultValue) return false;
  return Boolean(field.value.trim());
}
