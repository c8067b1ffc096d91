// The protocol between a test and a program it drives: one JSON object a line, commands in on stdin,
// answers and reports out on stdout. broker/src/test/java/dev/holdfast/it/rig/LineDriver.java is the
// other end.
//
//   in   {"id": 7, "do": "emit", …}
//   out  {"reply": 7, "value": …}   or   {"reply": 7, "error": "…"}
//   out  {"from": "alice", "kind": "event", …}
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";

const STDOUT = 1;

/**
 * Writes before it returns: what has been reported survives a SIGKILL of this process, so a client
 * that acknowledges after reporting never acknowledges what the test has not seen.
 */
export function report(message) {
  let rest = Buffer.from(JSON.stringify(message) + "\n");
  while (rest.length > 0) {
    rest = rest.subarray(writeSync(STDOUT, rest));
  }
}

/** Runs each command by the function of its name until stdin ends; then the process ends. */
export function serve(commands) {
  const input = createInterface({ input: process.stdin });
  input.on("line", (line) => void run(commands, JSON.parse(line)));
  input.on("close", () => process.exit(0));
}

async function run(commands, message) {
  try {
    const value = await commands[message.do](message);
    report({ reply: message.id, value: value ?? null });
  } catch (error) {
    report({ reply: message.id, error: String(error?.message ?? error) });
  }
}
