package dev.holdfast.client.internal;

import dev.holdfast.client.TooManyUnconfirmedException;

/** Bounds the unconfirmed requests by number and bytes. Thread-safe. */
final class Budget {
  private final int maxRequests;
  private final long maxBytes;
  private int requests; // guarded by this
  private long bytes; // guarded by this

  Budget(Settings.Limits limits) {
    this.maxRequests = limits.maxUnconfirmed();
    this.maxBytes = limits.maxUnconfirmedBytes();
  }

  /**
   * Takes room for one request.
   *
   * @throws TooManyUnconfirmedException when there is none
   */
  synchronized void take(long size) {
    if (requests == maxRequests) {
      throw new TooManyUnconfirmedException(
          maxRequests + " requests are unconfirmed, as many as may be");
    }
    if (bytes + size > maxBytes) {
      throw new TooManyUnconfirmedException(
          bytes + " bytes are unconfirmed; with " + size + " more they pass " + maxBytes);
    }
    requests++;
    bytes += size;
  }

  /** Gives the room of one request back. */
  synchronized void giveBack(long size) {
    requests--;
    bytes -= size;
  }
}
