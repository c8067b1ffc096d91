package dev.holdfast.it.table;

import java.util.List;

/** What carries a client's packets. */
enum Carrier {
  POLLING("polling", "polling"),
  WEBSOCKET("websocket", "websocket"),
  UPGRADE("polling", "websocket");

  private final String first;
  private final String inUse;

  Carrier(String first, String inUse) {
    this.first = first;
    this.inUse = inUse;
  }

  /** As the clients' option {@code transports} has them. */
  List<String> transports() {
    return first.equals(inUse) ? List.of(first) : List.of(first, inUse);
  }

  /** The transport that a client ends up with. */
  String inUse() {
    return inUse;
  }
}
