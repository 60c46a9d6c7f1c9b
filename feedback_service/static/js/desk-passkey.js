// Passkeys: the browser asks the device, the answer goes into the form, and the form is sent as any other. Without
// passkeys the forms stay hidden: there is always another way.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

const ask = {
  create: (options) => navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  }),
  get: (options) => navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) },
  }),
};

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function send(form) {
  const trouble = (kind) => form.querySelectorAll("[data-trouble]").forEach((each) => {
    each.hidden = each.dataset.trouble !== kind;
  });
  trouble(null);
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (answer.status === 403 && form.dataset.prove) {
    location.assign(form.dataset.prove);
    return;
  }
  if (!answer.ok || !answer.headers.get("Content-Type").startsWith("application/json")) {
    trouble("old");
    return;
  }
  try {
    form.elements.answer.value = written(await ask[form.dataset.passkey](await answer.json()));
  } catch {
    trouble("refused"); // called off, timed out, or there is no passkey for this place
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential && window.isSecureContext) {
  document.querySelectorAll("[data-no-passkeys]").forEach((each) => { each.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  });
}
