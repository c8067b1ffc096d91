package dev.holdfast.broker.session;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a session acknowledges (design, section 3). */
public enum AckMode {
  /** By the heartbeat: what was sent before a ping is received when its pong comes. */
  AUTO,
  /** By the ack function that each event's handler is given. */
  EACH,
  /**
   * As auto; besides, each event carries its position, and the last one is told at the next
   * connect.
   */
  OFFSET,
  /** By {@code $ack}, cumulative or single. */
  BATCH;

  /** The mode of this name, or null. */
  static @Nullable AckMode of(String name) {
    for (AckMode mode : values()) {
      if (mode.wireName().equals(name)) {
        return mode;
      }
    }
    return null;
  }

  /** True for those in which the client does nothing for it. */
  boolean byHeartbeat() {
    return this == AUTO || this == OFFSET;
  }

  /** As it stands on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
