// How news reach an open board: over a websocket, or by asking every few seconds where websockets are
// blocked. Whoever listens says up to which number it knows the events, and is told everything after.

const POLL_MS = 4000;
const PATIENCE_MS = 4000; // how long a websocket may take before polling begins

let listener; // {known, onState, onEvent, onPulse, onBehind}
let poll = null;
let patience = null;

async function pollOnce() {
  const asking = poll;
  let news;
  try {
    const answer = await fetch(`/api/v1/board/events?after=${listener.known()}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    news = await answer.json();
  } catch {
    news = null;
  }
  if (poll !== asking) return; // The websocket came while this was on its way, and brings the same.
  listener.onState(news ? "polling" : "reconnecting");
  if (!news) return;
  listener.onPulse(news.pulse);
  if (news.resync) listener.onBehind();
  else news.events.forEach(listener.onEvent);
}

function startPolling() {
  if (poll) return;
  poll = setInterval(pollOnce, POLL_MS);
  pollOnce();
}

/** Something blocks websockets on many networks, with or without an error: give it a moment, then ask. */
function pollUnlessConnected() {
  patience ??= setTimeout(startPolling, PATIENCE_MS);
}

function stopPolling() {
  clearTimeout(patience);
  clearInterval(poll);
  poll = patience = null;
}

/** Connect, and stay connected. `known()` is the number of the latest event that needs no sending;
 *  `onState` hears "live", "polling" or "reconnecting", `onBehind` that only a fresh page helps. */
export function connect(to) {
  listener = to;
  const socket = window.io("/board", {
    transports: ["websocket"],
    auth: (answer) => answer({ after: listener.known() }),
    reconnectionDelay: 500,
    reconnectionDelayMax: 8000,
    randomizationFactor: 0.5,
    timeout: 8000,
  });
  pollUnlessConnected();
  socket.on("connect", () => {
    stopPolling();
    listener.onState("live");
  });
  socket.on("board_event", listener.onEvent);
  socket.on("resync", listener.onBehind);
  socket.on("pulse", listener.onPulse);
  for (const lost of ["disconnect", "connect_error"]) {
    socket.on(lost, () => {
      if (!poll) listener.onState("reconnecting");
      pollUnlessConnected();
    });
  }
  window.addEventListener("offline", () => {
    listener.onState("reconnecting");
    socket.io.engine?.close();
  });
  window.addEventListener("online", () => socket.connect());
}
