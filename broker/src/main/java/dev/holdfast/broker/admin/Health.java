package dev.holdfast.broker.admin;

import java.util.List;

/** How a broker is, for those who decide whether to send clients to it. Any thread. */
public interface Health {
  /** False when nothing but a restart helps. */
  boolean isAlive();

  /** Why no clients should be sent to it; empty when they should. */
  List<Reason> notReady();

  /** What an operator should look at, though it keeps no clients away; empty for nothing. */
  default List<Reason> warnings() {
    return List.of();
  }

  /**
   * Something that is the matter.
   *
   * @param code one of a closed catalogue: {@code docs/operations.md}
   * @param message for the operator
   */
  record Reason(String code, String message) {}
}
