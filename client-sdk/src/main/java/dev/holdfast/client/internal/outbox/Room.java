package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.OutboxFullException;
import dev.holdfast.client.OutboxOptions;

/** Bounds what the outbox holds. Thread-safe. */
final class Room {
  private final OutboxOptions options;
  private long events; // this and what follows is guarded by this
  private long queuedBytes;
  private long fileBytes;

  Room(OutboxOptions options) {
    this.options = options;
  }

  /**
   * Takes room for an emit.
   *
   * @throws OutboxFullException when there is none
   */
  synchronized void take(long bytes) {
    if (events >= options.maxEvents()) {
      throw new OutboxFullException(events + " emits are in the outbox, as many as may be");
    }
    long held = queuedBytes + fileBytes;
    if (held + bytes > options.maxBytes()) {
      throw new OutboxFullException(
          "the outbox has %d bytes; with %d more they pass %d"
              .formatted(held, bytes, options.maxBytes()));
    }
    events++;
    queuedBytes += bytes;
  }

  /** An emit for which room was taken has been written, or not taken after all. */
  synchronized void left(long bytes, boolean written) {
    queuedBytes -= bytes;
    fileBytes += written ? bytes : 0;
    events -= written ? 0 : 1;
  }

  /** The files have so many bytes. */
  synchronized void files(long bytes) {
    fileBytes = bytes;
  }

  /** So many emits were found in the files. */
  synchronized void found(long count) {
    events += count;
  }

  /** An emit has been answered for good. */
  synchronized void done() {
    events--;
  }

  /** How many emits there are. */
  synchronized long events() {
    return events;
  }
}
