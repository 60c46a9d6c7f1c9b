// The item page holds many forms, and sending one loses what stands in the others: words typed, words
// chosen for hiding. The browser asks first, whether another form is sent or the page is left.

const TYPED = "textarea, input[type=text], input[type=date]";

export function startGuard(within) {
  let sent = null;
  const holds = (form) =>
    [...form.querySelectorAll(TYPED)].some((field) => field.value.trim()) || form.querySelector("[name=word]:checked");
  document.addEventListener("submit", (event) => { sent = event.target; });
  window.addEventListener("beforeunload", (event) => {
    if ([...within.querySelectorAll("form")].some((form) => form !== sent && holds(form))) event.preventDefault();
    // Whoever stays may leave another way.
    setTimeout(() => { sent = null; });
  });
}
