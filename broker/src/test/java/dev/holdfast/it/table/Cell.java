package dev.holdfast.it.table;

import dev.holdfast.it.rig.Acks;
import dev.holdfast.it.rig.ClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One client of the table: which library, over what, acknowledging how. */
record Cell(Kind kind, Carrier carrier, Ack ack) {
  /** The libraries, and where they run. */
  enum Kind {
    NODE("JavaScript, Node"),
    CHROMIUM("JavaScript, Chromium"),
    JAVA("Java"),
    PYTHON("Python");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /** The ack modes of stock clients. */
  enum Ack {
    AUTO,
    EACH,
    OFFSET;

    /** Whether a pong acknowledges. */
    boolean byHeartbeat() {
      return this != EACH;
    }
  }

  /** All clients of one kind. */
  static List<Cell> of(Kind kind) {
    List<Cell> cells = new ArrayList<>();
    for (Carrier carrier : Carrier.values()) {
      for (Ack ack : Ack.values()) {
        cells.add(new Cell(kind, carrier, ack));
      }
    }
    return cells;
  }

  /** Its client id, the same after a reload. */
  String clientId() {
    return "%s-%s-%s".formatted(kind.name(), carrier, ack).toLowerCase(Locale.ROOT);
  }

  ClientOptions options(URI url) {
    return ClientOptions.to(url)
        .over(carrier.transports().toArray(new String[0]))
        .acking(Acks.EACH)
        .auth("clientId", clientId())
        .auth("ack", ack.name().toLowerCase(Locale.ROOT));
  }
}
