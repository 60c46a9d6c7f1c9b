// Each open phone of the page looks for new messages every two seconds while somebody can see it, and sends
// without losing what is being written on the others. Without JavaScript links and forms do the same.
const EVERY_MS = 2000;

document.querySelectorAll("[data-phone]").forEach(start);

function start(phone) {
  const list = phone.querySelector("[data-phone-texts]");
  const screen = phone.querySelector("[data-phone-screen]");
  const form = phone.querySelector("[data-phone-composer]");
  const body = form.elements.namedItem("body");
  const button = form.querySelector("button");
  let sends = 0;
  let sending = false;

  /** Show these messages, leaving those that stand there already as they are: a reader hears only new ones. */
  function show(after) {
    const before = [...list.children];
    let same = 0;
    while (same < before.length && same < after.length && before[same].isEqualNode(after[same])) same += 1;
    if (same === before.length && same === after.length) return;
    const wasAtEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
    before.slice(same).forEach((item) => item.remove());
    list.append(...after.slice(same));
    if (wasAtEnd) toEnd();
  }

  function toEnd() {
    screen.scrollTop = screen.scrollHeight;
  }

  async function look() {
    if (document.visibilityState !== "visible" || sending || "phoneRests" in phone.dataset) return;
    const before = sends;
    try {
      const answer = await fetch(list.dataset.phoneTexts, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const fresh = document.createElement("ol");
      fresh.innerHTML = await answer.text();
      // What was asked for before a message was sent does not know of it.
      if (before === sends && !sending) show([...fresh.children]);
    } catch {
      // The service is away for a moment; the next look is in two seconds.
    }
  }

  /** The page that answers holds this phone as it is now: its messages, what is wrong with the text, a new key. */
  async function send() {
    sending = true;
    button.setAttribute("aria-disabled", "true");
    const written = body.value;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector(`[data-phone="${phone.dataset.phone}"]`);
      if (!now) throw new Error(`no phone in the answer, status ${answer.status}`);
      form.elements.namedItem("key").value = now.querySelector("[name=key]").value;
      const fault = now.querySelector("[data-phone-error]").textContent;
      complain(fault);
      if (!fault && body.value === written) body.value = "";
      phone.toggleAttribute("data-phone-rests", "phoneRests" in now.dataset);
      show([...now.querySelector("[data-phone-texts]").children]);
      toEnd();
    } catch {
      complain(form.dataset.phoneUnsent);
    }
    sends += 1;
    sending = false;
    button.removeAttribute("aria-disabled");
  }

  function complain(fault) {
    const error = phone.querySelector("[data-phone-error]");
    error.textContent = fault;
    error.hidden = !fault;
    if (fault) {
      body.setAttribute("aria-invalid", "true");
      body.setAttribute("aria-describedby", error.id);
      body.focus();
    } else {
      body.removeAttribute("aria-invalid");
      body.removeAttribute("aria-describedby");
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sending) send();
  });
  phone.querySelectorAll("[data-phone-try]").forEach((suggestion) => {
    suggestion.addEventListener("click", (event) => {
      event.preventDefault();
      body.value = suggestion.dataset.phoneTry;
      body.focus();
    });
  });
  phone.querySelector("[data-phone-look]").addEventListener("click", (event) => {
    event.preventDefault();
    delete phone.dataset.phoneRests;
    look();
  });
  toEnd();
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
}
