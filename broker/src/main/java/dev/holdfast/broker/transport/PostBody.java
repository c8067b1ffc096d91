package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a POST up to a limit. The rest of one that is longer is discarded; so is one
 * that is answered before it is whole, and its connection closed if it does not end soon. Owner
 * thread: the event loop that accepted the request.
 */
final class PostBody {
  private static final int INITIAL_BYTES = 512;

  /** What nobody waits for may still come for so long, and its connection is kept. */
  private static final int REST_MS = 500;

  private final int maxBytes;
  private final Exchange exchange;
  private final Consumer<Bytes> complete;
  private final Runnable tooLong;
  private ByteArrayOutputStream parts = new ByteArrayOutputStream(INITIAL_BYTES);
  private boolean refused;
  private boolean ended;

  private PostBody(Exchange exchange, int maxBytes, Consumer<Bytes> complete, Runnable tooLong) {
    this.exchange = exchange;
    this.maxBytes = maxBytes;
    this.complete = complete;
    this.tooLong = tooLong;
  }

  /**
   * Starts; called when the request arrives, before any of its body is read.
   *
   * @param complete gets the body
   * @param tooLong told instead when the body exceeds {@code maxBytes}
   */
  static void collect(Exchange exchange, int maxBytes, Consumer<Bytes> complete, Runnable tooLong) {
    exchange.arrival().assertOwner();
    PostBody body = new PostBody(exchange, maxBytes, complete, tooLong);
    exchange.whenAnswered(body::answered);
    exchange.request().handler(body::add).endHandler(ignored -> body.end());
    if (body.isTooLong(exchange.request().getHeader("Content-Length"))) {
      body.refused = true;
      // Not before the session has heard of the request.
      exchange.arrival().later(tooLong);
    }
  }

  /** What is too long by its own account is refused before a byte of it is kept. */
  private boolean isTooLong(@Nullable String announced) {
    // HTTP's decoder has let nothing through but numbers.
    return announced != null && Long.parseLong(announced.strip()) > maxBytes;
  }

  private void refuse() {
    refused = true;
    parts = new ByteArrayOutputStream(0);
    tooLong.run();
  }

  /** Nobody waits for the rest of it. */
  private void answered() {
    if (!refused && !ended) {
      refused = true;
      parts = new ByteArrayOutputStream(0);
      exchange.arrival().after(REST_MS, this::giveUp);
    }
  }

  private void giveUp() {
    if (!ended) {
      exchange.abort();
    }
  }

  private void add(Buffer chunk) {
    if (refused) {
      return;
    }
    if (chunk.length() > maxBytes - parts.size()) {
      refuse();
    } else {
      parts.writeBytes(chunk.getBytes());
    }
  }

  private void end() {
    ended = true;
    if (!refused) {
      complete.accept(Bytes.of(parts.toByteArray()));
    }
  }
}
