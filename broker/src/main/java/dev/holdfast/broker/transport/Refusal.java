package dev.holdfast.broker.transport;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.protocol.Bytes;

/**
 * Why new sessions are turned away for now, as HTTP 503. Stock clients try again later.
 *
 * @param message what the client is told
 * @param retryAfterSeconds when it may come back
 */
record Refusal(String message, int retryAfterSeconds) {
  /** The answer's body. */
  Bytes json() {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(message));
    return Bytes.utf8("{\"message\":\"" + quoted + "\"}");
  }
}
