// Copies the link. Without a clipboard (an old browser, plain http) the button stays hidden: the link is there to read.

const button = document.querySelector("[data-copy]");
const text = document.querySelector("[data-copy-text]");
const status = document.querySelector("[data-copied]");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    status.textContent = status.dataset.words;
  });
}
