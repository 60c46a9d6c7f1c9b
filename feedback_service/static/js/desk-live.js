// The page's one connection to the desk: whoever shows live changes hears of them through it, and asks by
// itself every ten seconds while it is away.
const POLL_MS = 10_000;
let socket = null;

/** The page's one socket. */
export function connection() {
  socket ??= window.io("/staff", { transports: ["websocket"], reconnectionDelay: 1000, reconnectionDelayMax: 8000 });
  return socket;
}

/**
 * Call `refresh` whenever the queue changed, and keep `live` or `polling` in the page's data under `name`.
 * Nothing is asked while `isOver()`, such as after signing out. Returns how to stop asking.
 */
export function live(name, refresh, isOver = () => false) {
  let poll = null;
  const stop = () => {
    clearInterval(poll);
    poll = null;
  };
  const start = () => {
    if (!isOver()) poll ??= setInterval(refresh, POLL_MS);
  };
  const connected = () => {
    stop();
    document.documentElement.dataset[name] = "live";
  };
  connection().on("connect", connected);
  socket.on("queue_changed", refresh); // also sent once after each connection
  socket.on("connect_error", start);
  socket.on("disconnect", () => {
    document.documentElement.dataset[name] = "polling";
    start();
    refresh();
  });
  if (socket.connected) {
    connected();
    refresh();
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
  return stop;
}
