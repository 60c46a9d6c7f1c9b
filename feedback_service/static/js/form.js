// One question at a time. The page as served is the whole form and works without this; with
// mistakes to correct it stays whole, so that everything to correct is in sight.

const form = document.querySelector("[data-form]");
revealPhone(form);
if ("stepper" in form.dataset) start(form);

function revealPhone(form) {
  const choice = form.elements.namedItem("answer");
  const phone = form.querySelector("[data-phone]");
  const reveal = () => { phone.hidden = choice.value !== "text"; };
  form.addEventListener("change", reveal);
  window.addEventListener("pageshow", reveal);
  reveal();
}

function start(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const back = form.querySelector("[data-back]");
  const send = form.querySelector("[data-send]");
  const sendText = send.textContent;
  const title = document.title;
  const heading = document.getElementById("form-title");
  const key = form.elements.namedItem("key");
  let current = 0;
  let sending = false;

  // Going back to this page makes the browser fetch it anew, with a new key. The one that this
  // entry of its history began with is kept there, so that the same words sent again are known.
  if (history.state?.key) key.value = history.state.key;
  form.classList.add("form-stepping");
  show(Math.min(history.state?.step ?? 0, firstMissing()));
  remember("replaceState");

  form.addEventListener("submit", (event) => {
    if (sending) {
      event.preventDefault();
    } else if (isMissing(steps[current])) {
      event.preventDefault();
      complain(steps[current]);
    } else if (current < steps.length - 1) {
      event.preventDefault();
      settle(steps[current]);
      show(current + 1);
      remember("pushState");
      focusHeading();
    } else {
      sending = true;
    }
  });
  back.addEventListener("click", () => history.back());
  window.addEventListener("popstate", (event) => {
    if (event.state?.step === undefined) return;
    show(Math.min(event.state.step, firstMissing()));
    focusHeading();
  });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && form.elements.namedItem("words").value.trim()) event.preventDefault();
  });

  function show(step) {
    current = step;
    steps.forEach((each, index) => { each.hidden = index !== step; });
    back.hidden = step === 0;
    heading.classList.toggle("form-title--small", step > 0);
    send.textContent = step === steps.length - 1 ? sendText : form.dataset.continue;
    document.title = step === 0 ? title : `${caption(steps[step])} – ${title}`;
  }

  function remember(how) {
    history[how]({ step: current, key: key.value }, "");
  }

  function focusHeading() {
    const question = steps[current].querySelector("[data-heading]");
    question.tabIndex = -1;
    question.focus({ preventScroll: true });
    form.scrollIntoView();
  }

  function firstMissing() {
    const index = steps.findIndex(isMissing);
    return index === -1 ? steps.length - 1 : index;
  }

  function isMissing(step) {
    const name = step.dataset.required;
    return Boolean(name) && !form.elements.namedItem(name).value.trim();
  }

  function complain(step) {
    const name = step.dataset.required;
    const group = step.querySelector(".nhsuk-form-group");
    const field = document.getElementById(name);
    if (!step.querySelector("[data-complaint]")) {
      const message = document.createElement("span");
      message.className = "nhsuk-error-message";
      message.dataset.complaint = name;
      message.setAttribute("role", "alert");
      message.textContent = `${form.dataset.error}: ${step.dataset.message}`;
      (field.closest(".nhsuk-radios") ?? field).before(message);
      group.classList.add("nhsuk-form-group--error");
    }
    field.focus();
  }

  function settle(step) {
    step.querySelector("[data-complaint]")?.remove();
    step.querySelector(".nhsuk-form-group")?.classList.remove("nhsuk-form-group--error");
  }
}

function caption(step) {
  return step.querySelector("[class*='nhsuk-caption']").textContent.trim();
}
