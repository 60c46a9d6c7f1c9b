// What the product's fan-out is compared with: npm's socket.io server, websocket only, as it comes.
// A viewer of /board gets the counters on joining, as from the product. Each line on standard input
// broadcasts EVENT (JSON) under the next number.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Server } from "socket.io";

const event = JSON.parse(process.env.EVENT);
const counters = { waiting: 23, waiting_since: event.at, answered: 0 };
const server = createServer((_, response) => response.end());
const board = new Server(server, { transports: ["websocket"], serveClient: false }).of("/board");
board.on("connection", (viewer) => viewer.emit("pulse", counters));

let sequence = 0;
createInterface({ input: process.stdin }).on("line", () => {
  sequence += 1;
  board.emit("board_event", { ...event, sequence });
});
server.listen(Number(process.env.PORT), "127.0.0.1");
