// What the official Socket.IO suite expects behind the namespaces, as a back-end that needs nothing
// but the stock client: docs/protocol.md tells the verbs. Argument: the broker's URL.
import { io } from "socket.io-client";

const url = process.argv[2];
const auth = { clientId: "conformance", shared: true, ack: "batch" };

for (const namespace of ["/", "/custom"]) {
  serve(namespace);
}

function serve(namespace) {
  const socket = io(url + namespace, { auth });
  const ask = (verb, ...args) => request(socket, verb, args);

  // The id makes an emit safe to repeat, should the event be handled a second time.
  const emit = (sid, id, ...args) => ask("$emit", { sessions: [sid], id }, ...args);

  const handlers = {
    $connection: ([{ sid, auth }], { p }) => emit(sid, p, "auth", auth),
    message: (args, { sid, p }) => emit(sid, p, "message-back", ...args),
    "message-with-ack": (args, { sid, p }) => ask("$reply", { sid, p }, ...args),
  };

  socket.on("connect", () => console.log(`serving ${namespace}`));
  socket.onAny((name, ...args) => {
    const headers = args.pop();
    settle(ask, headers.p, async () => handlers[name]?.(args, headers));
  });
}

/** Acknowledges an event once it is dealt with; else has it delivered again, to any instance. */
async function settle(ask, p, handle) {
  try {
    await handle();
    await ask("$ack", { also: [p] });
  } catch (error) {
    console.error(`${p}: ${error.message}`);
    // When the connection is lost too, it comes again without being asked for.
    await ask("$nack", { p, delayMs: 1_000 }).catch(() => {});
  }
}

async function request(socket, verb, args) {
  const { error } = await socket.timeout(10_000).emitWithAck(verb, ...args);
  const gone = error?.code === "unknown-session" || error?.code === "unknown-reply";
  if (error && !gone) {
    throw new Error(`${verb}: ${error.message}`);
  }
}
