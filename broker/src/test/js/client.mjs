// Hosts any number of stock Socket.IO clients for a test; lines.mjs tells the protocol.
import { readFileSync } from "node:fs";
import { io } from "socket.io-client";
import { report, serve } from "./lines.mjs";

/** The package given as argument, or the client's own parser. */
const parser = process.argv[2] ? (await import(process.argv[2])).default : undefined;

/** Name to { socket, held }: held maps a number to the ack function of an event not yet acked. */
const clients = new Map();

serve({
  connect({ client, url, namespace, auth, transports, acks, retries, ackTimeout }) {
    if (clients.has(client)) {
      throw new Error(`client ${client} is already there`);
    }
    const options = { auth: credentials(auth), transports, parser, forceNew: true, timeout: 5_000 };
    const backoff = { reconnectionDelay: 50, reconnectionDelayMax: 500 };
    const resending = { retries, ackTimeout };
    const socket = io(url + namespace, { ...options, ...backoff, ...resending });
    const held = new Map();
    clients.set(client, { socket, held });
    reportState(client, socket);
    reportEvents(client, socket, held, acks);
  },

  emit({ client, event, args }) {
    clients.get(client).socket.emit(event, ...args.map(decode));
  },

  /** Answers with the arguments of the ack. */
  emitForAck({ client, event, args, timeoutMs }) {
    const { socket } = clients.get(client);
    return new Promise((resolve, reject) => {
      socket.timeout(timeoutMs).emit(event, ...args.map(decode), (error, ...answer) =>
        error ? reject(error) : resolve(answer.map(encode)),
      );
    });
  },

  ack({ client, number, args }) {
    const { held } = clients.get(client);
    held.get(number)(...args.map(decode));
    held.delete(number);
  },

  disconnect({ client }) {
    clients.get(client).socket.disconnect();
  },
});

/** With a tokenFile in it, the payload is made anew for each attempt to connect, as pages do. */
function credentials({ tokenFile, ...auth }) {
  const fresh = () => ({ ...auth, token: readFileSync(tokenFile, "utf8").trim() });
  return tokenFile ? (use) => use(fresh()) : auth;
}

function reportState(client, socket) {
  const tell = (kind, name, detail) => report({ from: client, kind, name, detail: detail ?? null });
  socket.on("connect", () => tell("connect", socket.id, { recovered: socket.recovered }));
  socket.on("disconnect", (reason) => tell("disconnect", reason));
  socket.on("connect_error", (error) => tell("error", error.message, error.data));
  socket.io.on("open", () => {
    tell("transport", socket.io.engine.transport.name);
    socket.io.engine.on("upgrade", (transport) => tell("transport", transport.name));
    // It has answered. Events that came before are handled a tick later than the ping, so it waits.
    socket.io.engine.on("ping", () => void Promise.resolve().then(() => tell("ping", "")));
  });
}

/** An event is reported before it is acknowledged. */
function reportEvents(client, socket, held, acks) {
  let number = 0;
  socket.onAny((name, ...args) => {
    const acknowledge = typeof args.at(-1) === "function" ? args.pop() : null;
    const holding = acknowledge && acks === "hold";
    if (holding) {
      held.set(++number, acknowledge);
    }
    const detail = args.map(encode);
    report({ from: client, kind: "event", name, detail, ack: holding ? number : 0 });
    if (acknowledge && acks === "each") {
      acknowledge();
    }
  });
}

/** Binary, as the test writes it, is {"$binary": base64}. */
function decode(value) {
  const isBinary = value !== null && typeof value === "object" && "$binary" in value;
  return isBinary ? Buffer.from(value.$binary, "base64") : value;
}

function encode(value) {
  const isBinary = value instanceof Uint8Array || value instanceof ArrayBuffer;
  return isBinary ? { $binary: Buffer.from(value).toString("base64") } : value;
}
