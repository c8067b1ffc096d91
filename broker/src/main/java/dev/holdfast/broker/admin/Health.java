package dev.holdfast.broker.admin;

import java.util.List;

/** How a broker is, for those who decide whether to send clients to it. Any thread. */
public interface Health {
  /** False when nothing but a restart helps. */
  boolean isAlive();

  /** Why no clients should be sent to it; empty when they should. */
  List<Reason> notReady();

  /**
   * Something that keeps clients away.
   *
   * @param code one of a closed catalogue: {@code docs/operations.md}
   * @param message for the operator
   */
  record Reason(String code, String message) {}
}
